package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.sessionledger.TimeRange;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whole days in the tenant's time zone, as an address says them.
 *
 * @param choice today, 7, 30, 90 or free
 * @param first the first day
 * @param last the last day, included
 * @param zone the tenant's
 */
record Period(String choice, LocalDate first, LocalDate last, ZoneId zone) {

    static final List<String> CHOICES = List.of("today", "7", "30", "90");
    static final String FREE = "free";
    static final int MOST_DAYS = 366;

    /** Days are counted from 1970 on, those of the period before as well. */
    private static final int FIRST_YEAR = 1973;

    private static final String USUAL = "30";

    static Period of(Context context, LocalDate today, ZoneId zone) {
        String choice = context.queryParam("range");
        if (FREE.equals(choice)) {
            return free(day(context.queryParam("from")), day(context.queryParam("to")), zone);
        }
        if (choice != null && !CHOICES.contains(choice)) {
            throw new BadAddressException("error.range");
        }
        return of(choice == null ? USUAL : choice, today, zone);
    }

    private static Period of(String choice, LocalDate today, ZoneId zone) {
        int days = choice.equals("today") ? 1 : Integer.parseInt(choice);
        return new Period(choice, today.minusDays(days - 1L), today, zone);
    }

    private static Period free(LocalDate first, LocalDate last, ZoneId zone) {
        boolean sensible = !last.isBefore(first)
                && first.getYear() >= FIRST_YEAR
                && last.getYear() <= 9998
                && ChronoUnit.DAYS.between(first, last) < MOST_DAYS;
        if (!sensible) {
            throw new BadAddressException("error.range");
        }
        return new Period(FREE, first, last, zone);
    }

    private static LocalDate day(@Nullable String text) {
        try {
            return LocalDate.parse(text == null ? "" : text);
        } catch (DateTimeException e) {
            throw new BadAddressException("error.range");
        }
    }

    /** As many days, just before. */
    Period before() {
        return new Period(FREE, first.minusDays(length()), first.minusDays(1), zone);
    }

    /** This one and the one before, in one. */
    Period withBefore() {
        return new Period(FREE, before().first(), last, zone);
    }

    TimeRange range() {
        return TimeRange.ofDays(first, last, zone);
    }

    long length() {
        return ChronoUnit.DAYS.between(first, last) + 1;
    }

    List<LocalDate> days() {
        return Stream.iterate(first, day -> day.plusDays(1)).limit(length()).toList();
    }

    /** As it stands in an address. */
    String query() {
        return choice.equals(FREE) ? "range=free&from=" + first + "&to=" + last : "range=" + choice;
    }
}
