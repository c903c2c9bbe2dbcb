package io.sessionledger.examples.server.desk;

import io.sessionledger.CounselorId;
import io.sessionledger.Storable;
import java.time.Instant;
import java.util.Optional;

/**
 * A session to be started.
 *
 * @param clientId the host's own key of the client, 1 to 100 characters
 * @param counselorId who runs it; may be left out where the token names a counselor
 * @param mode how it is held, 1 to 50 characters
 * @param startedAt when it began
 */
public record NewSession(String clientId, Optional<CounselorId> counselorId, String mode, Instant startedAt) {

    private static final int MAX_CLIENT_ID_LENGTH = 100;
    private static final int MAX_MODE_LENGTH = 50;

    /** Checks what is said. */
    public NewSession {
        clientId = Storable.label("clientId", clientId, MAX_CLIENT_ID_LENGTH);
        mode = Storable.label("mode", mode, MAX_MODE_LENGTH);
        startedAt = Storable.instant("startedAt", startedAt);
    }
}
