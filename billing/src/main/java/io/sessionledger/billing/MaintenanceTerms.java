package io.sessionledger.billing;

import io.sessionledger.InvalidInputException;
import java.time.Duration;
import java.util.Objects;

/**
 * How maintenance goes about its work.
 *
 * @param leftOpenAfter how long a session in progress may be without a record before it counts as left open; {@link #DEFAULT_LEFT_OPEN_AFTER} unless stated
 * @param leftOpen what becomes of it; {@link LeftOpen#COMPLETE} unless stated
 * @param alertLease for how long whoever delivers an alert has it alone, longer than the alert channel ever takes; {@link #DEFAULT_ALERT_LEASE} unless stated
 * @param giveUpAlertsAfter how old an alert may become that nobody takes; {@link #DEFAULT_GIVE_UP_ALERTS_AFTER} unless stated. Every alert is tried at least once
 * @param limit how much of each kind a run does for each tenant, 1 to 1,000; {@value #DEFAULT_LIMIT} unless stated
 */
public record MaintenanceTerms(
        Duration leftOpenAfter, LeftOpen leftOpen, Duration alertLease, Duration giveUpAlertsAfter, int limit) {

    /** A day: longer than any session, and soon enough for the bill. */
    public static final Duration DEFAULT_LEFT_OPEN_AFTER = Duration.ofDays(1);

    /** Two minutes. */
    public static final Duration DEFAULT_ALERT_LEASE = Duration.ofMinutes(2);

    /** Three days: a weekend, and a day to mend what is broken. */
    public static final Duration DEFAULT_GIVE_UP_ALERTS_AFTER = Duration.ofDays(3);

    /** How much of each kind a run does for each tenant. */
    public static final int DEFAULT_LIMIT = 100;

    /** The terms if none are stated. */
    public static final MaintenanceTerms DEFAULT = new MaintenanceTerms(
            DEFAULT_LEFT_OPEN_AFTER,
            LeftOpen.COMPLETE,
            DEFAULT_ALERT_LEASE,
            DEFAULT_GIVE_UP_ALERTS_AFTER,
            DEFAULT_LIMIT);

    private static final int MOST = 1000;

    /** What becomes of a session that was left open. */
    public enum LeftOpen {
        /** It completes, and what it has used is charged. */
        COMPLETE,
        /** It fails, and nothing is charged. */
        FAIL,
        /** It stays open; the host sees to it. */
        KEEP
    }

    /**
     * Checks the parts.
     *
     * @param leftOpenAfter how long a session in progress may be without a record before it counts as left open; a second or more
     * @param leftOpen what becomes of it
     * @param alertLease for how long whoever delivers an alert has it alone; a second or more
     * @param giveUpAlertsAfter how old an alert may become that nobody takes; a second or more
     * @param limit how much of each kind a run does for each tenant, 1 to 1,000
     * @throws InvalidInputException if one lies outside its range
     */
    public MaintenanceTerms {
        requireASecond("leftOpenAfter", leftOpenAfter);
        Objects.requireNonNull(leftOpen, "leftOpen");
        requireASecond("alertLease", alertLease);
        requireASecond("giveUpAlertsAfter", giveUpAlertsAfter);
        InvalidInputException.unless(limit >= 1 && limit <= MOST, "limit", "1 to " + MOST, limit);
    }

    private static void requireASecond(String field, Duration duration) {
        InvalidInputException.unless(
                duration.compareTo(Duration.ofSeconds(1)) >= 0 && duration.compareTo(Duration.ofDays(36_500)) <= 0,
                field,
                "one second to 36,500 days",
                duration);
    }

    /**
     * {@return the same terms, with another time after which sessions count as left open}
     *
     * @param duration how long a session may be without a record
     */
    public MaintenanceTerms withLeftOpenAfter(Duration duration) {
        return new MaintenanceTerms(duration, leftOpen, alertLease, giveUpAlertsAfter, limit);
    }

    /**
     * {@return the same terms, with another end for sessions that were left open}
     *
     * @param end what becomes of them
     */
    public MaintenanceTerms withLeftOpen(LeftOpen end) {
        return new MaintenanceTerms(leftOpenAfter, end, alertLease, giveUpAlertsAfter, limit);
    }

    /**
     * {@return the same terms, with another time for which a deliverer has an alert alone}
     *
     * @param duration longer than the alert channel ever takes
     */
    public MaintenanceTerms withAlertLease(Duration duration) {
        return new MaintenanceTerms(leftOpenAfter, leftOpen, duration, giveUpAlertsAfter, limit);
    }

    /**
     * {@return the same terms, with another time after which alerts are given up}
     *
     * @param duration how old an alert may become that nobody takes
     */
    public MaintenanceTerms withGiveUpAlertsAfter(Duration duration) {
        return new MaintenanceTerms(leftOpenAfter, leftOpen, alertLease, duration, limit);
    }

    /**
     * {@return the same terms, with another bound for a run}
     *
     * @param most how much of each kind a run does for each tenant
     */
    public MaintenanceTerms withLimit(int most) {
        return new MaintenanceTerms(leftOpenAfter, leftOpen, alertLease, giveUpAlertsAfter, most);
    }
}
