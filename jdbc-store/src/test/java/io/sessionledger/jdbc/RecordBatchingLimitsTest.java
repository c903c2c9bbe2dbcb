package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.BatchingFixture.withRoomFor;
import static io.sessionledger.jdbc.StoreFixture.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.SessionId;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Recorded;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.OverloadedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much may wait, for how long, and until when. */
class RecordBatchingLimitsTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final ExecutorService executor = Executors.newFixedThreadPool(2);

    @AfterEach
    void shutDown() {
        executor.shutdown();
    }

    @Test
    void a_caller_for_whom_there_is_no_room_waits_and_is_then_told_what_to_do() {
        try (BatchingFixture fixture = new BatchingFixture(withRoomFor(2, Duration.ofMillis(50)))) {
            SessionId session = fixture.tenant.started();
            Caller<RecordOutcome> ahead = fixture.onItsWay();
            Caller<RecordOutcome> behind = fixture.recording(session, minute(2)).waitingAt(Call.class);

            Throwable thrown = fixture.recording(session, minute(3)).thrown();

            assertThat(thrown)
                    .isInstanceOf(OverloadedException.class)
                    .hasMessageContainingAll(
                            minute(3).build().id().toString(),
                            "2 records",
                            "after 50 ms",
                            "again later",
                            "RecordBatching.maxInFlight");
            fixture.connections.release();
            assertThat(List.of(ahead.result(), behind.result())).allMatch(outcome -> outcome instanceof Recorded);
            fixture.assertRecorded(1, List.of(session));
            assertThat(fixture.tenant.record(session, minute(3).build())).isInstanceOf(Recorded.class);
            fixture.assertRecorded(2, List.of(session));
        }
    }

    @Test
    void a_caller_with_patience_gets_its_turn() {
        try (BatchingFixture fixture = new BatchingFixture(withRoomFor(1, LONG))) {
            SessionId session = fixture.tenant.started();
            Caller<RecordOutcome> ahead = fixture.onItsWay();
            Caller<RecordOutcome> patient =
                    fixture.recording(session, minute(1)).waitingAt(AbstractQueuedSynchronizer.class);

            fixture.connections.release();

            assertThat(List.of(ahead.result(), patient.result())).allMatch(outcome -> outcome instanceof Recorded);
        }
    }

    @Test
    void who_does_not_wait_is_refused_at_once_where_there_is_no_room() {
        try (BatchingFixture fixture = new BatchingFixture(withRoomFor(1, LONG))) {
            SessionId session = fixture.tenant.started();
            Caller<RecordOutcome> ahead = fixture.onItsWay();

            CompletionStage<RecordOutcome> refused = fixture.recordingAsync(session, minute(1), executor);

            assertThat(refused.toCompletableFuture()).isCompletedExceptionally();
            assertThat(Caller.thrown(refused)).isInstanceOf(OverloadedException.class);
            fixture.connections.release();
            assertThat(ahead.result()).isInstanceOf(Recorded.class);
            fixture.assertRecorded(0, List.of(session));
            assertThat(Caller.result(fixture.recordingAsync(session, minute(1), executor)))
                    .isInstanceOf(Recorded.class);
        }
    }

    /** Each gives its place back, whatever becomes of it. */
    @Test
    void what_failed_is_no_longer_in_flight() {
        try (BatchingFixture fixture = new BatchingFixture(withRoomFor(1, Duration.ZERO))) {
            SessionId unknown = StoreFixture.newSession();
            Executor refusing = task -> {
                throw new RejectedExecutionException("full");
            };
            for (int i = 0; i < 3; i++) {
                assertThat(fixture.recording(unknown, minute(1)).thrown()).isInstanceOf(SessionNotFoundException.class);
                assertThat(Caller.thrown(fixture.recordingAsync(unknown, minute(1), executor)))
                        .isInstanceOf(SessionNotFoundException.class);
                assertThat(Caller.thrown(fixture.recordingAsync(unknown, minute(1), refusing)))
                        .isInstanceOf(RejectedExecutionException.class);
            }
            assertThat(fixture.tenant.record(fixture.tenant.started(), minute(1).build()))
                    .isInstanceOf(Recorded.class);
        }
    }

    @Test
    void without_an_executor_the_stage_fails_and_the_writer_goes_on() {
        try (BatchingFixture fixture = new BatchingFixture(withRoomFor(1, Duration.ZERO))) {
            SessionId session = fixture.tenant.started();

            CompletionStage<RecordOutcome> nowhere = fixture.recordingAsync(session, minute(1), null);

            assertThat(Caller.thrown(nowhere)).isInstanceOf(NullPointerException.class);
            assertThat(fixture.recording(session, minute(1)).result()).isInstanceOf(Recorded.class);
        }
    }

    @Test
    void closing_answers_everybody_in_flight_and_refuses_who_comes_later() {
        try (BatchingFixture fixture = new BatchingFixture()) {
            List<SessionId> sessions = fixture.started(12);
            Caller<RecordOutcome> ahead = fixture.onItsWay();
            List<Caller<RecordOutcome>> callers = fixture.gathered(fixture.records(sessions.subList(0, 10)));
            CompletionStage<RecordOutcome> stage = fixture.recordingAsync(sessions.get(10), minute(1), executor);

            Caller<Boolean> closing = Caller.of(() -> {
                        fixture.store.close();
                        return true;
                    })
                    .waitingAt(AbstractQueuedSynchronizer.class);

            assertClosed(fixture, sessions.get(11));
            assertThat(closing.isDone() || ahead.isDone()).isFalse();
            fixture.connections.release();
            assertThat(Caller.results(callers)).allMatch(outcome -> outcome instanceof Recorded);
            assertThat(Caller.result(stage)).isInstanceOf(Recorded.class);
            assertThat(ahead.result()).isInstanceOf(Recorded.class);
            assertThat(closing.result()).isTrue();
            assertClosed(fixture, sessions.get(11));
            fixture.assertRecorded(1, sessions.subList(0, 11));
        }
    }

    private void assertClosed(BatchingFixture fixture, SessionId session) {
        assertThatThrownBy(() -> fixture.tenant.record(session, minute(1).build()))
                .isInstanceOf(LedgerStoreException.class)
                .isNotInstanceOf(OverloadedException.class)
                .hasMessageContainingAll(minute(1).build().id().toString(), "closed");
        CompletionStage<RecordOutcome> stage = fixture.recordingAsync(session, minute(1), executor);
        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        assertThat(Caller.thrown(stage))
                .isInstanceOf(LedgerStoreException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void several_writers_do_not_wait_for_each_other() {
        try (BatchingFixture fixture = new BatchingFixture(RecordBatching.DEFAULT.withWriters(4))) {
            List<SessionId> sessions = fixture.started(100);
            fixture.connections.hold();
            List<Caller<RecordOutcome>> callers = new ArrayList<>();
            sessions.forEach(other -> callers.add(fixture.recording(other, minute(1))));
            Caller.until(() -> fixture.connections.waiting() == 4);
            callers.stream()
                    .filter(caller -> !fixture.connections.borrowers().contains(caller.thread()))
                    .forEach(caller -> assertThat(caller.waitingAt(Call.class)).isNotNull());
            fixture.connections.forget();

            fixture.connections.release();

            assertThat(Caller.results(callers)).allMatch(outcome -> outcome instanceof Recorded);
            // the first that a writer took along may have been several as well
            assertThat(fixture.connections.batches()).isBetween(4L, 8L);
        }
    }

    @Test
    void a_session_keeps_to_one_writer() {
        try (BatchingFixture fixture = new BatchingFixture(RecordBatching.DEFAULT.withWriters(4))) {
            SessionId session = fixture.tenant.started();
            fixture.connections.hold();
            Caller<RecordOutcome> ahead = fixture.recording(session, minute(0));
            Caller.until(() -> fixture.connections.waiting() == 1);
            List<Caller<RecordOutcome>> behind = fixture.gathered(IntStream.range(1, 20)
                    .mapToObj(i -> fixture.record(session, minute(i)))
                    .toList());

            fixture.connections.release();

            assertThat(ahead.result()).isInstanceOf(Recorded.class);
            assertThat(Caller.results(behind)).allMatch(outcome -> outcome instanceof Recorded);
            fixture.assertRecorded(20, List.of(session));
        }
    }
}
