package io.sessionledger.examples.server.dashboard;

import io.sessionledger.CounselorId;
import io.sessionledger.Page;
import io.sessionledger.SessionId;
import io.sessionledger.examples.server.desk.OpenSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The sessions in progress.
 *
 * @param sessions the earliest started first
 * @param names of their counselors
 * @param used what they have used so far
 * @param now what time it is
 */
record OpenSessionsView(
        Page<OpenSession> sessions, Map<CounselorId, String> names, Map<SessionId, UsedSoFar> used, Instant now) {

    String name(OpenSession session) {
        return names.getOrDefault(session.counselorId(), session.counselorId().toString());
    }

    UsedSoFar used(OpenSession session) {
        return used.getOrDefault(session.sessionId(), UsedSoFar.NOTHING);
    }

    /** In whole minutes; some clocks are ahead of others. */
    long silentMinutes(OpenSession session) {
        return Math.max(0, Duration.between(session.lastSignAt(), now).toMinutes());
    }

    boolean isLeftOpen(OpenSession session) {
        return !session.leftOpenAt().isAfter(now);
    }
}
