package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionUsage;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Records many analyses of one tenant on PostgreSQL in one statement: what {@link PostgresRecording} does, for many sessions at once. Their usage rows are locked in the order of their keys, so that
 * no two batches can wait for each other in a circle; what each is to be raised by is added up before, since a row joined twice is updated once.
 */
final class PostgresRecordBatch {

    /** The columns that come from the analyses, each of them an array. */
    private static final List<Column> COLUMNS = List.of(
            new Column("session_id", "uuid", input -> input.sessionId().value()),
            new Column("id", "uuid", input -> input.id().value()),
            new Column(
                    "safety_level",
                    "text",
                    input -> input.analysis().safetyLevel().code()),
            new Column("severity", "int4", input -> input.analysis().severity()),
            new Column("display_text", "text", input -> input.stored().displayText()),
            new Column("action_suggestion", "text", input -> input.stored().actionSuggestion()),
            new Column("rag_documents", "text", input -> input.stored().ragDocuments()),
            new Column("rag_sources", "text", input -> input.stored().ragSources()),
            new Column("transcript_length", "int4", input -> input.analysis().transcriptLength()),
            new Column("duration_seconds", "numeric", AnalysisInput::seconds),
            new Column("model_used", "text", input -> input.analysis().model()),
            new Column("prompt_tokens", "int8", input -> input.tokens(TokenUsage::promptTokens)),
            new Column("cached_tokens", "int8", input -> input.tokens(TokenUsage::cachedTokens)),
            new Column("completion_tokens", "int8", input -> input.tokens(TokenUsage::completionTokens)),
            new Column("total_tokens", "int8", input -> input.tokens(TokenUsage::totalTokens)),
            new Column("estimated_cost_usd", "numeric", AnalysisInput::cost),
            new Column("analyzed_at", "timestamptz", input -> input.analyzedAt().toString()));

    private static final String RECORD = """
            with n as (
                select * from %s as n (tenant_id, %s)),
            u as (
                select tenant_id, session_id, counselor_id, status from ${schema}.session_usage
                where tenant_id = :tenant_id and session_id = %s
                order by session_id
                for no key update %s),
            i as (
                insert into ${schema}.session_analysis_logs (tenant_id, session_id, id, counselor_id, safety_level, severity,
                    display_text, action_suggestion, rag_documents, rag_sources, transcript_length, duration_seconds,
                    model_used, prompt_tokens, cached_tokens, completion_tokens, total_tokens, estimated_cost_usd,
                    analyzed_at, late)
                select u.tenant_id, u.session_id, n.id, u.counselor_id, n.safety_level, n.severity,
                    n.display_text, n.action_suggestion, cast(n.rag_documents as jsonb), cast(n.rag_sources as jsonb),
                    n.transcript_length, n.duration_seconds, n.model_used, n.prompt_tokens, n.cached_tokens,
                    n.completion_tokens, n.total_tokens, n.estimated_cost_usd, n.analyzed_at, u.status <> 'in_progress'
                from u join n on n.session_id = u.session_id
                on conflict (tenant_id, session_id, id) do nothing
                returning tenant_id, session_id, id, late, duration_seconds, prompt_tokens, cached_tokens, completion_tokens,
                    total_tokens, estimated_cost_usd),
            added as (
                select i.tenant_id, i.session_id, bool_or(i.late) as late, array_agg(i.id) as ids,
                    count(*) as analyses, coalesce(sum(i.duration_seconds), 0) as seconds,
                    coalesce(sum(i.prompt_tokens), 0) as prompt, coalesce(sum(i.cached_tokens), 0) as cached,
                    coalesce(sum(i.completion_tokens), 0) as completion, coalesce(sum(i.total_tokens), 0) as tokens,
                    coalesce(sum(i.estimated_cost_usd), 0) as cost,
                    count(*) filter (where i.estimated_cost_usd is null) as unpriced, max(life.at) as recorded_at
                from i join %s as life (tenant_id, session_id, at) on life.session_id = i.session_id
                group by i.tenant_id, i.session_id)
            update ${schema}.session_usage s set
                duration_seconds = s.duration_seconds + added.seconds,
                analysis_count = s.analysis_count + added.analyses,
                total_prompt_tokens = s.total_prompt_tokens + added.prompt,
                total_cached_tokens = s.total_cached_tokens + added.cached,
                total_completion_tokens = s.total_completion_tokens + added.completion,
                total_tokens = s.total_tokens + added.tokens,
                estimated_cost_usd = s.estimated_cost_usd + added.cost,
                unpriced_analysis_count = s.unpriced_analysis_count + added.unpriced,
                last_recorded_at = greatest(s.last_recorded_at, added.recorded_at),
                revision = s.revision + added.analyses
            from added where s.tenant_id = added.tenant_id and s.session_id = added.session_id
            returning %s, added.late, added.ids
            """;

