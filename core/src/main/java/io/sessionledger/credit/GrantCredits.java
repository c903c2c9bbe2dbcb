package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Storable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Credits to be given to a counselor, as the host states it. Unless it says otherwise a grant is in force at once, never expires, and burns in the order of
 * age.
 *
 * <pre>{@code
 * GrantCredits.purchase(counselor, Credits.of(100), "starter pack", "order-17")
 * GrantCredits.purchase(counselor, Credits.of(20), "spring offer", "spring-17")
 *         .as(GrantType.PROMOTION).expiresAt(endOfMay).withPriority(10).by("staff-7")
 * }</pre>
 *
 * @param counselorId who gets them
 * @param amount more than zero
 * @param type why they are given
 * @param reason in words, for people; kept beside the ledger, where it can be erased
 * @param idempotencyKey names this grant for ever, within the tenant: however often it is sent, it is given once
 * @param actor who gives them: the host's own id of a person or program, not a name
 * @param priority 0 to {@value #MAX_PRIORITY}; of several grants the one with the lowest number pays first
 * @param effectiveFrom when the credits arrive; empty for now
 * @param expiresAt from when on they can no longer be spent; empty for never
 */
public record GrantCredits(
        CounselorId counselorId,
        Credits amount,
        GrantType type,
        String reason,
        String idempotencyKey,
        String actor,
        int priority,
        Optional<Instant> effectiveFrom,
        Optional<Instant> expiresAt) {

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

    /** The priority of a grant that states none. */
    public static final int DEFAULT_PRIORITY = 50;

    /** The priority that pays last. */
    public static final int MAX_PRIORITY = 100;

    /**
     * Checks the parts.
     *
     * @param counselorId who gets them
     * @param amount more than zero
     * @param type why they are given
     * @param reason in words, for people; kept beside the ledger, where it can be erased
     * @param idempotencyKey names this grant for ever, within the tenant: however often it is sent, it is given once
     * @param actor who gives them: the host's own id of a person or program, not a name
     * @param priority 0 to {@value #MAX_PRIORITY}; of several grants the one with the lowest number pays first
     * @param effectiveFrom when the credits arrive; empty for now
     * @param expiresAt from when on they can no longer be spent; empty for never
     * @throws InvalidInputException if the amount is not positive, the priority lies outside its range, a time outside the years 1 to 9999, the expiry is
     *     not after the start, or reason, key or actor are blank or too long, or the actor has white space, or the key begins with {@value #RESERVED_KEY_PREFIX}
     */
    public GrantCredits {
        Objects.requireNonNull(counselorId, "counselorId");
        Objects.requireNonNull(type, "type");
        InvalidInputException.unless(amount.isPositive(), "amount", "more than zero", amount);
        reason = RequestFields.reason(reason);
        idempotencyKey = RequestFields.key(idempotencyKey);
        actor = RequestFields.actor(actor);
        InvalidInputException.unless(
                priority >= 0 && priority <= MAX_PRIORITY, "priority", "0 to " + MAX_PRIORITY, priority);
        effectiveFrom = effectiveFrom.map(instant -> Storable.instant("effectiveFrom", instant));
        expiresAt = expiresAt.map(instant -> Storable.instant("expiresAt", instant));
        if (effectiveFrom.isPresent() && expiresAt.isPresent()) {
            InvalidInputException.unless(
                    expiresAt.get().isAfter(effectiveFrom.get()),
                    "expiresAt",
                    "after effectiveFrom (" + effectiveFrom.get() + ")",
                    expiresAt.get());
        }
    }

    /**
     * Credits that were bought: in force at once, for ever.
     *
     * @param counselorId who gets them
     * @param amount more than zero
     * @param reason in words, for people
     * @param idempotencyKey names this grant for ever, within the tenant
     * @return the request
     * @throws InvalidInputException as the constructor
     */
    public static GrantCredits purchase(CounselorId counselorId, Credits amount, String reason, String idempotencyKey) {
        return new GrantCredits(
                counselorId,
                amount,
                GrantType.PURCHASE,
                reason,
                idempotencyKey,
                DEFAULT_ACTOR,
                DEFAULT_PRIORITY,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * {@return the same for another cause}
     *
     * @param type why the credits are given
     */
    public GrantCredits as(GrantType type) {
        return new GrantCredits(
                counselorId, amount, type, reason, idempotencyKey, actor, priority, effectiveFrom, expiresAt);
    }

    /**
     * {@return the same by another actor}
     *
     * @param actor the host's own id of a person or program, 1 to {@value #MAX_ACTOR_LENGTH} characters
     */
    public GrantCredits by(String actor) {
        return new GrantCredits(
                counselorId, amount, type, reason, idempotencyKey, actor, priority, effectiveFrom, expiresAt);
    }

    /**
     * {@return the same with another place in the order in which grants pay}
     *
     * @param priority 0, which pays first, to {@value #MAX_PRIORITY}; {@value #DEFAULT_PRIORITY} unless stated
     */
    public GrantCredits withPriority(int priority) {
        return new GrantCredits(
                counselorId, amount, type, reason, idempotencyKey, actor, priority, effectiveFrom, expiresAt);
    }

    /**
     * {@return the same, arriving at a later time; until then the credits are in no figure of the account}
     *
     * @param effectiveFrom when the credits arrive; cut to whole microseconds
     */
    public GrantCredits effectiveFrom(Instant effectiveFrom) {
        return new GrantCredits(
                counselorId,
                amount,
                type,
                reason,
                idempotencyKey,
                actor,
                priority,
                Optional.of(effectiveFrom),
                expiresAt);
    }

    /**
     * {@return the same for a limited time}
     *
     * @param expiresAt from when on what is left can no longer be spent; cut to whole microseconds
     */
    public GrantCredits expiresAt(Instant expiresAt) {
        return new GrantCredits(
                counselorId,
                amount,
                type,
                reason,
                idempotencyKey,
                actor,
                priority,
                effectiveFrom,
                Optional.of(expiresAt));
    }

    /** Leaves out the reason, which people wrote and must stay erasable. */
    @Override
    public String toString() {
        return "GrantCredits[counselorId=" + counselorId + ", amount=" + amount + ", type=" + type + ", idempotencyKey="
                + idempotencyKey + ", actor=" + actor + ", priority=" + priority + ", effectiveFrom=" + effectiveFrom
                + ", expiresAt=" + expiresAt + "]";
    }
}
