package io.sessionledger.session;

import io.sessionledger.CounselorId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.Storable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a host states when a session starts. Whatever is left out gets a default and is not compared when the start is repeated.
 *
 * @param sessionId the session
 * @param counselorId who runs it and pays for it
 * @param startedAt when it started; empty for now
 * @param rateName the name of the credit rate; empty for {@value #STANDARD_RATE}
 */
public record StartSession(
        SessionId sessionId, CounselorId counselorId, Optional<Instant> startedAt, Optional<String> rateName) {

    /** The name of the rate that is used when none is stated. */
    public static final String STANDARD_RATE = "standard";

    /** The most characters a rate's name may have. */
    public static final int MAX_RATE_NAME_LENGTH = 50;

    /**
     * Checks the time and the name.
     *
     * @param sessionId the session
     * @param counselorId who runs it and pays for it
     * @param startedAt when it started; empty for now
     * @param rateName the name of the credit rate; empty for {@value #STANDARD_RATE}
     * @throws InvalidInputException if the time lies outside the years 1 to 9999, or the name is blank or longer than
     *     {@value #MAX_RATE_NAME_LENGTH} characters
     */
    public StartSession {
        Objects.requireNonNull(sessionId, "sessionId");
        Objects.requireNonNull(counselorId, "counselorId");
        startedAt = startedAt.map(instant -> Storable.instant("startedAt", instant));
        rateName = rateName.map(name -> Storable.label("rateName", name, MAX_RATE_NAME_LENGTH));
    }

    /**
     * A session that starts now and is billed by the standard rate.
     *
     * @param sessionId the session
     * @param counselorId who runs it and pays for it
     * @return the statement
     */
    public static StartSession of(SessionId sessionId, CounselorId counselorId) {
        return new StartSession(sessionId, counselorId, Optional.empty(), Optional.empty());
    }

    /**
     * The same start at a stated time.
     *
     * @param startedAt when the session started; cut to whole microseconds
     * @return a copy
     * @throws InvalidInputException if the time lies outside the years 1 to 9999
     */
    public StartSession startedAt(Instant startedAt) {
        return new StartSession(sessionId, counselorId, Optional.of(startedAt), rateName);
    }

    /**
     * The same start under a named rate.
     *
     * @param rateName the rate's name
     * @return a copy
     * @throws InvalidInputException if the name is blank or too long
     */
    public StartSession rate(String rateName) {
        return new StartSession(sessionId, counselorId, startedAt, Optional.of(rateName));
    }
}
