package io.sessionledger.analysis;

import java.time.Instant;
import java.util.Optional;

/**
 * What models cost, for analyses whose host states tokens and a model but no cost. A model that is not known has no price: its analyses count as
 * unpriced, never as free.
 *
 * <p>Called for each such analysis, before it is recorded and on the caller's thread. Implementations are thread-safe and fast, and do no I/O: load a
 * table once and look it up. The price found is kept with the analysis; a price that becomes known later changes no analysis that is recorded.
 */
@FunctionalInterface
public interface ModelPrices {

    /** Nothing is priced: the default. */
    ModelPrices NONE = (model, at) -> Optional.empty();

    /**
     * {@return what a model's tokens cost at an instant; empty if that is not known}
     *
     * @param model its name, exactly as the host states it
     * @param at when the analysis was made
     */
    Optional<ModelPrice> priceOf(String model, Instant at);

    /**
     * These prices, and others for what these do not know.
     *
     * <p>The choice is made by model and instant alone: where these have a price, the other ones are not asked, even if that price does not cover the
     * tokens of the analysis.
     *
     * @param other asked where these have no price
     * @return both together
     */
    default ModelPrices orElse(ModelPrices other) {
        return (model, at) -> priceOf(model, at).or(() -> other.priceOf(model, at));
    }
}
