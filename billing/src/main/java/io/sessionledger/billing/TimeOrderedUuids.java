package io.sessionledger.billing;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Makes UUIDs that sort by time, so that new rows go to the end of an index: version 7 of RFC 9562 (section 5.7), 48 bits of milliseconds and
 * 74 random bits.
 */
final class TimeOrderedUuids implements Supplier<UUID> {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;

    TimeOrderedUuids(Clock clock) {
        this.clock = clock;
    }

    @Override
    public UUID get() {
        long randomA = random.nextInt(1 << 12);
        long randomB = random.nextLong() >>> 2;
        return new UUID((clock.millis() << 16) | VERSION_7 | randomA, VARIANT | randomB);
    }
}
