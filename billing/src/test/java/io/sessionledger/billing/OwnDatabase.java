package io.sessionledger.billing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.SchemaMode;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.store.LedgerStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A database of a test's own beside the shared one, on the same server or of the same H2 mode, gone afterwards: for guards that have to be taken
 * down, and for counters that nobody else may move.
 */
final class OwnDatabase implements AutoCloseable {

    private static final int CONNECTIONS = 24;

    private final TestDatabase beside;
    private final String name = "own_" + UUID.randomUUID().toString().replace('-', '_');
    private final HikariDataSource pool;
    private final LedgerStore store;

    OwnDatabase(TestDatabase beside) {
        this.beside = beside;
        if (beside.isPostgres()) {
            execute(beside.pool(), "create database " + name);
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url(beside.pool().getJdbcUrl()));
        config.setUsername(beside.pool().getUsername());
        config.setPassword(beside.pool().getPassword());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(60_000);
        this.pool = new HikariDataSource(config);
        JdbcLedgerStore.builder(pool).schemaMode(SchemaMode.MIGRATE).build().close();
        this.store = beside.storeOver(pool);
    }

    /** The same server and settings, another name. */
    private String url(String shared) {
        return beside.isPostgres()
                ? shared.replaceFirst("^(jdbc:postgresql://[^/]+/)[^?]*", "$1" + name)
                : shared.replaceFirst("^jdbc:h2:mem:[^;]*", "jdbc:h2:mem:" + name);
    }

    String name() {
        return name;
    }

    HikariDataSource pool() {
        return pool;
    }

    LedgerStore store() {
        return store;
    }

    @Override
    public void close() {
        store.close();
        if (beside.isPostgres()) {
            pool.close();
            execute(beside.pool(), "drop database if exists " + name + " with (force)");
        } else {
            // it ends with its last connection
            execute(pool, "set db_close_delay 0");
            pool.close();
        }
    }

    private static void execute(HikariDataSource on, String sql) {
        try (Connection connection = on.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
