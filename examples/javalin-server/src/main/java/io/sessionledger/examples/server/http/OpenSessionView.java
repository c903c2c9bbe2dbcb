package io.sessionledger.examples.server.http;

import io.sessionledger.examples.server.desk.OpenSession;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

record OpenSessionView(
        UUID sessionId, UUID counselorId, Instant startedAt, Instant lastSignAt, Instant leftOpenAt, String then) {

    static OpenSessionView of(OpenSession session) {
        return new OpenSessionView(
                session.sessionId().value(),
                session.counselorId().value(),
                session.startedAt(),
                session.lastSignAt(),
                session.leftOpenAt(),
                session.leftOpen().name().toLowerCase(Locale.ROOT));
    }
}
