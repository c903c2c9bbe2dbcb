package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import java.util.Objects;

/**
 * A correction of an account by hand. Upwards it is a grant that never expires; downwards it is taken from the grants in the order in which they pay, and what
 * they do not cover makes the balance negative.
 *
 * @param counselorId whose account is corrected
 * @param amount by how much: positive into the account, negative out of it, not zero
 * @param reason in words, for people; kept beside the ledger, where it can be erased
 * @param idempotencyKey names this adjustment for ever, within the tenant: however often it is sent, it is made once
 * @param actor who makes it: the host's own id of a person or program, not a name
 */
public record AdjustCredits(
        CounselorId counselorId, Credits amount, String reason, String idempotencyKey, String actor) {

    /**
     * Checks the parts.
     *
     * @param counselorId whose account is corrected
     * @param amount by how much: positive into the account, negative out of it, not zero
     * @param reason in words, for people; kept beside the ledger, where it can be erased
     * @param idempotencyKey names this adjustment for ever, within the tenant: however often it is sent, it is made once
     * @param actor who makes it: the host's own id of a person or program, not a name
     * @throws InvalidInputException if the amount is zero, or reason, key or actor are blank or too long, or the actor has white space, or the key begins with {@value
     *     GrantCredits#RESERVED_KEY_PREFIX}
     */
    public AdjustCredits {
        Objects.requireNonNull(counselorId, "counselorId");
        InvalidInputException.unless(!amount.isZero(), "amount", "more or less than zero", amount);
        reason = RequestFields.reason(reason);
        idempotencyKey = RequestFields.key(idempotencyKey);
        actor = RequestFields.actor(actor);
    }

    /** Leaves out the reason, which people wrote and must stay erasable. */
    @Override
    public String toString() {
        return "AdjustCredits[counselorId=" + counselorId + ", amount=" + amount + ", idempotencyKey=" + idempotencyKey
                + ", actor=" + actor + "]";
    }
}
