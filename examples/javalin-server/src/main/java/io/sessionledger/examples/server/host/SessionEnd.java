package io.sessionledger.examples.server.host;

import io.sessionledger.Storable;
import io.sessionledger.session.SessionStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * How a session ended.
 *
 * @param status completed, cancelled or failed
 * @param endedAt when
 * @param fullTranscript what was said, of a completed one
 * @param reason why, of one that was called off, 1 to 500 characters
 */
public record SessionEnd(
        SessionStatus status, Instant endedAt, Optional<String> fullTranscript, Optional<String> reason) {

    private static final int MAX_REASON_LENGTH = 500;

    /** Checks the texts, and cuts the time to what is stored: so that this row and the ledger's agree to the microsecond. */
    public SessionEnd {
        endedAt = Storable.instant("endedAt", endedAt);
        fullTranscript = fullTranscript.map(text -> Storable.text("fullTranscript", text));
        reason = reason.map(text -> Storable.label("reason", text, MAX_REASON_LENGTH));
    }

    /** Never shows the conversation. */
    @Override
    public String toString() {
        return "SessionEnd[status=" + status + ", endedAt=" + endedAt + "]";
    }
}
