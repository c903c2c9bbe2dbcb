package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.minute;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.SessionId;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Lost;
import io.sessionledger.session.RecordOutcome.Recorded;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.OverloadedException;
import io.sessionledger.store.SessionUsageTracker;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the callers of a batch hear when the database breaks in the middle of it. */
class RecordBatchingFailureTest {

    private static final int BATCH = 16;

    private final BatchingFixture fixture = new BatchingFixture();
    private final StoreFixture tenant = fixture.tenant;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void each_caller_of_a_batch_whose_connection_broke_hears_of_its_own_analysis_and_the_writer_goes_on()
            throws SQLException {
        List<SessionId> sessions = fixture.started(BATCH);
        List<Callable<RecordOutcome>> calls = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            calls.add(fixture.record(sessions.get(i), minute(i)));
        }

        List<Caller<RecordOutcome>> callers = brokenInTheMiddle(calls, sessions.get(0));

        List<Throwable> thrown = callers.stream().map(Caller::thrown).toList();
        assertThat(thrown).doesNotHaveDuplicates();
        for (int i = 0; i < BATCH; i++) {
            assertThat(thrown.get(i))
                    .isInstanceOf(LedgerStoreException.class)
                    .isNotInstanceOf(OverloadedException.class)
                    .hasMessageContainingAll(
                            "record analysis " + minute(i).build().id(), "57P01")
                    .hasCauseInstanceOf(SQLException.class);
        }
        assertThat(fixture.connections.batches()).isEqualTo(1);
        fixture.assertRecorded(0, sessions);
        for (int i = 0; i < BATCH; i++) {
            assertThat(calls.get(i)).satisfies(call -> assertThat(call.call()).isInstanceOf(Recorded.class));
        }
        fixture.assertRecorded(1, sessions);
    }

    /** A batch whose statement waits for the key of its first analysis until its connection is ended. */
    private List<Caller<RecordOutcome>> brokenInTheMiddle(List<Callable<RecordOutcome>> calls, SessionId first)
            throws SQLException {
        try (HostLock host = HostLock.begin()) {
            host.holdKey(tenant.tenant, first, minute(0).build().id().value());
            List<Caller<RecordOutcome>> callers = fixture.together(calls);
            HostLock.kill(host.waiting(1).get(0));
            callers.forEach(caller -> Caller.until(caller::isDone));
            return callers;
        }
    }

    @Test
    void best_effort_each_of_them_is_lost() throws SQLException {
        Queue<LedgerStoreException> told = new ConcurrentLinkedQueue<>();
        SessionUsageTracker bestEffort = SessionUsageTracker.bestEffort(fixture.store.sessions(), told::add);
        List<SessionId> sessions = fixture.started(BATCH);
        List<Callable<RecordOutcome>> calls = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            int number = i;
            calls.add(() -> bestEffort.record(
                    tenant.tenant, sessions.get(number), minute(number).build(), NOON));
        }

        List<RecordOutcome> outcomes = Caller.results(brokenInTheMiddle(calls, sessions.get(0)));

        for (int i = 0; i < BATCH; i++) {
            RecordOutcome outcome = outcomes.get(i);
            assertThat(outcome).isInstanceOf(Lost.class);
            assertThat(((Lost) outcome).sessionId()).isEqualTo(sessions.get(i));
            assertThat(((Lost) outcome).id()).isEqualTo(minute(i).build().id());
            assertThat(told).contains((LedgerStoreException) ((Lost) outcome).cause());
        }
        assertThat(told).hasSize(BATCH).doesNotHaveDuplicates();
    }

    @Test
    void best_effort_who_does_not_wait_loses_it_too() throws Exception {
        Queue<LedgerStoreException> told = new ConcurrentLinkedQueue<>();
        SessionUsageTracker bestEffort = SessionUsageTracker.bestEffort(fixture.store.sessions(), told::add);
        ExecutorService executor = Executors.newFixedThreadPool(2);
        List<SessionId> sessions = fixture.started(2);
        List<CompletionStage<RecordOutcome>> stages = new ArrayList<>();
        try (HostLock host = HostLock.begin()) {
            host.holdKey(tenant.tenant, sessions.get(0), minute(0).build().id().value());
            Caller<RecordOutcome> ahead = fixture.onItsWay();
            for (int i = 0; i < 2; i++) {
                stages.add(bestEffort.recordAsync(
                        tenant.tenant, sessions.get(i), minute(i).build(), NOON, executor));
            }
            fixture.connections.release();
            assertThat(ahead.result()).isInstanceOf(Recorded.class);
            HostLock.kill(host.waiting(1).get(0));

            for (int i = 0; i < 2; i++) {
                assertThat(Caller.result(stages.get(i))).isInstanceOf(Lost.class);
                assertThat(((Lost) Caller.result(stages.get(i))).id())
                        .isEqualTo(minute(i).build().id());
            }
        }
        assertThat(told).hasSize(2);
        fixture.assertRecorded(0, sessions);
        executor.shutdown();
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
}
