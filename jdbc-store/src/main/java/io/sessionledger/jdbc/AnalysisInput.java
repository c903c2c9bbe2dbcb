package io.sessionledger.jdbc;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisContent;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.TokenUsage;
import java.time.Instant;
import java.util.Objects;
import org.jdbi.v3.core.statement.SqlStatement;

/** An analysis on its way into its row: checked against what a row may hold, bound, and read back without a query. */
final class AnalysisInput {

    /**
     * The insert of one log.
     *
     * @param usage where its session's usage row comes from, under the alias {@code u}
     */
    static String insert(Database database, String usage) {
        return """
                insert into ${schema}.session_analysis_logs (tenant_id, session_id, id, counselor_id, safety_level, severity,
                    display_text, action_suggestion, rag_documents, rag_sources, transcript_length, duration_seconds,
                    model_used, prompt_tokens, cached_tokens, completion_tokens, total_tokens, estimated_cost_usd,
                    analyzed_at, late)
                select u.tenant_id, u.session_id, :id, u.counselor_id, :safety_level, :severity,
                    :display_text, :action_suggestion, %s, %s, :transcript_length, :duration_seconds,
                    :model_used, :prompt_tokens, :cached_tokens, :completion_tokens, :total_tokens, :estimated_cost_usd,
                    :analyzed_at, u.status <> 'in_progress'
                from %s
                """.formatted(database.json("rag_documents"), database.json("rag_sources"), usage);
    }

    private final Analysis analysis;
    private final AnalysisId id;
    private final Instant analyzedAt;
    private final Instant now;
    private final AnalysisContent stored;

    AnalysisInput(TenantId tenant, SessionId sessionId, Analysis analysis, ContentColumns columns, Instant now) {
        this.analysis = analysis;
        this.now = now;
        this.id = Objects.requireNonNull(analysis.id(), "the analysis needs an id");
        this.analyzedAt = Objects.requireNonNull(analysis.analyzedAt(), "the analysis needs a time");
        this.stored = columns.encoded(tenant, sessionId, id, analysis.content());
    }

    AnalysisId id() {
        return id;
    }

    <S extends SqlStatement<S>> S bind(S statement, TenantId tenant, SessionId sessionId) {
        return bindFigures(statement)
                .bind("tenant_id", tenant.value())
                .bind("session_id", sessionId.value())
                .bind("id", id.value())
                .bind("safety_level", analysis.safetyLevel().code())
                .bind("severity", analysis.severity())
                .bind("display_text", stored.displayText())
                .bind("action_suggestion", stored.actionSuggestion())
                .bind("rag_documents", stored.ragDocuments())
                .bind("rag_sources", stored.ragSources())
                .bind("transcript_length", analysis.transcriptLength())
                .bind("model_used", analysis.model())
                .bind("analyzed_at", Bind.instant(analyzedAt));
    }

    /** Binds what is added to the usage row. */
    <S extends SqlStatement<S>> S bindFigures(S statement) {
        TokenUsage tokens = analysis.tokens();
        Usd cost = analysis.estimatedCost();
        return statement
                .bind("duration_seconds", Bind.seconds(analysis.duration()))
                .bind("prompt_tokens", tokens == null ? null : (Long) tokens.promptTokens())
                .bind("cached_tokens", tokens == null ? null : (Long) tokens.cachedTokens())
                .bind("completion_tokens", tokens == null ? null : (Long) tokens.completionTokens())
                .bind("total_tokens", tokens == null ? null : (Long) tokens.totalTokens())
                .bind("estimated_cost_usd", cost == null ? null : cost.value())
                .bind("unpriced", cost == null)
                .bind("now", Bind.instant(now));
    }

    AnalysisLog stored(SessionId sessionId, CounselorId counselorId, boolean late) {
        return new AnalysisLog(
                sessionId,
                id,
                counselorId,
                analysis.safetyLevel(),
                analysis.severity(),
                analysis.content(),
                analysis.transcriptLength(),
                analysis.duration(),
                analysis.model(),
                analysis.tokens(),
                analysis.estimatedCost(),
                analyzedAt,
                late);
    }
}
