package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Storable;
import java.util.Objects;

/**
 * Credits to be given to a counselor, as the host states it.
 *
 * @param counselorId who gets them
 * @param amount more than zero
 * @param type why they are given
 * @param reason in words, for people; kept beside the ledger, where it can be erased
 * @param idempotencyKey names this grant for ever, within the tenant: however often it is sent, it is given once
 * @param actor who gives them: the host's own id of a person or program, not a name
 */
public record GrantCredits(
        CounselorId counselorId, Credits amount, GrantType type, String reason, String idempotencyKey, String actor) {

    /** The most characters a reason may have. */
    public static final int MAX_REASON_LENGTH = 500;

    /** The most characters an idempotency key may have. */
    public static final int MAX_KEY_LENGTH = 200;

    /** The most characters an actor's id may have. */
    public static final int MAX_ACTOR_LENGTH = 100;

    /** The actor when the host names none. */
    public static final String DEFAULT_ACTOR = "host";

    /** What every key that the ledger makes for itself begins with; a host's key may not. */
    public static final String RESERVED_KEY_PREFIX = "ledger:";

    /**
     * Checks the parts.
     *
     * @param counselorId who gets them
     * @param amount more than zero
     * @param type why they are given
     * @param reason in words, for people; kept beside the ledger, where it can be erased
     * @param idempotencyKey names this grant for ever, within the tenant: however often it is sent, it is given once
     * @param actor who gives them: the host's own id of a person or program, not a name
     * @throws InvalidInputException if the amount is not positive, or reason, key or actor are blank or too long, or the key
     *     begins with {@value #RESERVED_KEY_PREFIX}
     */
    public GrantCredits {
        Objects.requireNonNull(counselorId, "counselorId");
        Objects.requireNonNull(type, "type");
        InvalidInputException.unless(amount.isPositive(), "amount", "more than zero", amount);
        reason = Storable.label("reason", reason, MAX_REASON_LENGTH);
        idempotencyKey = Storable.label("idempotencyKey", idempotencyKey, MAX_KEY_LENGTH);
        InvalidInputException.unless(
                !idempotencyKey.startsWith(RESERVED_KEY_PREFIX),
                "idempotencyKey",
                "a key that does not begin with '" + RESERVED_KEY_PREFIX + "', which is the ledger's own",
                "one that does");
        actor = Storable.label("actor", actor, MAX_ACTOR_LENGTH);
    }

    /**
     * Credits that were bought.
     *
     * @param counselorId who gets them
     * @param amount more than zero
     * @param reason in words, for people
     * @param idempotencyKey names this grant for ever, within the tenant
     * @return the statement
     * @throws InvalidInputException as the constructor
     */
    public static GrantCredits purchase(CounselorId counselorId, Credits amount, String reason, String idempotencyKey) {
        return new GrantCredits(counselorId, amount, GrantType.PURCHASE, reason, idempotencyKey, DEFAULT_ACTOR);
    }

    /**
     * {@return the same for another cause}
     *
     * @param type why the credits are given
     */
    public GrantCredits as(GrantType type) {
        return new GrantCredits(counselorId, amount, type, reason, idempotencyKey, actor);
    }

    /**
     * {@return the same by another actor}
     *
     * @param actor the host's own id of a person or program, 1 to {@value #MAX_ACTOR_LENGTH} characters
     */
    public GrantCredits by(String actor) {
        return new GrantCredits(counselorId, amount, type, reason, idempotencyKey, actor);
    }

    /** Leaves out the reason, which people wrote and must stay erasable. */
    @Override
    public String toString() {
        return "GrantCredits[counselorId=" + counselorId + ", amount=" + amount + ", type=" + type + ", idempotencyKey="
                + idempotencyKey + ", actor=" + actor + "]";
    }
}
