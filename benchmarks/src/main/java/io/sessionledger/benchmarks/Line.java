package io.sessionledger.benchmarks;

import java.time.Duration;
import java.util.Locale;

/**
 * One line of the table.
 *
 * @param what was measured
 * @param figure that came out
 * @param required what it must be, or {@value #PRINTED} if nothing is asked of it
 * @param met whether it is what it must be
 */
record Line(String what, String figure, String required, boolean met) {

    /** Stands where nothing is required. */
    static final String PRINTED = "printed";

    static Line atLeast(String what, double figure, double bound) {
        return new Line(what, number(figure), "at least " + number(bound), figure >= bound);
    }

    static Line atMost(String what, double figure, double bound) {
        return new Line(what, number(figure), "at most " + number(bound), figure <= bound);
    }

    static Line printed(String what, String figure) {
        return new Line(what, figure, PRINTED, true);
    }

    static Line printed(String what, double figure) {
        return printed(what, number(figure));
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** So many a second. */
    static String rate(double perSecond) {
        return String.format(Locale.ROOT, "%,.0f/s", perSecond);
    }

    /** In milliseconds with three figures or so, whatever the size. */
    static String time(Duration time) {
        double millis = time.toNanos() / 1e6;
        return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : millis < 100 ? "%.1f ms" : "%,.0f ms", millis);
    }

    /** Two decimals below 100, none and grouped thousands above. */
    static String number(double figure) {
        return String.format(Locale.ROOT, Math.abs(figure) < 100 ? "%.2f" : "%,.0f", figure);
    }
}
