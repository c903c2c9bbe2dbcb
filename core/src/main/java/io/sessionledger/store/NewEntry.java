package io.sessionledger.store;

import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.TransactionType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A ledger entry to be made. The store adds what only the locked account knows: the number, the balance after it, and a
 * time that is not before the account's last.
 *
 * @param id the entry
 * @param counselorId whose account moves
 * @param type why
 * @param delta by how much, not zero
 * @param sessionId the session it concerns; null if none
 * @param idempotencyKey names the movement for ever, within the tenant
 * @param requestDigest tells whether a repeat of the key asks for the same; 64 hexadecimal digits
 * @param actor who caused it
 * @param reasonCode why, as a program reads it, 1 to 50 characters
 * @param reason in words, to be kept where it can be erased; null if none
 * @param at when
 */
public record NewEntry(
        CreditLogId id,
        CounselorId counselorId,
        TransactionType type,
        Credits delta,
        @Nullable SessionId sessionId,
        String idempotencyKey,
        String requestDigest,
        String actor,
        String reasonCode,
        @Nullable String reason,
        Instant at) {

    /**
     * {@return the key under which a session is charged, so that it is charged once}
     *
     * @param sessionId the session
     */
    public static String sessionFeeKey(SessionId sessionId) {
        return GrantCredits.RESERVED_KEY_PREFIX + "session_fee:" + sessionId;
    }

    /**
     * {@return the key under which a session that was charged as it went gets credits back at its end}
     *
     * @param sessionId the session
     */
    public static String sessionRefundKey(SessionId sessionId) {
        return GrantCredits.RESERVED_KEY_PREFIX + "session_refund:" + sessionId;
    }

    /**
     * {@return the key under which a session's charge is corrected, so that each charge is corrected once}
     *
     * @param sessionId the session
     * @param correctedEntryNo the number of the entry that said what it was charged; 0 if there was none
     */
    public static String repriceKey(SessionId sessionId, long correctedEntryNo) {
        return GrantCredits.RESERVED_KEY_PREFIX + "reprice:" + sessionId + ":" + correctedEntryNo;
    }

    /**
     * The same entry with another amount.
     *
     * @param delta by how much, not zero
     * @return a copy
     */
    public NewEntry withDelta(Credits delta) {
        return new NewEntry(
                id, counselorId, type, delta, sessionId, idempotencyKey, requestDigest, actor, reasonCode, reason, at);
    }

    /**
     * The same entry under another id.
     *
     * @param id the entry
     * @return a copy
     */
    public NewEntry withId(CreditLogId id) {
        return new NewEntry(
                id, counselorId, type, delta, sessionId, idempotencyKey, requestDigest, actor, reasonCode, reason, at);
    }

    /** Leaves out the reason, which people wrote and must stay erasable. */
    @Override
    public String toString() {
        return "NewEntry[id=" + id + ", counselorId=" + counselorId + ", type=" + type + ", delta=" + delta
                + ", sessionId=" + sessionId + ", idempotencyKey=" + idempotencyKey + "]";
    }
}
