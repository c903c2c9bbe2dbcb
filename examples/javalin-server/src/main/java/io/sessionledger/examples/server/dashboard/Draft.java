package io.sessionledger.examples.server.dashboard;

import io.sessionledger.Credits;
import io.sessionledger.RateId;
import io.sessionledger.credit.CreditCalculation;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.UnpricedUsageException;
import io.sessionledger.session.UsageFigures;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What a session would cost by a rate. */
final class Draft {

    private Draft() {}

    /** Empty where the rate needs a cost that is not known. */
    static Optional<CreditCalculation> cost(CreditRate rate, UsageFigures used) {
        try {
            return Optional.of(rate.calculate(used));
        } catch (UnpricedUsageException e) {
            return Optional.empty();
        }
    }

    /** As the rate will be, once it is published. */
    static CreditRate rate(PublishRate rate, Instant now) {
        return new CreditRate(
                RateId.of(new UUID(0, 0)),
                rate.name(),
                1,
                rate.effectiveFrom(),
                rate.method(),
                rate.rounding(),
                Credits.of(rate.minimum().value()),
                now);
    }
}
