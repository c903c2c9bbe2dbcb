package io.sessionledger.benchmarks;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What a crowd did in a stretch of time.
 *
 * @param operations how many were finished in it
 * @param took how long it was
 * @param latencies of each of them, in nanoseconds
 */
record Load(long operations, Duration took, Histogram latencies) {

    double perSecond() {
        return operations * 1e9 / took.toNanos();
    }

    /** The time within which {@code percent} of 100 operations were done. */
    Duration percentile(double percent) {
        return Duration.ofNanos(latencies.getValueAtPercentile(percent));
    }
}
