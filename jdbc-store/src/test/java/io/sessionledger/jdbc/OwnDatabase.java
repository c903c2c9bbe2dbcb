package io.sessionledger.jdbc;

import io.sessionledger.jdbc.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** An empty database of a test's own, of the same kind as a shared one, reached without a pool. Closing drops it. */
final class OwnDatabase implements AutoCloseable {

    private final DataSource server;
    private final String drop;
    private final DataSource dataSource;

    private OwnDatabase(DataSource server, String drop, DataSource dataSource) {
        this.server = server;
        this.drop = drop;
        this.dataSource = dataSource;
    }

    static OwnDatabase like(TestDatabase database) {
        String name = "own_" + UUID.randomUUID().toString().replace("-", "");
        String url = database.pool().getJdbcUrl();
        if (database.isPostgres()) {
            execute(database.pool(), "create database " + name);
            return new OwnDatabase(
                    database.pool(),
                    "drop database " + name + " with (force)",
                    unpooled(url.replace("/postgres?", "/" + name + "?")));
        }
        DataSource dataSource = unpooled(url.replaceFirst("mem:[^;]+", "mem:" + name));
        return new OwnDatabase(dataSource, "shutdown", dataSource);
    }

    /** A new connection for whoever asks. */
    static DataSource unpooled(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            PGSimpleDataSource postgres = new PGSimpleDataSource();
            postgres.setUrl(url);
            return postgres;
        }
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setUrl(url);
        h2.setUser("sa");
        h2.setPassword("");
        return h2;
    }

    DataSource dataSource() {
        return dataSource;
    }

    JdbcLedgerStore store(SchemaMode mode) {
        return JdbcLedgerStore.builder(dataSource).schemaMode(mode).build();
    }

    @Override
    public void close() {
        execute(server, drop);
    }

    private static void execute(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
