package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.jdbc.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A transaction of a host's, which holds something for as long as a test wants. */
final class HostLock implements AutoCloseable {

    private final Connection connection;
    private final long pid;

    private HostLock(Connection connection, long pid) {
        this.connection = connection;
        this.pid = pid;
    }

    static HostLock begin() throws SQLException {
        Connection connection = TestDatabase.POSTGRESQL.pool().getConnection();
        connection.setAutoCommit(false);
        return new HostLock(
                connection, numbers(connection, "select pg_backend_pid()").get(0));
    }

    /** Holds the usage row of a session. */
    void hold(TenantId tenant, SessionId session) throws SQLException {
        assertThat(numbers(
                        connection,
                        "select 1 from session_usage where tenant_id = ? and session_id = ? for update",
                        tenant.value(),
                        session.value()))
                .hasSize(1);
    }

    /** Takes the key of an analysis, so that whoever records it waits to see whether it stays taken. Does not hold the session. */
    void holdKey(TenantId tenant, SessionId session, Object analysis) throws SQLException {
        assertThat(numbers(connection, """
                        insert into session_analysis_logs (tenant_id, session_id, id, counselor_id, safety_level, severity)
                        select tenant_id, session_id, ?, counselor_id, 'green', 1 from session_usage
                        where tenant_id = ? and session_id = ? returning 1
                        """, analysis, tenant.value(), session.value()))
                .hasSize(1);
    }

    /** The connections that wait for this transaction, once there are so many. */
    List<Long> waiting(int connections) {
        List<Long> found = new ArrayList<>();
        Caller.until(() -> {
            found.clear();
            found.addAll(query(
                    "select pid from pg_stat_activity where wait_event_type = 'Lock'"
                            + " and cast(? as integer) = any(pg_blocking_pids(pid))",
                    pid));
            return found.size() == connections;
        });
        return found;
    }

    /** Ends a connection of somebody else's. */
    static void kill(long pid) {
        assertThat(query("select 1 where pg_terminate_backend(cast(? as integer))", pid))
                .hasSize(1);
    }

    private static List<Long> query(String sql, Object... parameters) {
        try (Connection look = TestDatabase.POSTGRESQL.pool().getConnection()) {
            return numbers(look, sql, parameters);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Long> numbers(Connection on, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = on.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<Long> numbers = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    numbers.add(result.getLong(1));
                }
            }
            return numbers;
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
