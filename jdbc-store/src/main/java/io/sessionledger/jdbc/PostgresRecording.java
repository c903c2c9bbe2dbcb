package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Duplicate;
import io.sessionledger.session.SessionNotFoundException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Records one analysis on PostgreSQL, in one statement. The usage row is locked first, the log hangs on the locked row, the counters on the log that was really inserted. In any
 * other order either duplicates count twice or the late mark is taken from a row that is about to change.
 */
final class PostgresRecording {

    private static final String RECORD = """
            with u as (
                select tenant_id, session_id, counselor_id, status from ${schema}.session_usage
                where tenant_id = :tenant_id and session_id = :session_id
                for no key update %s),
            i as (
                %s
                on conflict (tenant_id, session_id, id) do nothing
                returning tenant_id, session_id, late, duration_seconds, prompt_tokens, cached_tokens, completion_tokens,
                    total_tokens, estimated_cost_usd),
            w as (
                update ${schema}.session_usage s set
                    duration_seconds = s.duration_seconds + coalesce(i.duration_seconds, 0),
                    analysis_count = s.analysis_count + 1,
                    total_prompt_tokens = s.total_prompt_tokens + coalesce(i.prompt_tokens, 0),
                    total_cached_tokens = s.total_cached_tokens + coalesce(i.cached_tokens, 0),
                    total_completion_tokens = s.total_completion_tokens + coalesce(i.completion_tokens, 0),
                    total_tokens = s.total_tokens + coalesce(i.total_tokens, 0),
                    estimated_cost_usd = s.estimated_cost_usd + coalesce(i.estimated_cost_usd, 0),
                    unpriced_analysis_count = s.unpriced_analysis_count
                        + case when i.estimated_cost_usd is null then 1 else 0 end,
                    last_recorded_at = greatest(s.last_recorded_at, :now),
                    revision = s.revision + 1
                from i where s.tenant_id = i.tenant_id and s.session_id = i.session_id
                returning %s, i.late)
            select %s, w.late from u left join w on true
            """;

    private static final String RECORD_WAITING = recordWith("");
    private static final String RECORD_UNLESS_LOCKED = recordWith("skip locked");

    private PostgresRecording() {}

    private static String recordWith(String lock) {
        return RECORD.formatted(
                lock,
                AnalysisInput.insert(Database.POSTGRESQL, "u"),
                SessionUsageRow.COLUMNS.from("s"),
                SessionUsageRow.COLUMNS.from("w"));
    }

    /** Waits for the session's row as long as somebody else holds it. */
    static RecordOutcome record(Handle handle, AnalysisInput input) throws SQLException {
        return record(handle, RECORD_WAITING, input)
                .orElseThrow(() -> new SessionNotFoundException(input.tenant(), input.sessionId()));
    }

    /** Empty if somebody else holds the session's row, or if there is none. */
    static Optional<RecordOutcome> recordUnlessLocked(Handle handle, AnalysisInput input) throws SQLException {
        return record(handle, RECORD_UNLESS_LOCKED, input);
    }

    private static Optional<RecordOutcome> record(Handle handle, String template, AnalysisInput input)
            throws SQLException {
        PlacedSql sql = QualifiedSql.of(handle).placed(template);
        try (PreparedStatement statement = handle.getConnection().prepareStatement(sql.text())) {
            input.eachOfRow((name, value) -> sql.bind(statement, name, value));
            sql.bind(statement, "now", Bind.instant(input.now()));
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next()) {
                    return Optional.empty();
                }
                Row row = Row.of(result);
                if (row.has("session_id")) {
                    return Optional.of(input.outcome(SessionUsageRow.map(row), row.flag("late")));
                }
            }
        }
        // the log was there already: this statement cannot see it, the next one can
        return Optional.of(duplicate(handle, input));
    }

    /** What recording does that finds the log there already. */
    static RecordOutcome duplicate(Handle handle, AnalysisInput input) {
        TenantId tenant = input.tenant();
        SessionId sessionId = input.sessionId();
        return new Duplicate(
                JdbcAnalysisLogRepository.find(handle, tenant, sessionId, input.id())
                        .orElseThrow(() -> new SessionNotFoundException(tenant, sessionId)),
                JdbcUsageRepository.find(handle, tenant, sessionId)
                        .orElseThrow(() -> new SessionNotFoundException(tenant, sessionId)));
    }
}
