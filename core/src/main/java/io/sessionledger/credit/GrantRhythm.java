package io.sessionledger.credit;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * How often a recurring grant comes. Periods are counted from its first day, whole days at a time, each from the first day itself and not from the period before: so nothing drifts, and what began on a 31st comes on the last day of
 * a shorter month and on the 31st again after it.
 */
public enum GrantRhythm {
    /** On the same day of each calendar month, or on the month's last day where it has no such day. */
    CALENDAR_MONTH {
        @Override
        public LocalDate firstDayOf(int period, LocalDate firstDay) {
            return firstDay.plusMonths(period);
        }

        @Override
        long passed(LocalDate firstDay, LocalDate day) {
            return ChronoUnit.MONTHS.between(firstDay, day);
        }
    },
    /** Every 30 days. */
    THIRTY_DAYS {
        @Override
        public LocalDate firstDayOf(int period, LocalDate firstDay) {
            return firstDay.plusDays(30L * period);
        }

        @Override
        long passed(LocalDate firstDay, LocalDate day) {
            return ChronoUnit.DAYS.between(firstDay, day) / 30;
        }
    };

    private final String code = name().toLowerCase(Locale.ROOT);

    /**
     * {@return the first day of a period}
     *
     * @param period the period, from 0
     * @param firstDay the first day of period 0
     */
    public abstract LocalDate firstDayOf(int period, LocalDate firstDay);

    /** How many periods have passed at least; one too few where the month was cut short. */
    abstract long passed(LocalDate firstDay, LocalDate day);

    /**
     * {@return the period that a day is in; 0 if it comes before all of them}
     *
     * @param day the day
     * @param firstDay the first day of period 0
     */
    public int periodOf(LocalDate day, LocalDate firstDay) {
        int period = (int) Math.max(0, passed(firstDay, day));
        while (!firstDayOf(period + 1, firstDay).isAfter(day)) {
            period++;
        }
        return period;
    }

    /** {@return the rhythm as databases and JSON spell it, such as "calendar_month"} */
    public String code() {
        return code;
    }
}
