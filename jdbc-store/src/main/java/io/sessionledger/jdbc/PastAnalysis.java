package io.sessionledger.jdbc;

import io.sessionledger.AnalysisId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.analysis.Analysis;
import java.time.Instant;
import java.util.Objects;

/**
 * An analysis that was made before the ledger was there.
 *
 * @param analysis with an id and a time, and without tokens
 * @param tokens what is still known of its tokens
 */
public record PastAnalysis(Analysis analysis, PastTokens tokens) {

    /**
     * Checks the parts.
     *
     * @param analysis with an id and a time, and without tokens
     * @param tokens what is still known of its tokens
     * @throws InvalidInputException if the analysis has no id or no time, or states tokens
     */
    public PastAnalysis {
        InvalidInputException.unless(analysis.id() != null, "analysis", "one with an id", "without");
        InvalidInputException.unless(analysis.analyzedAt() != null, "analysis", "one with a time", "without");
        InvalidInputException.unless(analysis.tokens() == null, "analysis", "one without tokens of its own", "some");
    }

    /** {@return the analysis' id} */
    public AnalysisId id() {
        return Objects.requireNonNull(analysis.id(), "a past analysis has an id");
    }

    /** {@return when it was made} */
    public Instant analyzedAt() {
        return Objects.requireNonNull(analysis.analyzedAt(), "a past analysis has a time");
    }
}
