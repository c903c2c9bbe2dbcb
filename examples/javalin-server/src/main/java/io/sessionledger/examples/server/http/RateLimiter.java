package io.sessionledger.examples.server.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.sessionledger.examples.server.security.Caller;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Bounds how many requests each token makes. There are as many buckets as tokens, so they need no cleaning. Thread-safe. */
final class RateLimiter {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int perSecond;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    RateLimiter(int perSecond) {
        this.perSecond = perSecond;
    }

    void admit(Caller caller) {
        ConsumptionProbe probe =
                buckets.computeIfAbsent(caller.actor(), unused -> newBucket()).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new TooManyRequestsException(Math.floorDiv(probe.getNanosToWaitForRefill(), NANOS_PER_SECOND) + 1);
        }
    }

    private Bucket newBucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }
}
