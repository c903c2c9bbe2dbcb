package io.sessionledger.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.SchemaMode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** A PostgreSQL of its own, as durable as one in production; each suite finds the ledger's tables fresh in it. */
final class BenchmarkDatabase implements AutoCloseable {

    /** How many connections every contender has. */
    static final int POOL = 16;

    private static final String SCHEMA = "benchmark";

    /** As said to the server; all else is PostgreSQL's default. */
    private static final Map<String, String> SAID = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "shared_buffers", "256MB",
            "max_wal_size", "4GB");

    private static final List<String> SHOWN = List.of(
            "server_version",
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "wal_sync_method",
            "shared_buffers",
            "max_wal_size",
            "work_mem",
            "autovacuum",
            "max_connections");

    private final EmbeddedPostgres postgres;
    private final DataSource server;
    private final List<HikariDataSource> pools = new ArrayList<>();

    private BenchmarkDatabase(EmbeddedPostgres postgres) {
        this.postgres = postgres;
        this.server = postgres.getPostgresDatabase(Map.of("currentSchema", SCHEMA));
    }

    static BenchmarkDatabase start() throws IOException, SQLException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        SAID.forEach(builder::setServerConfig);
        BenchmarkDatabase database = new BenchmarkDatabase(builder.start());
        database.refresh();
        return database;
    }

    /** Throws away all there is, closes the pools, and brings the ledger's tables anew. */
    void refresh() throws SQLException {
        closePools();
        execute("drop schema if exists " + SCHEMA + " cascade", "create schema " + SCHEMA);
        JdbcLedgerStore.builder(pool(2)).schemaMode(SchemaMode.MIGRATE).build().close();
        closePools();
    }

    /** A pool of its own for each contender, with that many connections; closed with the database or when it is refreshed. */
    DataSource pool(int connections) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(server);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(connections);
        HikariDataSource pool = new HikariDataSource(config);
        pools.add(pool);
        return pool;
    }

    /** A pool of {@value #POOL}. */
    DataSource pool() {
        return pool(POOL);
    }

    /** A URL by which another JVM reaches the tables. */
    String url() {
        return postgres.getJdbcUrl("postgres", "postgres") + "&currentSchema=" + SCHEMA;
    }

    /** Runs statements one by one, each for itself, on a connection outside all pools. */
    void execute(String... statements) throws SQLException {
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Gives the planner its statistics, as autovacuum has done in a database that has been running for some minutes. */
    void analyze() throws SQLException {
        execute("analyze");
    }

    /** The settings on which durability and speed hang, as the server says them. */
    Map<String, String> settings() throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement()) {
            for (String name : SHOWN) {
                try (ResultSet value = statement.executeQuery("show " + name)) {
                    value.next();
                    settings.put(name, value.getString(1));
                }
            }
        }
        return settings;
    }

    private void closePools() {
        pools.forEach(HikariDataSource::close);
        pools.clear();
    }

    @Override
    public void close() throws IOException {
        closePools();
        postgres.close();
    }
}
