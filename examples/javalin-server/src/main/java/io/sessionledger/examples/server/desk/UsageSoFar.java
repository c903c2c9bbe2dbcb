package io.sessionledger.examples.server.desk;

import io.sessionledger.session.UsageFigures;
import java.math.BigDecimal;

/**
 * What a session had used once an analysis was recorded.
 *
 * @param durationSeconds the recorded time
 * @param analysisCount how many analyses
 * @param totalTokens what they used
 * @param estimatedCostUsd what they cost, as far as it is known
 */
public record UsageSoFar(
        BigDecimal durationSeconds, long analysisCount, long totalTokens, BigDecimal estimatedCostUsd) {

    /**
     * {@return the figures as the API shows them}
     *
     * @param figures what was counted
     */
    public static UsageSoFar of(UsageFigures figures) {
        return new UsageSoFar(
                Figures.seconds(figures.duration()),
                figures.analysisCount(),
                figures.tokens().totalTokens(),
                figures.estimatedCost().value());
    }
}
