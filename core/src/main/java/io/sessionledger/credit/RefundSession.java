package io.sessionledger.credit;

import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import java.util.Objects;
import java.util.Optional;

/**
 * A completed session's charge to be given back, wholly or in part. It goes back to the grants that paid it, of each charge first to the one that would pay last.
 *
 * @param sessionId the session
 * @param amount how much, more than zero; empty for all that is still charged
 * @param reason in words, for people; kept beside the ledger, where it can be erased
 * @param idempotencyKey names this refund for ever, within the tenant: however often it is sent, it is made once
 * @param actor who makes it: the host's own id of a person or program, not a name
 */
public record RefundSession(
        SessionId sessionId, Optional<Credits> amount, String reason, String idempotencyKey, String actor) {

    /**
     * Checks the parts.
     *
     * @param sessionId the session
     * @param amount how much, more than zero; empty for all that is still charged
     * @param reason in words, for people; kept beside the ledger, where it can be erased
     * @param idempotencyKey names this refund for ever, within the tenant: however often it is sent, it is made once
     * @param actor who makes it: the host's own id of a person or program, not a name
     * @throws InvalidInputException if the amount is not positive, or reason, key or actor are blank or too long, or the actor has white space, or the key begins with {@value
     *     GrantCredits#RESERVED_KEY_PREFIX}
     */
    public RefundSession {
        Objects.requireNonNull(sessionId, "sessionId");
        amount.ifPresent(part -> InvalidInputException.unless(part.isPositive(), "amount", "more than zero", part));
        reason = RequestFields.reason(reason);
        idempotencyKey = RequestFields.key(idempotencyKey);
        actor = RequestFields.actor(actor);
    }

    /**
     * The whole charge, less what was refunded before.
     *
     * @param sessionId the session
     * @param reason in words, for people
     * @param idempotencyKey names this refund for ever, within the tenant
     * @param actor who makes it
     * @return the request
     * @throws InvalidInputException as the constructor
     */
    public static RefundSession whole(SessionId sessionId, String reason, String idempotencyKey, String actor) {
        return new RefundSession(sessionId, Optional.empty(), reason, idempotencyKey, actor);
    }

    /**
     * Part of the charge.
     *
     * @param sessionId the session
     * @param amount how much, more than zero
     * @param reason in words, for people
     * @param idempotencyKey names this refund for ever, within the tenant
     * @param actor who makes it
     * @return the request
     * @throws InvalidInputException as the constructor
     */
    public static RefundSession part(
            SessionId sessionId, Credits amount, String reason, String idempotencyKey, String actor) {
        return new RefundSession(sessionId, Optional.of(amount), reason, idempotencyKey, actor);
    }

    /** Leaves out the reason, which people wrote and must stay erasable. */
    @Override
    public String toString() {
        return "RefundSession[sessionId=" + sessionId + ", amount=" + amount + ", idempotencyKey=" + idempotencyKey
                + ", actor=" + actor + "]";
    }
}
