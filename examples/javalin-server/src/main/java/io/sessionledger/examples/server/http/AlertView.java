package io.sessionledger.examples.server.http;

import io.sessionledger.credit.CreditAlert;
import java.time.Instant;
import java.util.UUID;

record AlertView(UUID id, String kind, UUID counselorId, UUID sessionId, Instant createdAt) {

    static AlertView of(CreditAlert alert) {
        return new AlertView(
                alert.id(),
                alert.kind().code(),
                alert.counselorId().value(),
                alert.sessionId().value(),
                alert.createdAt());
    }
}
