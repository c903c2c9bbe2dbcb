package io.sessionledger.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Sessions that have been recorded for a while, put into the tables in bulk, with counters that are the sums of their logs. */
final class PastSessions {

    private static final String SESSIONS = """
            insert into session_usage (tenant_id, session_id, counselor_id, started_at, duration_seconds, analysis_count,
                total_prompt_tokens, total_cached_tokens, total_completion_tokens, total_tokens, estimated_cost_usd,
                last_recorded_at, revision)
            select ?, s.id, cast(md5('counselor-' || s.number) as uuid), now() - n.logs * interval '1 second', 60 * n.logs, n.logs,
                1200 * n.logs, 200 * n.logs, 180 * n.logs, 1580 * n.logs, 0.0012 * n.logs, now(), n.logs
            from (select cast(? as bigint) as logs) n, unnest(?) with ordinality s (id, number)
            """;

    private static final String LOGS = """
            insert into session_analysis_logs (tenant_id, session_id, id, counselor_id, safety_level, severity, display_text,
                action_suggestion, rag_documents, transcript_length, duration_seconds, model_used, prompt_tokens,
                cached_tokens, completion_tokens, total_tokens, estimated_cost_usd, analyzed_at)
            select u.tenant_id, u.session_id, gen_random_uuid(), u.counselor_id,
                case n.no % 10 when 0 then 'red' when 1 then 'yellow' else 'green' end, case n.no % 10 when 0 then 3 else 1 end,
                t.texts[1 + n.no % cardinality(t.texts)], ?, cast(? as jsonb), 1500, 60, ?, 1200, 200, 180, 1580, 0.0012,
                u.started_at + n.no * interval '1 second'
            from session_usage u, generate_series(1, ?) n (no), (select cast(? as text[]) as texts) t
            where u.tenant_id = ? and u.session_id = any (?)
            """;

    private PastSessions() {}

    /** Makes so many sessions in progress of so many logs each, one second apart, the last made now. */
    static List<UUID> make(DataSource pool, String tenant, int sessions, int logs) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            ids.add(UUID.randomUUID());
        }
        UUID[] array = ids.toArray(UUID[]::new);
        try (Connection connection = pool.getConnection()) {
            insertSessions(connection, tenant, array, logs);
            insertLogs(connection, tenant, array, logs);
        }
        return List.copyOf(ids);
    }

    private static void insertSessions(Connection connection, String tenant, UUID[] ids, int logs) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SESSIONS)) {
            statement.setString(1, tenant);
            statement.setInt(2, logs);
            statement.setArray(3, connection.createArrayOf("uuid", ids));
            statement.executeUpdate();
        }
    }

    private static void insertLogs(Connection connection, String tenant, UUID[] ids, int logs) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOGS)) {
            statement.setString(1, SampleTexts.SUGGESTED.get(0));
            statement.setString(2, SampleTexts.RETRIEVED.get(0));
            statement.setString(3, Sample.MODEL);
            statement.setInt(4, logs);
            statement.setArray(5, connection.createArrayOf("text", SampleTexts.DISPLAYED.toArray()));
            statement.setString(6, tenant);
            statement.setArray(7, connection.createArrayOf("uuid", ids));
            statement.executeUpdate();
        }
    }
}
