package io.sessionledger.session;

import io.sessionledger.InvalidInputException;
import io.sessionledger.Usd;
import io.sessionledger.analysis.TokenUsage;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * What was used, added up.
 *
 * @param duration recorded time
 * @param analysisCount analyses, that is calls of the model
 * @param tokens tokens of all analyses
 * @param estimatedCost cost of the analyses whose cost is known
 * @param unpricedAnalysisCount analyses whose cost is not known; they are missing in {@code estimatedCost}
 */
public record UsageFigures(
        Duration duration, long analysisCount, TokenUsage tokens, Usd estimatedCost, long unpricedAnalysisCount) {

    /** Nothing used. */
    public static final UsageFigures NONE = new UsageFigures(Duration.ZERO, 0, TokenUsage.NONE, Usd.ZERO, 0);

    /**
     * Cuts the duration to whole milliseconds and checks the counts.
     *
     * @param duration recorded time
     * @param analysisCount analyses, that is calls of the model
     * @param tokens tokens of all analyses
     * @param estimatedCost cost of the analyses whose cost is known
     * @param unpricedAnalysisCount analyses whose cost is not known
     * @throws InvalidInputException if a figure is negative, or more analyses are unpriced than there are
     */
    public UsageFigures {
        InvalidInputException.unless(!duration.isNegative(), "duration", "zero or more", duration);
        InvalidInputException.unless(analysisCount >= 0, "analysisCount", "zero or more", analysisCount);
        InvalidInputException.unless(
                unpricedAnalysisCount >= 0 && unpricedAnalysisCount <= analysisCount,
                "unpricedAnalysisCount",
                "0 to analysisCount (" + analysisCount + ")",
                unpricedAnalysisCount);
        duration = duration.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * One analysis that uses recorded time, no tokens and no cost.
     *
     * @param duration the recorded time it adds
     * @return the figures
     * @throws InvalidInputException if the duration is negative
     */
    public static UsageFigures ofAnalysis(Duration duration) {
        return new UsageFigures(duration, 1, TokenUsage.NONE, Usd.ZERO, 0);
    }

    /**
     * {@return the sum of both}
     *
     * @param more what is added
     */
    public UsageFigures plus(UsageFigures more) {
        return new UsageFigures(
                duration.plus(more.duration),
                analysisCount + more.analysisCount,
                tokens.plus(more.tokens),
                estimatedCost.plus(more.estimatedCost),
                unpricedAnalysisCount + more.unpricedAnalysisCount);
    }

    /** {@return whether nothing was used at all} */
    public boolean isNone() {
        return duration.isZero() && analysisCount == 0 && tokens.totalTokens() == 0 && estimatedCost.equals(Usd.ZERO);
    }

    /**
     * The same figures with another duration.
     *
     * @param duration recorded time
     * @return a copy
     */
    public UsageFigures withDuration(Duration duration) {
        return new UsageFigures(duration, analysisCount, tokens, estimatedCost, unpricedAnalysisCount);
    }
}
