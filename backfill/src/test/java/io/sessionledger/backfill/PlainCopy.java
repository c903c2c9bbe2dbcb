package io.sessionledger.backfill;

import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.SchemaMode;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * The least work that brings the ledger's rows in: one COPY in one transaction, of rows that somebody else has made, into tables that are as the ledger makes them, with their keys, checks and indexes.
 */
final class PlainCopy {

    private static final String ROWS = "session_analysis_logs";

    private final DataSource pool;
    private final String table;
    private final Path file;

    /** Makes the tables, the usage rows and a file of the logs. */
    PlainCopy(DataSource pool, String schema) throws Exception {
        this.pool = pool;
        this.table = schema + "." + ROWS;
        this.file = Path.of(BackfillMeasurement.text(pool, "show data_directory"), schema);
        BackfillMeasurement.execute(pool, "create schema " + schema);
        JdbcLedgerStore.builder(pool)
                .schema(schema)
                .schemaMode(SchemaMode.MIGRATE)
                .build()
                .close();
        BackfillMeasurement.execute(
                pool,
                "insert into " + schema + ".session_usage select * from ledger.session_usage",
                "copy ledger." + ROWS + " to '" + file + "'",
                "checkpoint");
    }

    /** As a program does it: the driver sends the rows. Rows a second. */
    double byJdbc() throws Exception {
        return measured(connection -> {
            try (InputStream rows = Files.newInputStream(file)) {
                connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy " + table + " from stdin", rows);
            }
        });
    }

    /** Without a client: the server reads its own file, for which one has to be its superuser. Rows a second. */
    double byServer() throws Exception {
        return measured(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("copy " + table + " from '" + file + "'");
            }
        });
    }

    private double measured(Work copy) throws Exception {
        long began = System.nanoTime();
        try (Connection connection = pool.getConnection()) {
            copy.on(connection);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        long rows = BackfillMeasurement.number(pool, "select count(*) from " + table);
        if (rows != BackfillMeasurement.number(pool, "select count(*) from ledger." + ROWS)) {
            throw new IllegalStateException("COPY has copied " + rows + " rows, which are not all");
        }
        BackfillMeasurement.execute(pool, "drop table " + table);
        Files.delete(file);
        return rows / seconds;
    }

    private interface Work {
        void on(Connection connection) throws Exception;
    }
}
