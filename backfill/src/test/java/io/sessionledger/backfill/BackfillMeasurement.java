package io.sessionledger.backfill;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.SchemaMode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Moves a generated history and compares it with plain COPYs of the very same rows, in one run on one PostgreSQL that is as durable as in production. A command of its own, in a JVM of 256 MB:
 * {@code ./mvnw -q -Pbackfill-measure -pl backfill -am test-compile -Dmeasure.args="20000 50"}.
 */
public final class BackfillMeasurement {

    private static final Map<String, String> SAID = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "shared_buffers", "256MB",
            "max_wal_size", "4GB");

    private BackfillMeasurement() {}

    /**
     * Runs.
     *
     * @param args how many sessions, with how many entries each
     * @throws Exception if anything fails, or does not add up
     */
    public static void main(String... args) throws Exception {
        int sessions = Integer.parseInt(args[0]);
        int entriesOfSession = Integer.parseInt(args[1]);
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        SAID.forEach(builder::setServerConfig);
        try (EmbeddedPostgres postgres = builder.start();
                HikariDataSource pool = pool(postgres)) {
            run(pool, sessions, entriesOfSession);
        }
    }

    private static HikariDataSource pool(EmbeddedPostgres postgres) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
    }

    private static void run(DataSource pool, int sessions, int entriesOfSession) throws Exception {
        execute(pool, "create schema ledger", HistoryGenerator.ddl("host_sessions", "jsonb"));
        HistoryGenerator generator = new HistoryGenerator(42, entriesOfSession);
        generator.fill(pool, "host_sessions", "jsonb", "island", sessions);
        execute(pool, "vacuum analyze host_sessions", "checkpoint");
        System.out.printf(
                Locale.ROOT,
                "%,d entries in %,d sessions, %,d bytes of table%n",
                generator.entries(),
                sessions,
                number(pool, "select pg_total_relation_size('host_sessions')"));

        JdbcLedgerStore store = JdbcLedgerStore.builder(pool)
                .schema("ledger")
                .schemaMode(SchemaMode.MIGRATE)
                .build();
        Backfill backfill =
                Backfill.of(pool, BackfillSource.table("host_sessions").build());
        HeapWatch heap = HeapWatch.start();
        BackfillReport report = backfill.into(store);
        heap.close();
        System.out.print(report.toText());
        require(report.addsUp(), "the report adds up");
        require(report.odd().equals(generator.expected()), "what is odd is what was made odd: " + generator.expected());
        require(report.entriesRead() == generator.entries(), "all entries were read");
        require(report.written() == generator.entries() - generator.refused(), "all others were written");
        require(
                number(pool, "select count(*) from ledger.session_analysis_logs") == report.written(),
                "as many rows as written");

        double seconds = report.elapsed().toNanos() / 1e9;
        double ours = report.written() / seconds;
        System.out.printf(
                Locale.ROOT,
                "heap: %,d MB in use at most, of %,d MB%n",
                heap.most() >> 20,
                Runtime.getRuntime().maxMemory() >> 20);
        System.out.printf(Locale.ROOT, "backfill: %,.0f rows a second%n", ours);
        print("COPY of the same rows by JDBC", new PlainCopy(pool, "streamed").byJdbc(), ours);
        print("COPY of the same rows by the server from a file", new PlainCopy(pool, "copied").byServer(), ours);

        BackfillReport again = backfill.into(store);
        System.out.printf(Locale.ROOT, "again: %,.1f s%n", again.elapsed().toNanos() / 1e9);
        require(again.addsUp() && again.written() == 0, "a second run writes nothing");
        require(again.alreadyThere() == report.written(), "a second run finds all of it");
    }

    private static void print(String what, double rate, double ours) {
        System.out.printf(Locale.ROOT, "%s: %,.0f rows a second, ratio %.2f%n", what, rate, ours / rate);
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException("not so: " + what);
        }
        System.out.println("so it is: " + (what.length() > 60 ? what.substring(0, 60) + "..." : what));
    }

    static void execute(DataSource pool, String... statements) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static String text(DataSource pool, String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    static long number(DataSource pool, String sql) throws SQLException {
        return Long.parseLong(text(pool, sql));
    }
}
