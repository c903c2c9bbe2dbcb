package io.sessionledger.store;

import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import java.time.Instant;

/**
 * A session in progress that nothing has been recorded to for some time.
 *
 * @param sessionId the session
 * @param counselorId whose it is
 * @param startedAt when it started
 * @param lastSignAt when something was last recorded to it; when it started, if nothing ever was
 * @param revision which state of the session this was found in: whatever happens to it raises the number
 */
public record SilentSession(
        SessionId sessionId, CounselorId counselorId, Instant startedAt, Instant lastSignAt, long revision) {}
