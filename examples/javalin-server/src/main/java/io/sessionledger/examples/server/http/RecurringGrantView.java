package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sessionledger.credit.GrantPeriod;
import io.sessionledger.credit.RecurringGrant;
import io.sessionledger.examples.server.desk.StandingGrant;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.ALWAYS)
record RecurringGrantView(
        UUID id,
        UUID counselorId,
        String type,
        BigDecimal amount,
        int priority,
        String rhythm,
        String tz,
        String firstDay,
        boolean carriesOver,
        Instant createdAt,
        @Nullable Instant endedAt,
        @Nullable Period currentPeriod,
        @Nullable Instant nextAt) {

    /** The period that is under way. */
    record Period(int number, Instant from, Instant to, UUID grantId, BigDecimal left) {

        static Period of(GrantPeriod period) {
            return new Period(
                    period.number(),
                    period.from(),
                    period.to(),
                    period.grantId().value(),
                    period.left().value());
        }
    }

    static RecurringGrantView of(StandingGrant standing) {
        RecurringGrant grant = standing.grant();
        return new RecurringGrantView(
                grant.id().value(),
                grant.counselorId().value(),
                grant.type().transactionType().code(),
                grant.amount().value(),
                grant.priority(),
                grant.rhythm().code(),
                grant.zone().getId(),
                grant.firstDay().toString(),
                grant.carriesOver(),
                grant.createdAt(),
                grant.endedAt(),
                standing.current().map(Period::of).orElse(null),
                standing.nextAt().orElse(null));
    }
}
