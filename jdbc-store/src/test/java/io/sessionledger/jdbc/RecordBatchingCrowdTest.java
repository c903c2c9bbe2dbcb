package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.minute;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Duplicate;
import io.sessionledger.session.RecordOutcome.Late;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.SettlementPlan.NothingDue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;

/**
 * Eight instances of a host record to the same fifty sessions of one tenant, from eight threads each, while sessions complete and new ones take their places. Batches lock their
 * sessions in one order, so it may never come to a deadlock, not even to one that the ledger gets over by itself.
 *
 * <p>{@code -Dledger.crowd.seconds=60} makes it longer.
 */
class RecordBatchingCrowdTest {

    private static final int SECONDS = Integer.getInteger("ledger.crowd.seconds", 5);
    private static final int INSTANCES = 8;
    private static final int CONNECTIONS = 4;
    private static final int THREADS = 8;
    private static final int SESSIONS = 50;

    private final long seed = new Random().nextLong();
    private final AtomicReferenceArray<SessionId> running = new AtomicReferenceArray<>(SESSIONS);
    private final Queue<SessionId> sessions = new ConcurrentLinkedQueue<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong duplicates = new AtomicLong();
    private final Map<AnalysisId, RecordOutcome> recorded = new ConcurrentHashMap<>();

    @Test
    void batches_of_many_instances_never_deadlock_and_leave_counters_and_late_marks_right() throws Exception {
        List<HikariDataSource> pools = new ArrayList<>();
        List<JdbcLedgerStore> stores = new ArrayList<>();
        try (OwnDatabase own = OwnDatabase.like(TestDatabase.POSTGRESQL)) {
            JdbcLedgerStore migrated = own.store(SchemaMode.MIGRATE);
            StoreFixture fixture = new StoreFixture(migrated);
            for (int place = 0; place < SESSIONS; place++) {
                running.set(place, started(fixture));
            }
            for (int i = 0; i < INSTANCES; i++) {
                pools.add(pool(own));
                stores.add(JdbcLedgerStore.builder(pools.get(i)).build());
            }

            long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            List<Long> done = AtOnce.call(INSTANCES * THREADS, thread -> {
                StoreFixture instance = fixture.through(stores.get(thread % INSTANCES));
                Random random = new Random(seed + thread);
                long steps = 0;
                while (System.nanoTime() < end) {
                    step(instance, random);
                    steps++;
                }
                return steps;
            });
            stores.forEach(JdbcLedgerStore::close);
            pools.forEach(HikariDataSource::close);

            check(fixture);
            long deadlocks = Deadlocks.in(own.dataSource());
            long late = recorded.values().stream()
                    .filter(outcome -> outcome instanceof Late)
                    .count();
            System.out.println("crowd of batches, seed " + seed + ": steps="
                    + done.stream().mapToLong(Long::longValue).sum() + ", recorded=" + recorded.size() + ", late="
                    + late + ", duplicates=" + duplicates + ", sessions=" + sessions.size() + ", deadlocks="
                    + deadlocks);
            assertThat(deadlocks).as("deadlocks that PostgreSQL counted").isZero();
            assertThat(late)
                    .as("late ones, without which the marks prove nothing")
                    .isPositive();
            assertThat(duplicates.get()).isPositive();
        } finally {
            pools.forEach(HikariDataSource::close);
        }
    }

    private static HikariDataSource pool(OwnDatabase own) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(own.dataSource());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(60_000);
        return new HikariDataSource(config);
    }

    private SessionId started(StoreFixture by) {
        SessionId session = by.started();
        sessions.add(session);
        return session;
    }

    private void step(StoreFixture instance, Random random) {
        int place = random.nextInt(SESSIONS);
        SessionId session = running.get(place);
        int dice = random.nextInt(1_000);
        if (dice < 5) {
            var unused = instance.completed(session, new NothingDue());
            running.compareAndSet(place, session, started(instance));
            note(instance.record(session, next()));
        } else if (dice < 30) {
            Analysis analysis = next();
            note(instance.record(session, analysis));
            note(instance.record(session, analysis));
        } else if (dice < 60) {
            instance.recordAll(session, List.of(next(), next(), next())).forEach(this::note);
        } else {
            note(instance.record(session, next()));
        }
    }

    private Analysis next() {
        long number = numbers.incrementAndGet();
        return minute(number).duration(Duration.ofSeconds(1 + number % 90)).build();
    }

    private void note(RecordOutcome outcome) {
        if (outcome instanceof Duplicate) {
            duplicates.incrementAndGet();
        } else {
            assertThat(recorded.put(outcome.log().id(), outcome))
                    .as("recorded twice")
                    .isNull();
        }
    }

    private void check(StoreFixture fixture) {
        long rows = 0;
        for (SessionId session : sessions) {
            List<AnalysisLog> logs = fixture.logs(session);
            SessionUsage usage = fixture.usage(session);
            List<AnalysisLog> timely = logs.stream().filter(log -> !log.late()).toList();
            UsageFigures billed = StoreFixture.sumOf(timely);
            assertThat(usage.counted()).as("counters of %s", session).isEqualTo(StoreFixture.sumOf(logs));
            assertThat(usage.billed())
                    .as("what was billed of %s", session)
                    .isEqualTo(usage.status() == SessionStatus.COMPLETED ? billed : null);
            assertThat(timely.size() == logs.size() || usage.status().ended())
                    .as("late ones in an open session %s", session)
                    .isTrue();
            for (AnalysisLog log : logs) {
                RecordOutcome outcome = recorded.get(log.id());
                assertThat(outcome).as("an answer about %s", log.id()).isNotNull();
                assertThat(outcome.log()).isEqualTo(log);
            }
            rows += logs.size();
        }
        assertThat(rows).isEqualTo(recorded.size());
        assertThat(Collections.max(
                        recorded.keySet().stream().map(AnalysisId::asLong).toList()))
                .isLessThanOrEqualTo(numbers.get());
    }
}
