package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.jdbc.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/** How many deadlocks PostgreSQL has counted in a database, those among them that somebody got over by trying again. */
final class Deadlocks {

    private final String database;

    private Deadlocks(String database) {
        this.database = database;
    }

    /**
     * Counts them, once all others have given their connections back.
     *
     * <p>A connection may keep its counts to itself until it is gone. So one deadlock is caused on purpose when all are gone: once that one is counted everything before
     * it is, too, and the counter is known to count.
     */
    static long in(DataSource dataSource) throws Exception {
        String name;
        try (Connection connection = dataSource.getConnection()) {
            name = connection.getCatalog();
        }
        Deadlocks deadlocks = new Deadlocks(name);
        deadlocks.untilNobodyIsThere();
        deadlock(dataSource);
        deadlocks.untilNobodyIsThere();
        Caller.until(() -> deadlocks.count() > 0);
        return deadlocks.count() - 1;
    }

    private void untilNobodyIsThere() {
        Caller.until(() -> number("select count(*) from pg_stat_activity where datname = ?") == 0);
    }

    private long count() {
        return number("select deadlocks from pg_stat_database where datname = ?");
    }

    private long number(String sql) {
        try (Connection connection = TestDatabase.POSTGRESQL.pool().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, database);
            try (ResultSet result = statement.executeQuery()) {
                assertThat(result.next()).isTrue();
                return result.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each of two transactions holds what the other waits for, until the server sends one of them away. */
    private static void deadlock(DataSource dataSource) throws Exception {
        try (Connection first = dataSource.getConnection();
                Connection second = dataSource.getConnection()) {
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            lock(first, 1);
            lock(second, 2);
            Caller<String> one = Caller.of(stateAfter(first, 2));
            Caller<String> other = Caller.of(stateAfter(second, 1));
            assertThat(one.result() + other.result()).isEqualTo("40P01");
        }
    }

    /** What the server reports, nothing if it grants the lock; the other need not wait for it any longer then. */
    private static Callable<String> stateAfter(Connection connection, int key) {
        return () -> {
            try {
                lock(connection, key);
                return "";
            } catch (SQLException e) {
                return e.getSQLState();
            } finally {
                connection.rollback();
            }
        };
    }

    private static void lock(Connection connection, int key) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(" + key + ")");
        }
    }
}
