package io.sessionledger.examples.server.desk;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as the API writes them. */
public final class Figures {

    private static final int MILLIS = 3;

    private Figures() {}

    /**
     * {@return a duration in seconds, with up to three decimals}
     *
     * @param duration of whole milliseconds
     */
    public static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), MILLIS);
    }
}
