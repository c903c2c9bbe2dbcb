package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.Rounding;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

record RateView(
        UUID id,
        String name,
        int version,
        Instant effectiveFrom,
        @JsonUnwrapped RateTerms terms,
        RoundingView rounding,
        BigDecimal minimum,
        Instant publishedAt) {

    static RateView of(CreditRate rate) {
        return new RateView(
                rate.id().value(),
                rate.name(),
                rate.version(),
                rate.effectiveFrom(),
                RateTerms.of(rate.method()),
                RoundingView.of(rate.rounding()),
                rate.minimum().value(),
                rate.publishedAt());
    }

    /** To how many decimals, and in which direction. */
    record RoundingView(int decimals, String direction) {

        static RoundingView of(Rounding rounding) {
            return new RoundingView(
                    rounding.decimals(), rounding.direction().name().toLowerCase(Locale.ROOT));
        }
    }
}
