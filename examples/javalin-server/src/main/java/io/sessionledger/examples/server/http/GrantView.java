package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sessionledger.credit.CreditGrant;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.ALWAYS)
record GrantView(
        UUID id,
        String type,
        BigDecimal amount,
        BigDecimal remaining,
        int priority,
        Instant effectiveFrom,
        @Nullable Instant expiresAt,
        String status,
        Instant createdAt) {

    static GrantView of(CreditGrant grant) {
        return new GrantView(
                grant.id().value(),
                grant.type().code(),
                grant.amount().value(),
                grant.remaining().value(),
                grant.priority(),
                grant.effectiveFrom(),
                grant.expiresAt(),
                grant.status().code(),
                grant.createdAt());
    }
}
