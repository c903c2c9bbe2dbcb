package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.Storable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A session that was over before the ledger was there, or a part of one: what is added later comes to what is there.
 *
 * @param sessionId the session
 * @param counselorId who ran it
 * @param startedAt when it started; empty for the time of its earliest analysis
 * @param endedAt when it ended; empty for the time of its latest analysis
 * @param creditsTaken what the host took for it, zero or more; empty if it is not to be settled
 * @param analyses what was found, each id once; in any order
 */
public record PastSession(
        SessionId sessionId,
        CounselorId counselorId,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<Credits> creditsTaken,
        List<PastAnalysis> analyses) {

    /**
     * Checks the parts.
     *
     * @param sessionId the session
     * @param counselorId who ran it
     * @param startedAt when it started; empty for the time of its earliest analysis
     * @param endedAt when it ended; empty for the time of its latest analysis
     * @param creditsTaken what the host took for it, zero or more; empty if it is not to be settled
     * @param analyses what was found, each id once
     * @throws InvalidInputException if a time lies outside the years 1 to 9999, the credits are negative, an id comes twice, or it has neither a start nor an analysis
     */
    public PastSession {
        startedAt = startedAt.map(instant -> Storable.instant("startedAt", instant));
        endedAt = endedAt.map(instant -> Storable.instant("endedAt", instant));
        creditsTaken.ifPresent(credits ->
                InvalidInputException.unless(!credits.isNegative(), "creditsTaken", "zero or more", credits));
        analyses = List.copyOf(analyses);
        InvalidInputException.unless(
                startedAt.isPresent() || !analyses.isEmpty(), "startedAt", "a start or an analysis", "neither");
        long ids = analyses.stream().map(PastAnalysis::id).distinct().count();
        InvalidInputException.unless(ids == analyses.size(), "analyses", "each id once", "one of them twice");
    }
}
