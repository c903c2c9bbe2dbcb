package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sessionledger.examples.server.host.HostSession;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.ALWAYS)
record SessionView(
        UUID sessionId,
        UUID counselorId,
        String clientId,
        String mode,
        String status,
        Instant startedAt,
        @Nullable Instant endedAt,
        Instant createdAt) {

    static SessionView of(HostSession session) {
        return new SessionView(
                session.id().value(),
                session.counselorId().value(),
                session.clientId(),
                session.mode(),
                session.status().code(),
                session.startedAt(),
                session.endedAt().orElse(null),
                session.createdAt());
    }
}
