package io.sessionledger.session;

import io.sessionledger.InvalidInputException;
import io.sessionledger.Storable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a host states when a session completes.
 *
 * @param completedAt when it ended; empty for now
 * @param recordedDuration the recorded time to bill instead of the sum of the analyses' durations; empty for that sum
 */
public record Completion(Optional<Instant> completedAt, Optional<Duration> recordedDuration) {

    /** Ends now, and bills what the analyses added up to. */
    public static final Completion NOW = new Completion(Optional.empty(), Optional.empty());

    /**
     * Checks both.
     *
     * @param completedAt when it ended; empty for now
     * @param recordedDuration the recorded time to bill instead of the sum of the analyses' durations; empty for that sum
     * @throws InvalidInputException if the time lies outside the years 1 to 9999, or the duration is negative or 1,000,000,000
     *     seconds or longer
     */
    public Completion {
        completedAt = completedAt.map(instant -> Storable.instant("completedAt", instant));
        recordedDuration = recordedDuration.map(duration -> Storable.duration("recordedDuration", duration));
    }

    /**
     * A completion at a stated time.
     *
     * @param completedAt when the session ended; cut to whole microseconds
     * @return the statement
     * @throws InvalidInputException if the time lies outside the years 1 to 9999
     */
    public static Completion at(Instant completedAt) {
        return new Completion(Optional.of(completedAt), Optional.empty());
    }

    /**
     * The same completion with a stated duration, which is what will be billed.
     *
     * @param recordedDuration the recorded time; cut to whole milliseconds
     * @return a copy
     * @throws InvalidInputException if it is negative or too long
     */
    public Completion recorded(Duration recordedDuration) {
        return new Completion(completedAt, Optional.of(recordedDuration));
    }
}
