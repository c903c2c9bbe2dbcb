package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.minute;
import static io.sessionledger.billing.LedgerFixture.minuteBuilder;
import static io.sessionledger.billing.LedgerFixture.newSession;
import static io.sessionledger.billing.Stages.result;
import static io.sessionledger.billing.Stages.thrown;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.billing.FallibleConnections.Fault;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.event.LedgerEvent;
import io.sessionledger.event.Verb;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Duplicate;
import io.sessionledger.session.RecordOutcome.Late;
import io.sessionledger.session.RecordOutcome.Lost;
import io.sessionledger.session.RecordOutcome.Recorded;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.StartSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What recording does that keeps no caller: all that a record does, later. */
@EveryDatabase
class RecordAsyncTest {

    private static final Executor NEVER_USED = task -> {
        throw new AssertionError("nothing should be executed elsewhere");
    };

    private final TestDatabase database;
    private final LedgerFixture fixture;
    private final List<LedgerEvent> heard = Collections.synchronizedList(new ArrayList<>());
    private final TenantLedger ledger;
    private final ExecutorService executor = Executors.newFixedThreadPool(4);

    RecordAsyncTest(TestDatabase database) {
        this.database = database;
        this.fixture = new LedgerFixture(database)
                .withRate(RateMethod.perStartedMinute("1"))
                .withCredits(1_000);
        this.ledger = fixture.under(CreditPolicy.chargePerAnalysis(), heard::add);
    }

    @AfterEach
    void the_books_are_whole() {
        executor.shutdown();
        Invariants.hold(fixture.tables);
    }

    @Test
    void each_call_is_heard_of_once_with_its_answer_before_its_stage_is_done() {
        SessionId session = fixture.started();

        RecordOutcome first = result(ledger.recordAsync(session, minute(1), executor));
        assertHeard("recorded", first);
        assertThat(first).isInstanceOf(Recorded.class);
        RecordOutcome again = result(ledger.recordAsync(session, minute(1), executor));
        assertHeard("duplicate", again);
        assertThat(again).isInstanceOf(Duplicate.class);
        fixture.ledger.complete(session);
        RecordOutcome late = result(ledger.recordAsync(session, minute(2), executor));
        assertHeard("late", late);
        assertThat(late).isInstanceOf(Late.class);
        assertThat(late.usage()).isEqualTo(ledger.session(session));
    }

    private void assertHeard(String outcome, RecordOutcome answer) {
        assertThat(heard).singleElement().isInstanceOfSatisfying(LedgerEvent.Recorded.class, event -> {
            assertThat(event.verb()).isEqualTo(Verb.RECORD);
            assertThat(event.tenant()).isEqualTo(fixture.tenant);
            assertThat(event.outcome()).isEqualTo(outcome);
            assertThat(event.took()).isPositive();
            assertThat(event.answers()).containsExactly(answer);
        });
        heard.clear();
    }

    @Test
    void whatever_goes_wrong_is_what_the_stage_fails_with_and_is_heard_of_once() {
        SessionId session = fixture.started();
        String tooLong = "a".repeat(JdbcLedgerStore.Builder.DEFAULT_MAX_TEXT_BYTES + 1);
        Executor refusing = task -> {
            throw new RejectedExecutionException("full");
        };

        assertFailed(
                "not_found",
                thrown(ledger.recordAsync(newSession(), minute(1), executor)),
                SessionNotFoundException.class);
        assertFailed(
                "invalid_input",
                thrown(ledger.recordAsync(
                        session, minuteBuilder(1).displayText(tooLong).build(), executor)),
                InvalidInputException.class);
        assertFailed(
                "failed", thrown(ledger.recordAsync(session, minute(1), refusing)), RejectedExecutionException.class);

        assertThat(ledger.session(session).counted().analysisCount()).isZero();
    }

    private void assertFailed(String outcome, Throwable thrown, Class<?> type) {
        assertThat(thrown).isExactlyInstanceOf(type);
        assertThat(heard).singleElement().isInstanceOfSatisfying(LedgerEvent.Failed.class, failed -> {
            assertThat(failed.verb()).isEqualTo(Verb.RECORD);
            assertThat(failed.outcome()).isEqualTo(outcome);
            assertThat(failed.thrown()).isSameAs(thrown);
        });
        heard.clear();
    }

    @Test
    void a_listener_that_throws_does_no_harm() {
        SessionId session = fixture.started();
        TenantLedger loud = fixture.under(CreditPolicy.chargeAtCompletion(), event -> {
            throw new IllegalStateException("a bug of the host's");
        });

        assertThat(result(loud.recordAsync(session, minute(1), executor))).isInstanceOf(Recorded.class);
        assertThat(thrown(loud.recordAsync(newSession(), minute(1), executor)))
                .isInstanceOf(SessionNotFoundException.class);
    }

