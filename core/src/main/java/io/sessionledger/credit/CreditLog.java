package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the ledger. Entries are added, never changed or removed.
 *
 * @param id the entry
 * @param counselorId whose account moved
 * @param entryNo the entry's number within the account: 1, 2, 3, ... without gaps
 * @param type why credits moved
 * @param delta by how much: positive into the account, negative out of it
 * @param balanceAfter the account's balance after this entry
 * @param sessionId the session it concerns; null if none
 * @param charge how the amount came about; null unless a session was charged
 * @param idempotencyKey names the movement for ever, within the tenant
 * @param actor who caused it
 * @param reasonCode why, as a program reads it
 * @param reason in words; null if none was given or it was erased
 * @param createdAt when; never before the account's entry before it
 */
public record CreditLog(
        CreditLogId id,
        CounselorId counselorId,
        long entryNo,
        TransactionType type,
        Credits delta,
        Credits balanceAfter,
        @Nullable SessionId sessionId,
        @Nullable Charge charge,
        String idempotencyKey,
        String actor,
        String reasonCode,
        @Nullable String reason,
        Instant createdAt) {

    /** Leaves out the reason, which people wrote and must stay erasable. */
    @Override
    public String toString() {
        return "CreditLog[id=" + id + ", counselorId=" + counselorId + ", entryNo=" + entryNo + ", type=" + type
                + ", delta=" + delta + ", balanceAfter=" + balanceAfter + ", sessionId=" + sessionId + ", createdAt="
                + createdAt + "]";
    }
}