    private static final String RECORD_WAITING = recordWith("");
    private static final String RECORD_UNLESS_LOCKED = recordWith("skip locked");

    private PostgresRecordBatch() {}

    private static String recordWith(String lock) {
        return RECORD.formatted(
                ArraySql.rowsOf(COLUMNS.stream()
                        .map(column -> ArraySql.array(column.name(), column.type()))
                        .collect(Collectors.joining(", "))),
                COLUMNS.stream().map(Column::name).collect(Collectors.joining(", ")),
                ArraySql.anyOf("sessions", "uuid"),
                lock,
                ArraySql.rowsOf(
                        ArraySql.array("sessions", "uuid") + ", " + ArraySql.array("recorded_at", "timestamptz")),
                SessionUsageRow.COLUMNS.from("s"));
    }

    /** Waits for the sessions' rows as long as somebody else holds them. */
    static Recorded record(Handle handle, List<AnalysisInput> inputs) {
        return record(handle, RECORD_WAITING, inputs);
    }

    /** Records those whose session's row nobody else holds. */
    static Recorded recordUnlessLocked(Handle handle, List<AnalysisInput> inputs) {
        return record(handle, RECORD_UNLESS_LOCKED, inputs);
    }

    /**
     * @param inputs of one tenant, at least one, none of them the same analysis as another
     */
    private static Recorded record(Handle handle, String sql, List<AnalysisInput> inputs) {
        Map<SessionId, Instant> signsOfLife = signsOfLife(inputs);
        Query query = handle.createQuery(sql)
                .bind("tenant_id", inputs.get(0).tenant().value())
                .bind(
                        "sessions",
                        Bind.array("uuid", signsOfLife.keySet().stream().map(SessionId::value)))
                .bind("recorded_at", Bind.array("timestamptz", signsOfLife.values().stream()));
        for (Column column : COLUMNS) {
            query.bind(column.name(), Bind.array(column.type(), inputs.stream().map(column.value())));
        }
        Map<SessionId, OfSession> sessions = new HashMap<>();
        query.map((result, context) -> ofSession(Row.of(result)))
                .forEach(session -> sessions.put(session.usage().sessionId(), session));
        return new Recorded(sessions);
    }

    /** The sessions, each with the latest time at which it was recorded to. */
    private static Map<SessionId, Instant> signsOfLife(List<AnalysisInput> inputs) {
        Map<SessionId, Instant> latest = new LinkedHashMap<>();
        for (AnalysisInput input : inputs) {
            latest.merge(input.sessionId(), input.now(), (one, other) -> one.isAfter(other) ? one : other);
        }
        return latest;
    }

    private static OfSession ofSession(Row row) throws SQLException {
        return new OfSession(SessionUsageRow.map(row), row.flag("late"), row.uuids("ids"));
    }

    /** What one statement has recorded: all that is not in it was there before, or has no session, or a session that was not to be had. */
    record Recorded(Map<SessionId, OfSession> sessions) {

        /** The usage of one of the sessions, if anything was recorded of it. */
        Optional<SessionUsage> usage(SessionId sessionId) {
            return Optional.ofNullable(sessions.get(sessionId)).map(OfSession::usage);
        }

        Optional<RecordOutcome> outcome(AnalysisInput input) {
            OfSession session = sessions.get(input.sessionId());
            return session != null && session.ids().contains(input.id().value())
                    ? Optional.of(input.outcome(session.usage(), session.late()))
                    : Optional.empty();
        }
    }

    private record OfSession(SessionUsage usage, boolean late, Set<UUID> ids) {}

    /** A column of the statement's input. */
    private record Column(String name, String type, Function<AnalysisInput, @Nullable Object> value) {}
}
