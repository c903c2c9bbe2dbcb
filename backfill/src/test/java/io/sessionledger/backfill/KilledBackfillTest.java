package io.sessionledger.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.jdbc.testing.TestDatabase;
import java.io.IOException;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A backfill that is killed at random and started again, time after time, ends where one that was let alone ends. {@code -Dbackfill.kills=20} for the long run.
 */
class KilledBackfillTest {

    private static final int KILLS = Integer.getInteger("backfill.kills", 4);
    private static final int SESSIONS = 1_000;

    private final HostTable killed = HostTable.on(TestDatabase.POSTGRESQL, "jsonb");
    private final HostTable clean = HostTable.on(TestDatabase.POSTGRESQL, "jsonb");

    @Test
    void killed_and_restarted_it_ends_where_a_clean_run_ends() throws Exception {
        HistoryGenerator generator = new HistoryGenerator(7, 60);
        generator.fill(killed.dataSource, killed.name, "jsonb", killed.tenant.value(), SESSIONS);
        killed.execute(
                "update " + killed.name + " set credits = 1.5 where id < '20000000-0000-0000-0000-000000000000'");
        clean.execute("insert into " + clean.name + " select id, counselor_id, '" + clean.tenant
                + "', null, credits, analysis_logs from " + killed.name);
        Random random = new Random();
        int kills = 0;
        int partly = 0;
        while (kills < KILLS) {
            long before = written();
            killDuring(random, before);
            kills++;
            long after = written();
            assertThat(after).isGreaterThanOrEqualTo(before);
            partly += after > before && after < generator.entries() - generator.refused() ? 1 : 0;
            forgetIfDone(generator);
        }
        Process last = BackfillProcess.start(killed, "last");
        assertThat(last.waitFor()).isZero();
        BackfillReport report = Backfill.of(
                        clean.dataSource, clean.source().credits("credits").build())
                .into(clean.store);

        assertThat(report.addsUp()).isTrue();
        assertThat(report.odd()).isEqualTo(generator.expected());
        // ids are made of the tenant, too, so what is compared leaves them out
        assertThat(picture(killed)).isEqualTo(picture(clean)).isNotEmpty();
        System.out.printf("%d kills, %d of them in the middle of writing%n", kills, partly);
    }

    /** Where a run was over before it was killed the next would have nothing to do. */
    private void forgetIfDone(HistoryGenerator generator) {
        if (written() == generator.entries() - generator.refused()) {
            killed.execute(
                    "delete from session_usage where tenant_id = '" + killed.tenant + "' and not credit_deducted");
        }
    }

    /** Killed at any moment: before its first transaction, in the middle, or after its last. */
    private void killDuring(Random random, long before) throws IOException, InterruptedException {
        String name = "killed-" + UUID.randomUUID();
        Process process = BackfillProcess.start(killed, name);
        while (connections(name) == 0 && process.isAlive()) {
            LockSupport.parkNanos(2_000_000);
        }
        // three of four are not killed before something is written
        boolean early = random.nextInt(4) == 0;
        while (!early && written() == before && process.isAlive()) {
            LockSupport.parkNanos(2_000_000);
        }
        var unusedEnded = process.waitFor(random.nextInt(400), TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        // what it had sent may still be under way
        while (connections(name) > 0) {
            LockSupport.parkNanos(2_000_000);
        }
    }

    private long connections(String name) {
        return number("select count(*) from pg_stat_activity where application_name = '" + name + "'");
    }

    private long written() {
        return number("select count(*) from session_analysis_logs where tenant_id = '" + killed.tenant + "'");
    }

    private long number(String sql) {
        return Long.parseLong(killed.rows(sql).replace("|\n", ""));
    }

    private static String picture(HostTable host) {
        String tenant = "'" + host.tenant + "'";
        return host.rows(
                        "select session_id, counselor_id, status, started_at, completed_at, duration_seconds, analysis_count, total_tokens,"
                                + " credits_consumed, credit_deducted, uncharged_reason from session_usage where tenant_id = "
                                + tenant
                                + " order by session_id")
                + host.rows(
                        "select session_id, analyzed_at, safety_level, severity, display_text, model_used, total_tokens, late"
                                + " from session_analysis_logs where tenant_id = " + tenant
                                + " order by session_id, analyzed_at, display_text")
                + host.rows("select counselor_id, granted, used, last_entry_no from credit_accounts where tenant_id = "
                        + tenant + " order by counselor_id");
    }
}
