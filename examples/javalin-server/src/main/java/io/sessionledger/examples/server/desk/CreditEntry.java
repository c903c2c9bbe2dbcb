package io.sessionledger.examples.server.desk;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditReceipt;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a movement of credits is answered: the entry that it made, which never changes. A grant that is taken back before it has taken effect makes none.
 *
 * @param id of the entry; null if there is none
 * @param grantId of the grant that was given or voided
 * @param transactionType such as {@code purchase}; null if there is no entry
 * @param creditsDelta by how much the balance changed
 * @param balanceAfter what it was then
 * @param sessionId of the session that was refunded
 * @param createdAt when; null if there is no entry
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record CreditEntry(
        @Nullable UUID id,
        @Nullable UUID grantId,
        @Nullable String transactionType,
        BigDecimal creditsDelta,
        BigDecimal balanceAfter,
        @Nullable UUID sessionId,
        @Nullable Instant createdAt) {

    static CreditEntry of(CreditReceipt receipt) {
        return receipt.receipt().map(entry -> of(receipt, entry)).orElseGet(() -> withoutEntry(receipt));
    }

    private static CreditEntry withoutEntry(CreditReceipt receipt) {
        CreditAccount account = receipt.account();
        return new CreditEntry(
                null,
                grantId(receipt).orElse(null),
                null,
                BigDecimal.ZERO,
                account.granted().minus(account.used()).value(),
                null,
                null);
    }

    private static CreditEntry of(CreditReceipt receipt, CreditLog entry) {
        return new CreditEntry(
                entry.id().value(),
                grantId(receipt).orElse(null),
                entry.type().code(),
                entry.delta().value(),
                entry.balanceAfter().value(),
                entry.sessionId() == null ? null : entry.sessionId().value(),
                entry.createdAt());
    }

    private static Optional<UUID> grantId(CreditReceipt receipt) {
        if (receipt instanceof CreditReceipt.Granted granted) {
            return Optional.of(granted.grant().id().value());
        }
        if (receipt instanceof CreditReceipt.Voided voided) {
            return Optional.of(voided.grant().id().value());
        }
        return Optional.empty();
    }
}
