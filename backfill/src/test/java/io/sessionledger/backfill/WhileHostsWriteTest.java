package io.sessionledger.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.jdbc.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The host goes on while its history moves. */
class WhileHostsWriteTest {

    private static final int WRITERS = 8;

    private final HostTable host = HostTable.on(TestDatabase.POSTGRESQL, "jsonb");
    private final HistoryGenerator generator = new HistoryGenerator(11, 40);
    private final List<SessionId> sessions = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger added = new AtomicInteger();

    private void fill(int count) throws Exception {
        generator.fill(host.dataSource, host.name, "jsonb", host.tenant.value(), count);
        host.rows("select id from " + host.name + " where jsonb_typeof(analysis_logs) = 'array'")
                .lines()
                .forEach(line -> sessions.add(SessionId.of(line.replace("|", ""))));
    }

    private List<Future<?>> writing(ExecutorService threads, Runnable once) {
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(threads.submit(() -> {
                while (!over.get()) {
                    once.run();
                    added.incrementAndGet();
                }
            }));
        }
        return writers;
    }

    @Test
    void eight_writers_append_and_a_second_run_brings_the_rest_and_nothing_twice() throws Exception {
        fill(400);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<Future<?>> writers = writing(threads, () -> {
            SessionId session = sessions.get(new Random().nextInt(sessions.size()));
            host.execute(
                    "update " + host.name + " set analysis_logs = analysis_logs || cast(? as jsonb) where id = ?",
                    "{\"analyzed_at\": \"2026-01-01T00:00:00Z\", \"safety_level\": \"red\", \"severity\": 3, \"duration_seconds\": 3}",
                    session.value());
        });

        BackfillReport first = host.run();
        over.set(true);
        for (Future<?> writer : writers) {
            writer.get();
        }
        threads.shutdown();
        BackfillReport second = host.run();
        BackfillReport third = host.run();

        long all = generator.entries() - generator.refused() + added.get();
        assertThat(added.get()).isPositive();
        assertThat(List.of(first, second, third)).allMatch(BackfillReport::addsUp);
        assertThat(second.alreadyThere()).isEqualTo(first.written());
        assertThat(first.written() + second.written()).isEqualTo(all);
        assertThat(third.written()).isZero();
        assertThat(host.rows("select count(*) from session_analysis_logs where tenant_id = '" + host.tenant + "'"))
                .isEqualTo(all + "|\n");
    }

    /** Whoever comes second to a session's row waits for it, and finds what the first has written. */
    @Test
    void two_runs_at_once_write_every_entry_once() throws Exception {
        fill(200);
        var unused = host.run();
        String entry = "{\"analyzed_at\": \"2026-01-01T00:00:00Z\", \"safety_level\": \"red\", \"severity\": 3}";
        host.execute("update " + host.name + " set analysis_logs = analysis_logs || cast('["
                + String.join(",", java.util.Collections.nCopies(50, entry))
                + "]' as jsonb) where jsonb_typeof(analysis_logs) = 'array'");
        ExecutorService threads = Executors.newFixedThreadPool(2);

        Future<BackfillReport> one = threads.submit(host::run);
        Future<BackfillReport> two = threads.submit(host::run);

        assertThat(one.get().addsUp() && two.get().addsUp()).isTrue();
        assertThat(one.get().written() + two.get().written()).isEqualTo(50L * sessions.size());
        threads.shutdown();
    }

    /** The same sessions, of which the ledger has ended some, get late analyses from the host meanwhile. */
    @Test
    void live_records_on_the_same_sessions_and_the_backfill_count_every_analysis_once() throws Exception {
        fill(200);
        var unused = host.run();
        host.execute(
                "delete from session_analysis_logs where tenant_id = ? and analyzed_at > ?",
                host.tenant.value(),
                Instant.EPOCH.atOffset(java.time.ZoneOffset.UTC));
        host.execute(
                "update session_usage set duration_seconds = 0, analysis_count = 0, total_prompt_tokens = 0, total_cached_tokens = 0,"
                        + " total_completion_tokens = 0, total_tokens = 0, estimated_cost_usd = 0, unpriced_analysis_count = 0 where tenant_id = ?",
                host.tenant.value());
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<Future<?>> writers = writing(threads, () -> {
            SessionId session = sessions.get(new Random().nextInt(sessions.size()));
            Analysis analysis = Analysis.builder(SafetyLevel.RED, 3)
                    .id(AnalysisId.of(UUID.randomUUID()))
                    .analyzedAt(Instant.parse("2026-01-01T00:00:00Z"))
                    .duration(Duration.ofSeconds(3))
                    .build();
            var unusedOutcome =
                    host.store.sessions().record(host.tenant, session, analysis, Instant.parse("2026-01-01T00:00:00Z"));
        });

        BackfillReport report = host.run();
        over.set(true);
        for (Future<?> writer : writers) {
            writer.get();
        }
        threads.shutdown();

        assertThat(report.addsUp()).isTrue();
        assertThat(report.written()).isEqualTo(generator.entries() - generator.refused());
        assertThat(added.get()).isPositive();
        assertThat(host.store.history().unbalanced(host.tenant, sessions)).isEmpty();
        assertThat(host.rows("select count(*) from session_analysis_logs where tenant_id = '" + host.tenant + "'"))
                .isEqualTo((report.written() + added.get()) + "|\n");
    }
}
