package io.sessionledger.examples.server.dashboard;

import io.sessionledger.Usd;
import org.jspecify.annotations.Nullable;

/**
 * What one model was used for.
 *
 * @param model its name; null where none was said
 * @param analyses how many it made
 * @param tokens how many it took
 * @param cost of those whose cost is known
 * @param unpriced of how many the cost is not known
 */
record ModelFigures(@Nullable String model, long analyses, long tokens, Usd cost, long unpriced) {

    ModelFigures plus(ModelFigures more) {
        return new ModelFigures(
                model, analyses + more.analyses, tokens + more.tokens, cost.plus(more.cost), unpriced + more.unpriced);
    }
}
