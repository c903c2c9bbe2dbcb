package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sessionledger.Usd;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.examples.server.desk.Figures;
import io.sessionledger.examples.server.desk.RetrievedDocument;
import io.sessionledger.examples.server.desk.RetrievedDocuments;
import io.sessionledger.examples.server.desk.UsageSoFar;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An analysis; with the session's usage where it has just been made, without in a list. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record AnalysisView(
        UUID analysisId,
        UUID sessionId,
        UUID counselorId,
        String safetyLevel,
        int severity,
        @Nullable String displayText,
        @Nullable String actionSuggestion,
        List<RetrievedDocument> ragDocuments,
        List<String> ragSources,
        @Nullable String modelUsed,
        @Nullable Long promptTokens,
        @Nullable Long cachedTokens,
        @Nullable Long completionTokens,
        @Nullable Long totalTokens,
        @Nullable BigDecimal estimatedCostUsd,
        @Nullable BigDecimal durationSeconds,
        @Nullable Integer transcriptLength,
        Instant analyzedAt,
        boolean late,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UsageSoFar usage) {

    static AnalysisView of(AnalysisLog log, RetrievedDocuments documents, @Nullable UsageSoFar usage) {
        TokenUsage tokens = log.tokens();
        Usd cost = log.estimatedCost();
        Duration duration = log.duration();
        return new AnalysisView(
                log.id().value(),
                log.sessionId().value(),
                log.counselorId().value(),
                log.safetyLevel().code(),
                log.severity(),
                log.content().displayText(),
                log.content().actionSuggestion(),
                documents.read(log.content().ragDocuments()),
                documents.readSources(log.content().ragSources()),
                log.model(),
                tokens == null ? null : tokens.promptTokens(),
                tokens == null ? null : tokens.cachedTokens(),
                tokens == null ? null : tokens.completionTokens(),
                tokens == null ? null : tokens.totalTokens(),
                cost == null ? null : cost.value(),
                duration == null ? null : Figures.seconds(duration),
                log.transcriptLength(),
                log.analyzedAt(),
                log.late(),
                usage);
    }
}
