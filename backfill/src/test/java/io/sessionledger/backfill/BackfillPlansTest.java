package io.sessionledger.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.SchemaMode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A backfill fills tables faster than PostgreSQL looks at them, so its statements have to be quick under plans for tables as they were when they held little. */
class BackfillPlansTest {

    @Test
    void no_statement_goes_through_all_logs_of_a_tenant() throws Exception {
        try (EmbeddedPostgres server =
                EmbeddedPostgres.builder().setServerConfig("autovacuum", "off").start()) {
            try (HikariDataSource pool = pool(server)) {
                run(pool, 20);
                BackfillMeasurement.execute(pool, "analyze");
                run(pool, 400);
            }
            // what a connection has counted is told when it ends
            try (HikariDataSource pool = pool(server)) {
                while (scans(pool, "session_analysis_logs_pk") == 0) {
                    LockSupport.parkNanos(10_000_000);
                }
                assertThat(scans(pool, "session_analysis_logs_of_tenant")).isZero();
            }
        }
    }

    /** Brings sessions in, and finds them there. */
    private static void run(DataSource pool, int sessions) throws Exception {
        String table = "host_of_" + sessions;
        BackfillMeasurement.execute(pool, HistoryGenerator.ddl(table, "jsonb"));
        new HistoryGenerator(sessions, 50).fill(pool, table, "jsonb", "island", sessions);
        JdbcLedgerStore store =
                JdbcLedgerStore.builder(pool).schemaMode(SchemaMode.MIGRATE).build();
        Backfill backfill = Backfill.of(pool, BackfillSource.table(table).build());
        assertThat(backfill.into(store).written()).isPositive();
        assertThat(backfill.into(store).written()).isZero();
    }

    private static long scans(DataSource pool, String index) throws Exception {
        return BackfillMeasurement.number(
                pool, "select sum(idx_scan) from pg_stat_user_indexes where indexrelname = '" + index + "'");
    }

    private static HikariDataSource pool(EmbeddedPostgres server) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.getJdbcUrl("postgres", "postgres"));
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
    }
}
