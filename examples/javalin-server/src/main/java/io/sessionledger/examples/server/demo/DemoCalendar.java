package io.sessionledger.examples.server.demo;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** When counselors work: on weekdays, some on Saturdays, hardly anybody on Sundays; the earliest session first, none at the same time as another. */
record DemoCalendar(LocalDate first, LocalDate last) {

    private static final ZoneId ZONE = ZoneId.of("Asia/Taipei");
    private static final int DAYS = 90;
    private static final int[] HOURS = {9, 11, 14, 16, 19};

    /** The ninety days before a day. */
    static DemoCalendar before(Instant now) {
        LocalDate today = now.atZone(ZONE).toLocalDate();
        return new DemoCalendar(today.minusDays(DAYS), today.minusDays(1));
    }

    Instant opening() {
        return first.atTime(LocalTime.of(8, 0)).atZone(ZONE).toInstant();
    }

    Instant half() {
        return first.plusDays(DAYS / 2).atStartOfDay(ZONE).toInstant();
    }

    boolean isMonthsFirst(Instant instant, Instant before) {
        return instant.atZone(ZONE).getMonth() != before.atZone(ZONE).getMonth();
    }

    List<Instant> sessions(Random random) {
        List<Instant> starts = new ArrayList<>();
        for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
            double load = load(day.getDayOfWeek());
            for (int hour : HOURS) {
                if (random.nextDouble() < load) {
                    starts.add(day.atTime(hour, 0)
                            .atZone(ZONE)
                            .toInstant()
                            .plus(Duration.ofSeconds(random.nextInt(1200))));
                }
            }
        }
        return starts;
    }

    private static double load(DayOfWeek day) {
        return switch (day) {
            case MONDAY, WEDNESDAY -> 0.055;
            case TUESDAY, THURSDAY -> 0.045;
            case FRIDAY -> 0.035;
            case SATURDAY -> 0.02;
            case SUNDAY -> 0.005;
        };
    }
}
