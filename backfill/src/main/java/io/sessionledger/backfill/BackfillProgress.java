package io.sessionledger.backfill;

import java.time.Duration;

/**
 * How far a backfill is.
 *
 * @param sessionsRead how many sessions were read
 * @param sessionsInAll how many there were when it began
 * @param entriesRead how many entries were read
 * @param elapsed since it began
 */
public record BackfillProgress(long sessionsRead, long sessionsInAll, long entriesRead, Duration elapsed) {

    /** {@return entries a second, since it began} */
    public long entriesPerSecond() {
        return Math.round(entriesRead / Math.max(0.001, seconds()));
    }

    /** {@return how long the rest will take if sessions go on as they did; zero before the first} */
    public Duration left() {
        if (sessionsRead == 0) {
            return Duration.ZERO;
        }
        double perSession = seconds() / sessionsRead;
        return Duration.ofSeconds(Math.round(perSession * Math.max(0, sessionsInAll - sessionsRead)));
    }

    private double seconds() {
        return elapsed.toNanos() / 1e9;
    }
}
