package io.sessionledger.benchmarks;

import io.sessionledger.session.SessionUsage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The best that plain JDBC can do for one record: one statement that locks the session's row, inserts the log, counts it if it was new, and answers with the
 * whole usage.
 */
record RecordInOneStatement(DataSource pool, String tenant) implements Recorder {

    private static final String RECORD = """
            with session as (
                select tenant_id, session_id, counselor_id, status from session_usage
                where tenant_id = ? and session_id = ? for no key update),
            added as (
                insert into session_analysis_logs (tenant_id, session_id, counselor_id, late, %s)
                select tenant_id, session_id, counselor_id, status <> 'in_progress', %s from session
                on conflict do nothing
                returning tenant_id, session_id, late),
            counted as (
                update session_usage s set %s
                from added where s.tenant_id = added.tenant_id and s.session_id = added.session_id
                returning %s, added.late)
            select %s, c.late from session left join counted c on true
            """.formatted(
                    SampleBinding.COLUMNS,
                    SampleBinding.PLACES,
                    SampleBinding.ADDED,
                    UsageColumns.from("s"),
                    UsageColumns.from("c"));

    private static final String FIND =
            "select " + UsageColumns.from("s") + " from session_usage s where s.tenant_id = ? and s.session_id = ?";

    @Override
    public Answer record(UUID session, Sample sample) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(RECORD)) {
            statement.setString(1, tenant);
            statement.setObject(2, session);
            int next = SampleBinding.row(statement, 3, sample);
            SampleBinding.figures(statement, next, sample);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return new Answer(Outcome.UNKNOWN, null);
                }
                SessionUsage usage = UsageColumns.map(row);
                if (usage != null) {
                    boolean late = row.getBoolean(UsageColumns.COUNT + 1);
                    return new Answer(late ? Outcome.LATE : Outcome.RECORDED, usage);
                }
            }
            return new Answer(Outcome.DUPLICATE, find(connection, session));
        }
    }

    /** In a statement of its own: the first sees the row as it was before it waited for the lock. */
    private @Nullable SessionUsage find(Connection connection, UUID session) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, tenant);
            statement.setObject(2, session);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? UsageColumns.map(row) : null;
            }
        }
    }
}
