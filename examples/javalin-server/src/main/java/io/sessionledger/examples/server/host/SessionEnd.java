package io.sessionledger.examples.server.host;

import io.sessionledger.session.SessionStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * How a session ended.
 *
 * @param status completed, cancelled or failed
 * @param endedAt when
 * @param fullTranscript what was said, of a completed one
 * @param reason why, of one that was called off
 */
public record SessionEnd(
        SessionStatus status, Instant endedAt, Optional<String> fullTranscript, Optional<String> reason) {

    /** Never shows the conversation. */
    @Override
    public String toString() {
        return "SessionEnd[status=" + status + ", endedAt=" + endedAt + "]";
    }
}
