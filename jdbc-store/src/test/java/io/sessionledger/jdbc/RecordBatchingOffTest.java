package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.minute;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.SessionId;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Recorded;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.store.JoinedStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where nothing is batched: switched off, in a host's transaction, on H2. */
class RecordBatchingOffTest {

    private static final Executor NEVER_USED = task -> {
        throw new AssertionError("nothing should be executed elsewhere");
    };

    private final ExecutorService executor = Executors.newFixedThreadPool(2);

    @AfterEach
    void shutDown() {
        executor.shutdown();
    }

    @Test
    void switched_off_each_goes_by_itself_as_soon_as_there_is_a_connection() {
        try (BatchingFixture fixture = new BatchingFixture(RecordBatching.OFF)) {
            List<SessionId> sessions = fixture.started(16);
            fixture.connections.hold();
            List<Caller<RecordOutcome>> callers = new ArrayList<>();
            sessions.forEach(session -> callers.add(fixture.recording(session, minute(1))));
            Caller.until(() -> fixture.connections.waiting() == 16);
            fixture.connections.forget();

            fixture.connections.release();

            assertThat(Caller.results(callers)).allMatch(outcome -> outcome instanceof Recorded);
            assertThat(fixture.connections.batches()).isZero();
            assertThat(fixture.connections.singles()).isEqualTo(16);
            CompletionStage<RecordOutcome> stage = fixture.recordingAsync(sessions.get(0), minute(2), executor);
            assertThat(Caller.result(stage)).isInstanceOf(Recorded.class);
        }
    }

    @Test
    void in_a_hosts_transaction_each_goes_by_itself_and_is_done_at_once_in_its_callers_thread() throws SQLException {
        try (BatchingFixture fixture = new BatchingFixture();
                Connection connection = fixture.connections.dataSource().getConnection()) {
            SessionId session = fixture.tenant.started();
            fixture.connections.forget();
            connection.setAutoCommit(false);
            JoinedStore joined = fixture.store.on(connection);

            for (int i = 0; i < 8; i++) {
                CompletableFuture<RecordOutcome> stage = joined.sessions()
                        .recordAsync(fixture.tenant.tenant, session, minute(i).build(), NOON, NEVER_USED)
                        .toCompletableFuture();
                assertThat(stage).isDone();
                assertThat(stage.join()).isInstanceOf(Recorded.class);
            }
            CompletionStage<RecordOutcome> failed = joined.sessions()
                    .recordAsync(
                            fixture.tenant.tenant,
                            StoreFixture.newSession(),
                            minute(1).build(),
                            NOON,
                            NEVER_USED);

            assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
            assertThat(Caller.thrown(failed)).isInstanceOf(SessionNotFoundException.class);
            assertThat(fixture.connections.batches()).isZero();
            assertThat(fixture.connections.singles()).isPositive();
            fixture.assertRecorded(0, List.of(session));
            connection.commit();
            connection.setAutoCommit(true);
            fixture.assertRecorded(8, List.of(session));
        }
    }

    @Test
    void on_h2_each_goes_by_itself_and_who_does_not_wait_is_answered_on_its_executor() {
        StoreFixture tenant = new StoreFixture(TestDatabase.H2.store());
        SessionId session = tenant.started();

        CompletionStage<RecordOutcome> stage = tenant.store
                .sessions()
                .recordAsync(tenant.tenant, session, minute(1).build(), NOON, executor);

        assertThat(Caller.result(stage)).isInstanceOf(Recorded.class);
        executor.shutdown();
        CompletionStage<RecordOutcome> refused = tenant.store
                .sessions()
                .recordAsync(tenant.tenant, session, minute(2).build(), NOON, executor);
        assertThat(Caller.thrown(refused)).isInstanceOf(RejectedExecutionException.class);
        assertThat(tenant.logs(session)).hasSize(1);
    }
}
