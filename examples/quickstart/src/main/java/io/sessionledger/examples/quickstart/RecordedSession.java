package io.sessionledger.examples.quickstart;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The session that is bundled with the quickstart: made up, thirty minutes, one segment of transcript a minute, each with the answer that an analysis
 * might have given.
 */
record RecordedSession(
        String title,
        String mode,
        @JsonProperty("session_id") String session,
        @JsonProperty("counselor_id") String counselor,
        @JsonProperty("started_at") String start,
        List<Segment> segments) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    static RecordedSession load() {
        try (InputStream json = RecordedSession.class.getResourceAsStream("recorded-session.json")) {
            return JSON.readValue(Objects.requireNonNull(json), RecordedSession.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SessionId sessionId() {
        return SessionId.of(session);
    }

    CounselorId counselorId() {
        return CounselorId.of(counselor);
    }

    Instant startedAt() {
        return Instant.parse(start);
    }

    Instant endedAt() {
        return startedAt().plus(Duration.ofMinutes(segments.size()));
    }

    /** One minute of the session. */
    record Segment(
            int minute,
            String transcript,
            String safetyLevel,
            int severity,
            String displayText,
            String actionSuggestion,
            JsonNode ragDocuments,
            JsonNode ragSources,
            String model,
            GeminiUsage usage) {

        /** What a host hands to the ledger. Its id is the minute: replayed, it is the same analysis. */
        Analysis toAnalysis(Instant sessionStart) {
            return Analysis.builder(SafetyLevel.ofCode(safetyLevel), severity)
                    .id(AnalysisId.of(minute))
                    .displayText(displayText)
                    .actionSuggestion(actionSuggestion)
                    .ragDocuments(ragDocuments.toString())
                    .ragSources(ragSources.toString())
                    .transcriptLength(transcript.length())
                    .duration(Duration.ofMinutes(1))
                    .model(model, usage.tokens())
                    .estimatedCost(Usd.of(usage.estimatedCostUsd()))
                    .analyzedAt(sessionStart.plus(Duration.ofMinutes(minute)))
                    .build();
        }
    }

    /** What Gemini reports beside its answer, and the cost worked out from it. */
    record GeminiUsage(
            long promptTokenCount,
            long cachedContentTokenCount,
            long candidatesTokenCount,
            long thoughtsTokenCount,
            String estimatedCostUsd) {

        TokenUsage tokens() {
            return TokenUsage.ofGemini(
                    promptTokenCount, cachedContentTokenCount, candidatesTokenCount, thoughtsTokenCount);
        }
    }
}
