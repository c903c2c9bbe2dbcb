package io.sessionledger.examples.server.dashboard;

import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Rounding;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says in the visitor's language how a rate makes credits of use. */
final class RateWords {

    /** The methods, as the API calls them, the usual one first. */
    static final List<String> METHODS = List.of(
            "per_started_minute",
            "per_second",
            "tiered_minutes",
            "per_analysis",
            "per_thousand_tokens",
            "share_of_cost");

    private RateWords() {}

    static String method(Visit visit, RateMethod method) {
        if (method instanceof RateMethod.PerSecond per) {
            return priced(visit, "per_second", per.creditsPerSecond());
        }
        if (method instanceof RateMethod.PerStartedMinute per) {
            return priced(visit, "per_started_minute", per.creditsPerMinute());
        }
        if (method instanceof RateMethod.PerAnalysis per) {
            return priced(visit, "per_analysis", per.creditsPerAnalysis());
        }
        if (method instanceof RateMethod.PerThousandTokens per) {
            return priced(visit, "per_thousand_tokens", per.creditsPerThousand());
        }
        if (method instanceof RateMethod.ShareOfCost share) {
            return priced(visit, "share_of_cost", share.creditsPerUsd());
        }
        RateMethod.TieredMinutes tiered = (RateMethod.TieredMinutes) method;
        return visit.t("method.tiered_minutes") + ": "
                + tiered.tiers().stream().map(tier -> tier(visit, tier)).collect(Collectors.joining("; "));
    }

    private static String priced(Visit visit, String code, BigDecimal price) {
        return visit.t("method." + code) + " × " + visit.formats().plain(price);
    }

    private static String tier(Visit visit, RateMethod.Tier tier) {
        String price = visit.formats().plain(tier.creditsPerMinute());
        return tier.upToMinute().isPresent()
                ? visit.t("tier.said", visit.formats().count(tier.upToMinute().getAsLong()), price)
                : visit.t("tier.said-beyond", price);
    }

    static String rounding(Visit visit, Rounding rounding) {
        return visit.t(
                "rounding.said." + rounding.direction().name().toLowerCase(Locale.ROOT) + "."
                        + (rounding.decimals() == 0 ? "whole" : "decimals"),
                rounding.decimals());
    }
}
