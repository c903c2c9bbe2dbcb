package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sessionledger.credit.RateMethod;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How usage becomes credits, as the API writes it: a method with one price, or with a price for each tier of minutes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RateTerms(
        String method, @Nullable BigDecimal price, @Nullable List<Tier> tiers) {

    private static final String METHODS =
            "per_second, per_started_minute, tiered_minutes, per_analysis, per_thousand_tokens or share_of_cost";

    /** Minutes up to a bound, or beyond the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Tier(@Nullable Long upToMinute, BigDecimal price) {}

    static RateTerms of(RateMethod method) {
        if (method instanceof RateMethod.PerSecond per) {
            return priced("per_second", per.creditsPerSecond());
        }
        if (method instanceof RateMethod.PerStartedMinute per) {
            return priced("per_started_minute", per.creditsPerMinute());
        }
        if (method instanceof RateMethod.PerAnalysis per) {
            return priced("per_analysis", per.creditsPerAnalysis());
        }
        if (method instanceof RateMethod.PerThousandTokens per) {
            return priced("per_thousand_tokens", per.creditsPerThousand());
        }
        if (method instanceof RateMethod.ShareOfCost share) {
            return priced("share_of_cost", share.creditsPerUsd());
        }
        RateMethod.TieredMinutes tiered = (RateMethod.TieredMinutes) method;
        List<Tier> tiers = tiered.tiers().stream()
                .map(tier -> new Tier(
                        tier.upToMinute().isPresent() ? tier.upToMinute().getAsLong() : null, tier.creditsPerMinute()))
                .toList();
        return new RateTerms("tiered_minutes", null, tiers);
    }

    private static RateTerms priced(String method, BigDecimal price) {
        return new RateTerms(method, price, null);
    }

    static RateMethod read(RequestBody body) {
        String method = body.text("method");
        if (method.equals("tiered_minutes")) {
            return new RateMethod.TieredMinutes(tiers(body));
        }
        if (body.findObjects("tiers", "up_to_minute", "price").isPresent()) {
            throw new BadRequestException("tiers", "nothing, except with the method tiered_minutes");
        }
        return switch (method) {
            case "per_second" -> new RateMethod.PerSecond(body.number("price"));
            case "per_started_minute" -> new RateMethod.PerStartedMinute(body.number("price"));
            case "per_analysis" -> new RateMethod.PerAnalysis(body.number("price"));
            case "per_thousand_tokens" -> new RateMethod.PerThousandTokens(body.number("price"));
            case "share_of_cost" -> new RateMethod.ShareOfCost(body.number("price"));
            default -> throw new BadRequestException("method", METHODS);
        };
    }

    private static List<RateMethod.Tier> tiers(RequestBody body) {
        List<RateMethod.Tier> tiers = new ArrayList<>();
        for (RequestBody tier : body.findObjects("tiers", "up_to_minute", "price")
                .orElseThrow(() -> new BadRequestException("tiers", "a list of objects, but it is missing"))) {
            OptionalLong bound = tier.findInteger("up_to_minute")
                    .map(minute -> OptionalLong.of(minute))
                    .orElse(OptionalLong.empty());
            tiers.add(new RateMethod.Tier(bound, tier.number("price")));
        }
        return tiers;
    }
}
