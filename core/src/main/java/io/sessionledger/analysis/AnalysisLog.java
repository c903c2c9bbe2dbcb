package io.sessionledger.analysis;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import io.sessionledger.Usd;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The stored row of one analysis. What the host did not state is null.
 *
 * @param sessionId the session it belongs to
 * @param id the analysis, unique within its session
 * @param counselorId whose session it was when the analysis was recorded
 * @param safetyLevel the level found
 * @param severity 1 (slight) to 3 (grave)
 * @param content what was said about the conversation
 * @param transcriptLength how many characters of transcript were read
 * @param duration the recorded time it added
 * @param model the model that answered
 * @param tokens the tokens it used
 * @param estimatedCost its cost; null counts as unpriced
 * @param analyzedAt when it was made
 * @param late whether it arrived after its session had ended: counted, never billed
 */
public record AnalysisLog(
        SessionId sessionId,
        AnalysisId id,
        CounselorId counselorId,
        SafetyLevel safetyLevel,
        int severity,
        AnalysisContent content,
        @Nullable Integer transcriptLength,
        @Nullable Duration duration,
        @Nullable String model,
        @Nullable TokenUsage tokens,
        @Nullable Usd estimatedCost,
        Instant analyzedAt,
        boolean late) {

    /**
     * The same log with other content.
     *
     * @param content the content
     * @return a copy with that content
     */
    public AnalysisLog withContent(AnalysisContent content) {
        return new AnalysisLog(
                sessionId,
                id,
                counselorId,
                safetyLevel,
                severity,
                content,
                transcriptLength,
                duration,
                model,
                tokens,
                estimatedCost,
                analyzedAt,
                late);
    }
}
