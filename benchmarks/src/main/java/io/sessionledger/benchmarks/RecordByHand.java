package io.sessionledger.benchmarks;

import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What most people write: a transaction that selects the session's row, inserts the log, updates the counters, and commits. Four round trips, and right
 * under concurrency, for the row is locked from the start.
 */
record RecordByHand(DataSource pool, String tenant) implements Recorder {

    private static final String SELECT = "select " + UsageColumns.from("s")
            + " from session_usage s where s.tenant_id = ? and s.session_id = ? for update";

    private static final String INSERT =
            "insert into session_analysis_logs (tenant_id, session_id, counselor_id, late, " + SampleBinding.COLUMNS
                    + ") values (?, ?, ?, ?, " + SampleBinding.PLACES + ") on conflict do nothing";

    private static final String UPDATE = "update session_usage s set " + SampleBinding.ADDED
            + " where s.tenant_id = ? and s.session_id = ? returning " + UsageColumns.from("s");

    @Override
    public Answer record(UUID session, Sample sample) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            Answer answer = record(connection, session, sample);
            connection.commit();
            return answer;
        }
    }

    private Answer record(Connection connection, UUID session, Sample sample) throws SQLException {
        SessionUsage before = select(connection, session);
        if (before == null) {
            return new Answer(Outcome.UNKNOWN, null);
        }
        boolean late = before.status() != SessionStatus.IN_PROGRESS;
        if (!insert(connection, before, late, sample)) {
            return new Answer(Outcome.DUPLICATE, before);
        }
        return new Answer(late ? Outcome.LATE : Outcome.RECORDED, update(connection, session, sample));
    }

    private @Nullable SessionUsage select(Connection connection, UUID session) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setString(1, tenant);
            statement.setObject(2, session);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? UsageColumns.map(row) : null;
            }
        }
    }

    private boolean insert(Connection connection, SessionUsage usage, boolean late, Sample sample) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, tenant);
            statement.setObject(2, usage.sessionId().value());
            statement.setObject(3, usage.counselorId().value());
            statement.setBoolean(4, late);
            SampleBinding.row(statement, 5, sample);
            return statement.executeUpdate() == 1;
        }
    }

    private @Nullable SessionUsage update(Connection connection, UUID session, Sample sample) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            int next = SampleBinding.figures(statement, 1, sample);
            statement.setString(next, tenant);
            statement.setObject(next + 1, session);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return UsageColumns.map(row);
            }
        }
    }
}
