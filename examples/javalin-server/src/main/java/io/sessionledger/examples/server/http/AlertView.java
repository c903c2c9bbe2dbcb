package io.sessionledger.examples.server.http;

import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.credit.AlertDelivery;
import io.sessionledger.credit.CreditAlert;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

record AlertView(
        UUID id,
        String kind,
        UUID counselorId,
        @Nullable UUID sessionId,
        @Nullable BigDecimal threshold,
        @Nullable BigDecimal amount,
        @Nullable String model,
        Instant createdAt,
        String delivery,
        int attempts,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant deliveryEndedAt,
        @Nullable String lastError) {

    static AlertView of(CreditAlert alert) {
        SessionId session = alert.sessionId();
        AlertDelivery delivery = alert.delivery();
        return new AlertView(
                alert.id(),
                alert.kind().code(),
                alert.counselorId().value(),
                session == null ? null : session.value(),
                value(alert.threshold()),
                value(alert.amount()),
                alert.model(),
                alert.createdAt(),
                delivery.status().code(),
                delivery.attempts(),
                delivery.nextAttemptAt(),
                delivery.endedAt(),
                delivery.lastError());
    }

    private static @Nullable BigDecimal value(@Nullable Credits credits) {
        return credits == null ? null : credits.value();
    }
}
