package io.sessionledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * A stretch of time: from an instant, included, to an instant, excluded. Ranges that touch share no moment, so the figures
 * of a month's days add up to the month's.
 *
 * @param from the first moment inside
 * @param to the first moment after; the same as {@code from} for an empty range
 */
public record TimeRange(Instant from, Instant to) {

    /**
     * Brings both ends to whole microseconds.
     *
     * @param from the first moment inside
     * @param to the first moment after; the same as {@code from} for an empty range
     * @throws InvalidInputException if the range ends before it starts or leaves the years 1 to 9999
     */
    public TimeRange {
        from = Storable.instant("from", from);
        to = Storable.instant("to", to);
        InvalidInputException.unless(!to.isBefore(from), "to", "not before from (" + from + ")", to);
    }

    /**
     * A range of instants.
     *
     * @param from the first moment inside
     * @param to the first moment after
     * @return the range
     * @throws InvalidInputException if the range ends before it starts
     */
    public static TimeRange of(Instant from, Instant to) {
        return new TimeRange(from, to);
    }

    /**
     * Whole days as a place on earth counts them: from the first day's first moment to the last day's last. A day may have 23 or 25 hours where clocks
     * change, and need not begin at midnight.
     *
     * @param first the first day
     * @param lastIncluded the last day; the same as {@code first} for one day
     * @param zone where the days are counted
     * @return the range
     * @throws InvalidInputException if the last day lies before the first, or one lies outside the years 2 to 9998
     */
    public static TimeRange ofDays(LocalDate first, LocalDate lastIncluded, ZoneId zone) {
        checkYear("first", first);
        checkYear("lastIncluded", lastIncluded);
        InvalidInputException.unless(
                !lastIncluded.isBefore(first), "lastIncluded", "not before first (" + first + ")", lastIncluded);
        return new TimeRange(
                first.atStartOfDay(zone).toInstant(),
                lastIncluded.plusDays(1).atStartOfDay(zone).toInstant());
    }

    /** A day of the years 1 or 9999 may reach beyond them in another zone. */
    private static void checkYear(String field, LocalDate day) {
        InvalidInputException.unless(
                day.getYear() >= 2 && day.getYear() <= 9998, field, "a day of the years 2 to 9998", day);
    }

    /**
     * {@return whether the instant lies inside}
     *
     * @param instant any instant
     */
    public boolean contains(Instant instant) {
        return !instant.isBefore(from) && instant.isBefore(to);
    }
}
