package io.sessionledger.benchmarks;

import java.time.Duration;

/**
 * How much is done.
 *
 * @param rounds how often each contender has its turn
 * @param warmUp before each measured stretch
 * @param measured of each turn
 * @param scale what sizes of data and lengths of loads are multiplied with
 */
record Effort(int rounds, Duration warmUp, Duration measured, double scale) {

    /** For figures. */
    static final Effort FULL = new Effort(5, Duration.ofSeconds(2), Duration.ofSeconds(5), 1.0);

    /** To prove that the harness works; its figures say nothing. */
    static final Effort SHORT = new Effort(2, Duration.ofMillis(100), Duration.ofMillis(300), 0.01);

    Effort withRounds(int rounds) {
        return new Effort(rounds, warmUp, measured, scale);
    }

    /** So much of {@code full} as the scale says, but not less than {@code least}. */
    int scaled(int full, int least) {
        return Math.max(least, (int) Math.round(full * scale));
    }

    /** So much of {@code full} as the scale says, but not less than {@code least}. */
    Duration scaled(Duration full, Duration least) {
        Duration some = Duration.ofMillis(Math.round(full.toMillis() * scale));
        return some.compareTo(least) < 0 ? least : some;
    }
}
