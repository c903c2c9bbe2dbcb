package io.sessionledger.examples.server.dashboard;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.Usd;
import io.sessionledger.report.SafetyDistribution;
import io.sessionledger.session.SessionStatus;
import java.time.Duration;
import java.time.Instant;

/**
 * A session in a list.
 *
 * @param id the session
 * @param counselorId who runs it
 * @param counselor their name
 * @param client the host's key of the client
 * @param status in which state it is
 * @param startedAt when it began
 * @param duration what was recorded
 * @param analyses how many there are
 * @param tokens how many they took
 * @param cost of those whose cost is known
 * @param unpriced of how many the cost is not known
 * @param credits what it took, net of refunds
 * @param settled whether its bill is
 * @param levels how its analyses split
 */
record SessionFigures(
        SessionId id,
        CounselorId counselorId,
        String counselor,
        String client,
        SessionStatus status,
        Instant startedAt,
        Duration duration,
        long analyses,
        long tokens,
        Usd cost,
        long unpriced,
        Credits credits,
        boolean settled,
        SafetyDistribution levels) {

    SessionFigures with(SafetyDistribution split) {
        return new SessionFigures(
                id,
                counselorId,
                counselor,
                client,
                status,
                startedAt,
                duration,
                analyses,
                tokens,
                cost,
                unpriced,
                credits,
                settled,
                split);
    }
}
