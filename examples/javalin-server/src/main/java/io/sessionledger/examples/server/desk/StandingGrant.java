package io.sessionledger.examples.server.desk;

import io.sessionledger.credit.GrantPeriod;
import io.sessionledger.credit.RecurringGrant;
import java.time.Instant;
import java.util.Optional;

/**
 * A recurring grant, as it stands now.
 *
 * @param grant who gets how much how often
 * @param current the period that is under way, with what is left of its credits
 * @param nextAt when the next credits come; never, once it was ended
 */
public record StandingGrant(RecurringGrant grant, Optional<GrantPeriod> current, Optional<Instant> nextAt) {

    static StandingGrant at(Instant now, RecurringGrant grant, Optional<GrantPeriod> current) {
        return new StandingGrant(
                grant, current, grant.endedAt() == null ? Optional.of(next(grant, now)) : Optional.empty());
    }

    private static Instant next(RecurringGrant grant, Instant now) {
        Instant first = grant.startOf(0);
        return first.isAfter(now) ? first : grant.startOf(grant.periodAt(now) + 1);
    }
}
