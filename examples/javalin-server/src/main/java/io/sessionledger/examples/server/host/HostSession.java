package io.sessionledger.examples.server.host;

import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import io.sessionledger.session.SessionStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * A session as the host knows one; what it used is the ledger's.
 *
 * @param id the session
 * @param counselorId who runs it
 * @param clientId the host's own key of the client
 * @param mode how it is held, such as {@code practice}
 * @param status written in the same transaction as the ledger's
 * @param startedAt when it began
 * @param endedAt when it ended, if it did
 * @param createdAt when it was written down
 */
public record HostSession(
        SessionId id,
        CounselorId counselorId,
        String clientId,
        String mode,
        SessionStatus status,
        Instant startedAt,
        Optional<Instant> endedAt,
        Instant createdAt) {}
