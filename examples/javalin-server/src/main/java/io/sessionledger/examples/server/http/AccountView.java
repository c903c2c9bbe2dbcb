package io.sessionledger.examples.server.http;

import io.sessionledger.credit.CreditAccount;
import java.math.BigDecimal;
import java.util.UUID;

record AccountView(UUID counselorId, BigDecimal granted, BigDecimal used, BigDecimal held, BigDecimal available) {

    static AccountView of(CreditAccount account) {
        return new AccountView(
                account.counselorId().value(),
                account.granted().value(),
                account.used().value(),
                account.held().value(),
                account.available().value());
    }
}
