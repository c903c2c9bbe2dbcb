package io.sessionledger.jdbc;

import io.sessionledger.Credits;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.store.NewEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An entry that has found its place in the account: its number, its time, the balance after it, and its link of the chain. */
record PostedEntry(
        NewEntry entry,
        @Nullable Charge charge,
        @Nullable String reasonDigest,
        long entryNo,
        Credits balanceAfter,
        Instant at,
        String factsDigest,
        String chainDigest) {

    CreditLog log() {
        return new CreditLog(
                entry.id(),
                entry.counselorId(),
                entryNo,
                entry.type(),
                entry.delta(),
                balanceAfter,
                entry.sessionId(),
                charge,
                entry.idempotencyKey(),
                entry.actor(),
                entry.reasonCode(),
                entry.reason(),
                at);
    }
}
