package io.sessionledger.jdbc;

import io.sessionledger.InvalidInputException;
import io.sessionledger.store.OverloadedException;
import java.time.Duration;

/**
 * How calls of {@code record} go to PostgreSQL together. While one batch of a tenant's records is on its way, those that arrive gather for the next; a caller whom nobody
 * is ahead of goes straight through, alone. No thread is started: one of the callers takes the batch along, and every caller returns when its own row is durable, with its own
 * answer. On H2, and in a host's transaction, each record goes by itself. Immutable.
 *
 * @param maxBatch the most records that go together, 1 to 1,000; 1 switches batching off
 * @param writers how many batches of one tenant may be on their way at once, 1 to 64; each takes a connection of the pool. A session always goes with the same one
 * @param maxInFlight the most records of all tenants that may be under way or wait, 1 to 1,000,000: what is held in memory
 * @param patience how long a caller waits for room when there is none; then an {@link OverloadedException} says so. Zero for not at all. An asynchronous caller never waits
 */
public record RecordBatching(int maxBatch, int writers, int maxInFlight, Duration patience) {

    private static final Duration LONGEST_PATIENCE = Duration.ofHours(1);

    /** Up to 64 records a batch, 2 batches of a tenant at once, 10,000 records in flight, 10 seconds of patience. */
    public static final RecordBatching DEFAULT = new RecordBatching(64, 2, 10_000, Duration.ofSeconds(10));

    /** Every record goes by itself, in its caller's thread, as soon as the pool has a connection for it. */
    public static final RecordBatching OFF = DEFAULT.withMaxBatch(1);

    /**
     * Checks the figures.
     *
     * @param maxBatch the most records that go together, 1 to 1,000
     * @param writers how many batches of one tenant may be on their way at once, 1 to 64
     * @param maxInFlight the most records that may be under way or wait, 1 to 1,000,000
     * @param patience how long a caller waits for room, zero to an hour
     * @throws InvalidInputException if one lies outside its range
     */
    public RecordBatching {
        InvalidInputException.unless(maxBatch >= 1 && maxBatch <= 1_000, "maxBatch", "1 to 1,000", maxBatch);
        InvalidInputException.unless(writers >= 1 && writers <= 64, "writers", "1 to 64", writers);
        InvalidInputException.unless(
                maxInFlight >= 1 && maxInFlight <= 1_000_000, "maxInFlight", "1 to 1,000,000", maxInFlight);
        InvalidInputException.unless(
                !patience.isNegative() && patience.compareTo(LONGEST_PATIENCE) <= 0,
                "patience",
                "zero to an hour",
                patience);
    }

    boolean isOff() {
        return maxBatch == 1;
    }

    /**
     * {@return the same with other batches}
     *
     * @param maxBatch the most records that go together, 1 to 1,000; 1 switches batching off
     */
    public RecordBatching withMaxBatch(int maxBatch) {
        return new RecordBatching(maxBatch, writers, maxInFlight, patience);
    }

    /**
     * {@return the same with another number of writers}
     *
     * @param writers how many batches of one tenant may be on their way at once, 1 to 64; leave connections of the pool to everything else
     */
    public RecordBatching withWriters(int writers) {
        return new RecordBatching(maxBatch, writers, maxInFlight, patience);
    }

    /**
     * {@return the same with more or less room}
     *
     * @param maxInFlight the most records of all tenants that may be under way or wait, 1 to 1,000,000
     */
    public RecordBatching withMaxInFlight(int maxInFlight) {
        return new RecordBatching(maxBatch, writers, maxInFlight, patience);
    }

    /**
     * {@return the same with more or less patience}
     *
     * @param patience how long a caller waits for room, zero to an hour
     */
    public RecordBatching withPatience(Duration patience) {
        return new RecordBatching(maxBatch, writers, maxInFlight, patience);
    }
}
