package io.sessionledger.jdbc;

import io.sessionledger.credit.CreditAccount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The row of an account: its figures, where its ledger stands, and when something is due on it. */
record AccountHead(
        CreditAccount account,
        long lastEntryNo,
        @Nullable Instant lastEntryAt,
        @Nullable String lastChainDigest,
        @Nullable Instant nextChangeAt) {

    boolean isDue(Instant now) {
        return nextChangeAt != null && !nextChangeAt.isAfter(now);
    }
}
