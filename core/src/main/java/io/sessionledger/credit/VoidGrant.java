package io.sessionledger.credit;

import io.sessionledger.GrantId;
import io.sessionledger.InvalidInputException;
import java.util.Objects;

/**
 * What is left of a grant to be taken back, such as after a payment that was reversed. What it has paid stays paid.
 *
 * @param grantId the grant
 * @param reason in words, for people; kept beside the ledger, where it can be erased
 * @param idempotencyKey names this request for ever, within the tenant: however often it is sent, it is done once
 * @param actor who asks for it: the host's own id of a person or program, not a name
 */
public record VoidGrant(GrantId grantId, String reason, String idempotencyKey, String actor) {

    /**
     * Checks the parts.
     *
     * @param grantId the grant
     * @param reason in words, for people; kept beside the ledger, where it can be erased
     * @param idempotencyKey names this request for ever, within the tenant: however often it is sent, it is done once
     * @param actor who asks for it: the host's own id of a person or program, not a name
     * @throws InvalidInputException if reason, key or actor are blank or too long, or the actor has white space, or the key begins with {@value
     *     GrantCredits#RESERVED_KEY_PREFIX}
     */
    public VoidGrant {
        Objects.requireNonNull(grantId, "grantId");
        reason = RequestFields.reason(reason);
        idempotencyKey = RequestFields.key(idempotencyKey);
        actor = RequestFields.actor(actor);
    }

    /** Leaves out the reason, which people wrote and must stay erasable. */
    @Override
    public String toString() {
        return "VoidGrant[grantId=" + grantId + ", idempotencyKey=" + idempotencyKey + ", actor=" + actor + "]";
    }
}
