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
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Late;
import io.sessionledger.session.RecordOutcome.Recorded;
import io.sessionledger.session.SessionUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

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

    private final TenantId tenant;
    private final SessionId sessionId;
    private final Analysis analysis;
    private final AnalysisId id;
    private final Instant analyzedAt;
    private final Instant now;
    private final AnalysisContent stored;

    AnalysisInput(TenantId tenant, SessionId sessionId, Analysis analysis, ContentColumns columns, Instant now) {
        this.tenant = tenant;
        this.sessionId = sessionId;
        this.analysis = analysis;
        this.now = now;
        this.id = Objects.requireNonNull(analysis.id(), "the analysis needs an id");
        this.analyzedAt = Objects.requireNonNull(analysis.analyzedAt(), "the analysis needs a time");
        this.stored = columns.encoded(tenant, sessionId, id, analysis.content());
    }

    TenantId tenant() {
        return tenant;
    }

    SessionId sessionId() {
        return sessionId;
    }

    AnalysisId id() {
        return id;
    }

    Analysis analysis() {
        return analysis;
    }

    Instant analyzedAt() {
        return analyzedAt;
    }

    Instant now() {
        return now;
    }

    /** The four texts as the columns hold them. */
    AnalysisContent stored() {
        return stored;
    }

    /** What the host calls this, for the message of an error. */
    String verb() {
        return "record analysis " + id;
    }

    @Nullable
    BigDecimal seconds() {
        return Bind.seconds(analysis.duration());
    }

    @Nullable
    BigDecimal cost() {
        Usd cost = analysis.estimatedCost();
        return cost == null ? null : cost.value();
    }

    /** One of the token figures; null if none was stated. */
    @Nullable
    Long tokens(ToLongFunction<TokenUsage> figure) {
        TokenUsage tokens = analysis.tokens();
        return tokens == null ? null : (Long) figure.applyAsLong(tokens);
    }

    /** How many characters its texts have together. */
    long textLength() {
        return length(stored.displayText())
                + length(stored.actionSuggestion())
                + length(stored.ragDocuments())
                + length(stored.ragSources());
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    /** Binds the row. */
    <S extends SqlStatement<S>> S bind(S statement) {
        eachOfRow(statement::bind);
        return statement;
    }

    /** Hands over each parameter of the row. */
    <E extends Exception> void eachOfRow(Taker<E> taker) throws E {
        eachOfUse(taker);
        taker.take("tenant_id", Bind.text(tenant.value()));
        taker.take("session_id", Bind.uuid(sessionId.value()));
        taker.take("id", Bind.uuid(id.value()));
        taker.take("safety_level", Bind.text(analysis.safetyLevel().code()));
        taker.take("severity", Bind.integer(analysis.severity()));
        taker.take("display_text", Bind.text(stored.displayText()));
        taker.take("action_suggestion", Bind.text(stored.actionSuggestion()));
        taker.take("rag_documents", Bind.text(stored.ragDocuments()));
        taker.take("rag_sources", Bind.text(stored.ragSources()));
        taker.take("transcript_length", Bind.integer(analysis.transcriptLength()));
        taker.take("model_used", Bind.text(analysis.model()));
        taker.take("analyzed_at", Bind.instant(analyzedAt));
    }

    /** Binds what is added to the usage row. */
    <S extends SqlStatement<S>> S bindFigures(S statement) {
        eachOfUse(statement::bind);
        return statement
                .bind("tenant_id", Bind.text(tenant.value()))
                .bind("session_id", Bind.uuid(sessionId.value()))
                .bind("unpriced", Bind.flag(cost() == null))
                .bind("now", Bind.instant(now));
    }

    private <E extends Exception> void eachOfUse(Taker<E> taker) throws E {
        taker.take("duration_seconds", Bind.decimal(seconds()));
        taker.take("prompt_tokens", Bind.number(tokens(TokenUsage::promptTokens)));
        taker.take("cached_tokens", Bind.number(tokens(TokenUsage::cachedTokens)));
        taker.take("completion_tokens", Bind.number(tokens(TokenUsage::completionTokens)));
        taker.take("total_tokens", Bind.number(tokens(TokenUsage::totalTokens)));
        taker.take("estimated_cost_usd", Bind.decimal(cost()));
    }

    /** Takes a parameter. */
    @FunctionalInterface
    interface Taker<E extends Exception> {
        void take(String name, Argument value) throws E;
    }

    /** What recording it for the first time has done. */
    RecordOutcome outcome(SessionUsage usage, boolean late) {
        AnalysisLog log = log(usage.counselorId(), late);
        return late ? new Late(log, usage) : new Recorded(log, usage);
    }

    /** The log as its row will be read. */
    private AnalysisLog log(CounselorId counselorId, boolean late) {
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
