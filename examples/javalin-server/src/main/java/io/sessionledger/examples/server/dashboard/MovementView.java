package io.sessionledger.examples.server.dashboard;

import io.sessionledger.Credits;
import io.sessionledger.credit.CreditAccount;
import java.util.Map;
import java.util.Optional;

/**
 * A form that moves credits.
 *
 * @param kind grant, adjust or refund
 * @param whose the counselor's name
 * @param back where it was opened, below the prefix
 * @param account where the credits stand
 * @param most what a refund may give back
 * @param fields what was written, by field
 * @param wrong what is wrong with it, by field
 * @param amount by how much the credits would move; empty until all is right
 */
record MovementView(
        String kind,
        String whose,
        String back,
        CreditAccount account,
        Optional<Credits> most,
        Map<String, String> fields,
        Map<String, String> wrong,
        Optional<Credits> amount) {

    String field(String name) {
        return fields.getOrDefault(name, "");
    }

    String wrong(String name) {
        return wrong.getOrDefault(name, "");
    }

    Credits before() {
        return account.available();
    }

    Credits after() {
        return account.available().plus(amount.orElse(Credits.ZERO));
    }
}