    @Test
    void a_session_is_charged_as_it_goes_and_the_answer_says_so() {
        SessionId session = fixture.started();

        RecordOutcome first = result(ledger.recordAsync(session, minute(1), executor));
        RecordOutcome second = result(ledger.recordAsync(session, minute(2), executor));

        assertThat(first.usage().creditsConsumed()).isEqualTo(Credits.of(1));
        assertThat(second.usage()).isEqualTo(ledger.session(session));
        assertThat(second.usage().creditsConsumed()).isEqualTo(Credits.of(2));
        assertThat(fixture.account().used()).isEqualTo(Credits.of(2));
    }

    @Test
    void two_hundred_at_once_are_recorded_and_charged_once_each() {
        List<SessionId> sessions = List.of(fixture.started(), fixture.started(), fixture.started(), fixture.started());

        List<CompletionStage<RecordOutcome>> stages = IntStream.range(0, 200)
                .mapToObj(i -> ledger.recordAsync(sessions.get(i % 4), minute(i), executor))
                .toList();

        assertThat(stages).allSatisfy(stage -> assertThat(result(stage)).isInstanceOf(Recorded.class));
        CreditRate rate = ledger.rates().versions(StartSession.STANDARD_RATE).get(0);
        for (SessionId session : sessions) {
            assertThat(ledger.session(session).counted().analysisCount()).isEqualTo(50);
            assertThat(ledger.session(session).creditsConsumed()).isEqualTo(rate.creditsFor(ledger.session(session)));
        }
        assertThat(heard).hasSize(200);
    }

    @Test
    void what_the_database_refuses_is_lost_where_the_host_prefers_that() {
        SessionId session = fixture.started();
        FallibleConnections connections = new FallibleConnections(database.pool());
        TenantLedger bestEffort = SessionLedger.builder(
                        JdbcLedgerStore.builder(connections.dataSource()).build())
                .clock(fixture.clock)
                .listener(heard::add)
                .bestEffortRecording()
                .build()
                .tenant(fixture.tenant);
        connections.fail(Fault.UNREACHABLE);

        RecordOutcome outcome = result(bestEffort.recordAsync(session, minute(1), executor));

        assertThat(outcome).isInstanceOfSatisfying(Lost.class, lost -> {
            assertThat(lost.id()).isEqualTo(minute(1).id());
            assertThat(lost.sessionId()).isEqualTo(session);
        });
        assertHeard("lost", outcome);
        connections.fail(Fault.NONE);
        assertThat(result(bestEffort.recordAsync(session, minute(1), executor))).isInstanceOf(Recorded.class);
        assertThat(thrown(bestEffort.recordAsync(newSession(), minute(1), executor)))
                .isInstanceOf(SessionNotFoundException.class);
    }

    @Test
    void in_a_hosts_transaction_it_is_done_at_once_in_the_callers_thread_and_is_the_hosts_to_commit()
            throws SQLException {
        SessionId session = fixture.started();
        JdbcLedgerStore store = JdbcLedgerStore.builder(database.pool()).build();
        List<Runnable> afterCommit = new ArrayList<>();
        try (Connection connection = database.pool().getConnection()) {
            connection.setAutoCommit(false);
            TenantLedger joined = SessionLedger.builder(store)
                    .policy(CreditPolicy.chargePerAnalysis())
                    .clock(fixture.clock)
                    .listener(heard::add)
                    .build()
                    .joining(store.on(connection), afterCommit::add)
                    .tenant(fixture.tenant);

            CompletableFuture<RecordOutcome> stage =
                    joined.recordAsync(session, minute(1), NEVER_USED).toCompletableFuture();
            CompletableFuture<RecordOutcome> failed =
                    joined.recordAsync(newSession(), minute(1), NEVER_USED).toCompletableFuture();

            assertThat(stage).isDone();
            assertThat(failed).isCompletedExceptionally();
            assertThat(result(stage).usage().creditsConsumed()).isEqualTo(Credits.of(1));
            assertThat(thrown(failed)).isInstanceOf(SessionNotFoundException.class);
            assertThat(ledger.session(session).counted().analysisCount())
                    .as("before the commit")
                    .isZero();
            assertThat(heard).singleElement().isInstanceOf(LedgerEvent.Failed.class);
            heard.clear();
            connection.commit();
            connection.setAutoCommit(true);
        }
        afterCommit.forEach(Runnable::run);
        assertThat(heard).extracting(LedgerEvent::outcome).containsExactly("recorded");
        assertThat(ledger.session(session).creditsConsumed()).isEqualTo(Credits.of(1));
    }
}
