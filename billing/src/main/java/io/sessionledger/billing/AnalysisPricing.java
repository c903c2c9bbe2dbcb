package io.sessionledger.billing;

import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.ModelPrices;
import io.sessionledger.analysis.TokenUsage;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives an analysis the cost that its host did not state, and never keeps one from being recorded. */
final class AnalysisPricing {

    private static final Logger LOG = LoggerFactory.getLogger(AnalysisPricing.class);

    private final ModelPrices prices;

    AnalysisPricing(ModelPrices prices) {
        this.prices = prices;
    }

    /** Whether the host wants analyses priced at all. */
    boolean isWanted() {
        return prices != ModelPrices.NONE;
    }

    /** The analysis with its cost, or as it is if it states one, or if none is known. */
    Analysis priced(Analysis analysis) {
        String model = analysis.model();
        TokenUsage tokens = analysis.tokens();
        Instant at = analysis.analyzedAt();
        if (analysis.estimatedCost() != null || model == null || tokens == null || at == null) {
            return analysis;
        }
        return cost(model, tokens, at).map(analysis::withEstimatedCost).orElse(analysis);
    }

    private Optional<Usd> cost(String model, TokenUsage tokens, Instant at) {
        try {
            return prices.priceOf(model, at).flatMap(price -> price.costOf(tokens));
        } catch (Exception e) { // also a checked one, thrown by prices in a language without them
            // what the work used is known and must be kept; that its cost is not shows in the unpriced count
            LOG.warn("The model prices failed; the analysis is recorded without a cost.", e);
            return Optional.empty();
        }
    }
}
