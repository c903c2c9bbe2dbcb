package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sessionledger.SessionId;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditLog;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.ALWAYS)
record CreditLogView(
        UUID id,
        long entryNo,
        String transactionType,
        BigDecimal creditsDelta,
        BigDecimal balanceAfter,
        @Nullable UUID sessionId,
        @Nullable ChargeView charge,
        String actor,
        String reasonCode,
        @Nullable String reason,
        Instant createdAt) {

    static CreditLogView of(CreditLog entry) {
        SessionId session = entry.sessionId();
        Charge charge = entry.charge();
        return new CreditLogView(
                entry.id().value(),
                entry.entryNo(),
                entry.type().code(),
                entry.delta().value(),
                entry.balanceAfter().value(),
                session == null ? null : session.value(),
                charge == null ? null : ChargeView.of(charge),
                entry.actor(),
                entry.reasonCode(),
                entry.reason(),
                entry.createdAt());
    }

    /** How a charge came about. */
    record ChargeView(String rateName, int rateVersion, BigDecimal credits, String arithmetic) {

        static ChargeView of(Charge charge) {
            return new ChargeView(
                    charge.rate().name(),
                    charge.rate().version(),
                    charge.credits().value(),
                    charge.arithmetic());
        }
    }
}
