package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Objects;

/**
 * Credits to be given again and again, as the host states it: a subscription with an allowance. Unless it says otherwise what is left of a period's credits ends with the period.
 *
 * <pre>{@code
 * RepeatGrant.monthly(counselor, Credits.of(100), LocalDate.of(2026, 1, 31), ZoneId.of("Asia/Taipei"), "standard plan", "subscription-17")
 * }</pre>
 *
 * @param counselorId who gets them
 * @param amount how many each period, more than zero
 * @param type why they are given
 * @param rhythm how often
 * @param firstDay the first day of the first period. If it is past, the period that is under way comes first, and those before are not made up
 * @param zone the time zone in which a day begins
 * @param carriesOver whether what is left of a period's credits can be spent after it
 * @param priority 0 to {@value GrantCredits#MAX_PRIORITY}; of several grants the one with the lowest number pays first
 * @param reason in words, for people; kept beside the ledger, where it can be erased
 * @param idempotencyKey names this request for ever, within the tenant: however often it is sent, it is done once
 * @param actor who asks for it: the host's own id of a person or program, not a name
 */
public record RepeatGrant(
        CounselorId counselorId,
        Credits amount,
        GrantType type,
        GrantRhythm rhythm,
        LocalDate firstDay,
        ZoneId zone,
        boolean carriesOver,
        int priority,
        String reason,
        String idempotencyKey,
        String actor) {

    private static final int EARLIEST_YEAR = 1900;
    private static final int LATEST_YEAR = 2200;

    /** The most characters the name of a zone may have. */
    private static final int MAX_ZONE_LENGTH = 50;

    /**
     * Checks the parts.
     *
     * @param counselorId who gets them
     * @param amount how many each period, more than zero
     * @param type why they are given
     * @param rhythm how often
     * @param firstDay the first day of the first period
     * @param zone the time zone in which a day begins
     * @param carriesOver whether what is left of a period's credits can be spent after it
     * @param priority 0 to {@value GrantCredits#MAX_PRIORITY}
     * @param reason in words, for people
     * @param idempotencyKey names this request for ever, within the tenant
     * @param actor who asks for it
     * @throws InvalidInputException if the amount is not positive, the priority outside its range, the first day outside the years 1900 to 2200, the zone's name too long, or reason, key or actor are blank or too long, or the actor has white
     *     space, or the key begins with {@value GrantCredits#RESERVED_KEY_PREFIX}
     */
    public RepeatGrant {
        Objects.requireNonNull(counselorId, "counselorId");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(rhythm, "rhythm");
        InvalidInputException.unless(amount.isPositive(), "amount", "more than zero", amount);
        InvalidInputException.unless(
                firstDay.getYear() >= EARLIEST_YEAR && firstDay.getYear() <= LATEST_YEAR,
                "firstDay",
                "a year from " + EARLIEST_YEAR + " to " + LATEST_YEAR,
                firstDay);
        InvalidInputException.unless(
                zone.getId().length() <= MAX_ZONE_LENGTH,
                "zone",
                "a name of at most " + MAX_ZONE_LENGTH + " characters",
                zone.getId().length());
        InvalidInputException.unless(
                priority >= 0 && priority <= GrantCredits.MAX_PRIORITY,
                "priority",
                "0 to " + GrantCredits.MAX_PRIORITY,
                priority);
        reason = RequestFields.reason(reason);
        idempotencyKey = RequestFields.key(idempotencyKey);
        actor = RequestFields.actor(actor);
    }

    /**
     * Credits that come on the same day of each calendar month.
     *
     * @param counselorId who gets them
     * @param amount how many each month, more than zero
     * @param firstDay the first day of the first month
     * @param zone the time zone in which a day begins
     * @param reason in words, for people
     * @param idempotencyKey names this request for ever, within the tenant
     * @return the request
     * @throws InvalidInputException as the constructor
     */
    public static RepeatGrant monthly(
            CounselorId counselorId,
            Credits amount,
            LocalDate firstDay,
            ZoneId zone,
            String reason,
            String idempotencyKey) {
        return purchase(GrantRhythm.CALENDAR_MONTH, counselorId, amount, firstDay, zone, reason, idempotencyKey);
    }

    /**
     * Credits that come every 30 days.
     *
     * @param counselorId who gets them
     * @param amount how many each time, more than zero
     * @param firstDay the first day of the first period
     * @param zone the time zone in which a day begins
     * @param reason in words, for people
     * @param idempotencyKey names this request for ever, within the tenant
     * @return the request
     * @throws InvalidInputException as the constructor
     */
    public static RepeatGrant everyThirtyDays(
            CounselorId counselorId,
            Credits amount,
            LocalDate firstDay,
            ZoneId zone,
            String reason,
            String idempotencyKey) {
        return purchase(GrantRhythm.THIRTY_DAYS, counselorId, amount, firstDay, zone, reason, idempotencyKey);
    }

    private static RepeatGrant purchase(
            GrantRhythm rhythm,
            CounselorId counselorId,
            Credits amount,
            LocalDate firstDay,
            ZoneId zone,
            String reason,
            String idempotencyKey) {
        return new RepeatGrant(
                counselorId,
                amount,
                GrantType.PURCHASE,
                rhythm,
                firstDay,
                zone,
                false,
                GrantCredits.DEFAULT_PRIORITY,
                reason,
                idempotencyKey,
                GrantCredits.DEFAULT_ACTOR);
    }

    /** {@return the same, with credits that never end} */
    public RepeatGrant carryingOver() {
        return new RepeatGrant(
                counselorId, amount, type, rhythm, firstDay, zone, true, priority, reason, idempotencyKey, actor);
    }

    /**
     * {@return the same for another cause}
     *
     * @param type why the credits are given
     */
    public RepeatGrant as(GrantType type) {
        return new RepeatGrant(
                counselorId,
                amount,
                type,
                rhythm,
                firstDay,
                zone,
                carriesOver,
                priority,
                reason,
                idempotencyKey,
                actor);
    }

    /**
     * {@return the same with another place in the order in which grants pay}
     *
     * @param priority 0, which pays first, to {@value GrantCredits#MAX_PRIORITY}
     */
    public RepeatGrant withPriority(int priority) {
        return new RepeatGrant(
                counselorId,
                amount,
                type,
                rhythm,
                firstDay,
                zone,
                carriesOver,
                priority,
                reason,
                idempotencyKey,
                actor);
    }

    /**
     * {@return the same by another actor}
     *
     * @param actor the host's own id of a person or program
     */
    public RepeatGrant by(String actor) {
        return new RepeatGrant(
                counselorId,
                amount,
                type,
                rhythm,
                firstDay,
                zone,
                carriesOver,
                priority,
                reason,
                idempotencyKey,
                actor);
    }

    /** Leaves out the reason, which people wrote and must stay erasable. */
    @Override
    public String toString() {
        return "RepeatGrant[counselorId=" + counselorId + ", amount=" + amount + ", type=" + type + ", rhythm=" + rhythm
                + ", firstDay=" + firstDay + ", zone=" + zone + ", carriesOver=" + carriesOver + ", priority="
                + priority + ", idempotencyKey=" + idempotencyKey + ", actor=" + actor + "]";
    }
}
