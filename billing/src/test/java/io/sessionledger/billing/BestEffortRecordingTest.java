package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.minute;
import static io.sessionledger.billing.LedgerFixture.minuteBuilder;
import static io.sessionledger.billing.LedgerFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.AnalysisId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.billing.FallibleConnections.Fault;
import io.sessionledger.credit.AdjustCredits;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.credit.VoidGrant;
import io.sessionledger.event.LedgerEvent;
import io.sessionledger.event.Verb;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.AnalysisLostException;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Lost;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.StartSession;
import io.sessionledger.store.LedgerStore;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.SessionUsageTracker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A host may prefer a lost log to a failed answer, never a lost charge. */
@EveryDatabase
class BestEffortRecordingTest {

    private final FallibleConnections connections;
    private final LedgerStore store;
    private final LedgerFixture fixture;
    private final List<LedgerEvent> heard = new ArrayList<>();
    private final TenantLedger ledger;
    private final TenantLedger strict;

    BestEffortRecordingTest(TestDatabase database) {
        connections = new FallibleConnections(database.pool());
        store = JdbcLedgerStore.builder(connections.dataSource()).build();
        fixture = new LedgerFixture(database).withRate(RateMethod.perAnalysis("1"));
        ledger = builder().bestEffortRecording().build().tenant(fixture.tenant);
        strict = builder().build().tenant(fixture.tenant);
    }

    private SessionLedger.Builder builder() {
        return SessionLedger.builder(store).clock(fixture.clock).listener(heard::add);
    }

    @Test
    void what_the_database_refuses_is_lost_and_can_be_repeated() {
        SessionId session = fixture.recorded(1);
        connections.fail(Fault.UNREACHABLE);

        RecordOutcome outcome = ledger.record(session, minute(2));

        assertThat(outcome.lost()).isTrue();
        assertThat(outcome.replayed()).isFalse();
        assertThat(outcome).isInstanceOfSatisfying(Lost.class, lost -> {
            assertThat(lost.sessionId()).isEqualTo(session);
            assertThat(lost.id()).isEqualTo(AnalysisId.of(2));
            assertThat(lost.cause()).isInstanceOf(LedgerStoreException.class);
        });
        assertThatThrownBy(outcome::log)
                .isInstanceOf(AnalysisLostException.class)
                .hasCause(((Lost) outcome).cause());
        assertThatThrownBy(outcome::usage).isInstanceOf(AnalysisLostException.class);
        connections.fail(Fault.NONE);
        assertThat(ledger.session(session).counted().analysisCount()).isEqualTo(1);
        assertThat(ledger.record(session, minute(2))).isInstanceOf(RecordOutcome.Recorded.class);
        assertThat(ledger.session(session).counted().analysisCount()).isEqualTo(2);
    }

    @Test
    void what_is_lost_may_have_been_stored_and_a_repeat_says_so() {
        SessionId session = fixture.started();
        connections.fail(Fault.BROKEN_ONCE_COMMITTED);

        RecordOutcome outcome = ledger.record(session, minute(1));

        assertThat(outcome.lost()).isTrue();
        connections.fail(Fault.NONE);
        assertThat(ledger.record(session, minute(1))).isInstanceOf(RecordOutcome.Duplicate.class);
        assertThat(ledger.session(session).counted().analysisCount()).isEqualTo(1);
    }

    @Test
    void an_analysis_without_an_id_is_lost_under_the_one_it_got() {
        SessionId session = fixture.started();
        Analysis analysis = Analysis.builder(SafetyLevel.RED, 3).build();
        connections.fail(Fault.BROKEN_ONCE_COMMITTED);

        AnalysisId id = ((Lost) ledger.record(session, analysis)).id();

        connections.fail(Fault.NONE);
        assertThat(ledger.record(session, analysis.withId(id))).isInstanceOf(RecordOutcome.Duplicate.class);
    }

    @Test
    void of_several_all_are_lost() {
        SessionId session = fixture.started();
        connections.fail(Fault.UNREACHABLE);

        List<RecordOutcome> outcomes = ledger.recordAll(session, List.of(minute(3), minute(1), minute(2)));

        assertThat(outcomes)
                .allMatch(RecordOutcome::lost)
                .extracting(outcome -> ((Lost) outcome).id())
                .containsExactly(AnalysisId.of(3), AnalysisId.of(1), AnalysisId.of(2));
        connections.fail(Fault.NONE);
        assertThat(ledger.session(session).counted().analysisCount()).isZero();
    }

    @Test
    void what_the_host_did_wrong_still_throws() {
        SessionId session = fixture.started();
        Analysis tooLong = minuteBuilder(1)
                .displayText("a".repeat(JdbcLedgerStore.Builder.DEFAULT_MAX_TEXT_BYTES + 1))
                .build();

        assertThatThrownBy(() -> ledger.record(newSession(), minute(1))).isInstanceOf(SessionNotFoundException.class);
        assertThatThrownBy(() -> ledger.recordAll(newSession(), List.of(minute(1))))
                .isInstanceOf(SessionNotFoundException.class);
        assertThatThrownBy(() -> ledger.record(session, tooLong)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> ledger.recordAll(session, List.of(tooLong))).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void every_other_verb_throws_as_ever() {
        SessionId session = fixture.recorded(1);
        GrantCredits grant = GrantCredits.purchase(fixture.counselor, Credits.of(1), "why", "key");
        PublishRate rate = PublishRate.named("other", Instant.EPOCH, RateMethod.perAnalysis("1"));
        connections.fail(Fault.UNREACHABLE);

        for (Runnable verb : List.<Runnable>of(
                () -> ledger.start(StartSession.of(newSession(), fixture.counselor)),
                () -> ledger.complete(session),
                () -> ledger.settle(session),
                () -> ledger.cancel(session),
                () -> ledger.fail(session),
                () -> ledger.eraseContent(session),
                () -> ledger.admit(session, Duration.ofMinutes(1)),
                () -> ledger.credits().grant(grant),
                () -> ledger.credits()
                        .adjust(new AdjustCredits(fixture.counselor, Credits.of(1), "why", "key", "staff")),
                () -> ledger.credits().refund(RefundSession.whole(session, "why", "key", "staff")),
                () -> ledger.credits().voidGrant(new VoidGrant(GrantId.of(7), "why", "key", "staff")),
                () -> ledger.credits().sweep(fixture.counselor),
                () -> ledger.credits().limitOverdraft(fixture.counselor, Optional.empty()),
                () -> ledger.credits().eraseReasons(fixture.counselor),
                () -> ledger.rates().publish(rate))) {
            heard.clear();
            assertThatThrownBy(verb::run).isInstanceOf(LedgerStoreException.class);
            assertThat(heard).singleElement().isInstanceOfSatisfying(LedgerEvent.Failed.class, failed -> {
                assertThat(failed.outcome()).isEqualTo("store");
                assertThat(failed.took()).isPositive();
            });
        }
        connections.fail(Fault.NONE);
        assertThat(ledger.complete(session).receipt().orElseThrow().delta()).isEqualTo(Credits.of(-1));
    }

    @Test
    void without_the_choice_a_failure_is_a_failure() {
        SessionId session = fixture.started();
        connections.fail(Fault.UNREACHABLE);

        assertThatThrownBy(() -> strict.record(session, minute(1))).isInstanceOf(LedgerStoreException.class);
        assertThatThrownBy(() -> strict.recordAll(session, List.of(minute(1))))
                .isInstanceOf(LedgerStoreException.class);
        assertThat(heard).extracting(LedgerEvent::verb).containsExactly(Verb.RECORD, Verb.RECORD_ALL);
        assertThat(heard).extracting(LedgerEvent::outcome).containsOnly("store");
    }

    @Test
    void while_the_database_works_nothing_is_different() {
        SessionId session = newSession();
        ledger.start(StartSession.of(session, fixture.counselor));
        assertThat(ledger.record(session, minute(1))).isInstanceOf(RecordOutcome.Recorded.class);
        assertThat(ledger.recordAll(session, List.of(minute(1), minute(2))))
                .extracting(RecordOutcome::replayed)
                .containsExactly(true, false);
        assertThat(ledger.analysisLogs(session, PageRequest.first(9)).items()).hasSize(2);
        assertThat(ledger.complete(session).receipt().orElseThrow().delta()).isEqualTo(Credits.of(-2));
        assertThat(ledger.rates().versions(StartSession.STANDARD_RATE)).hasSize(1);
    }

    @Test
    void a_loss_is_told_once_a_call_in_the_log_and_to_the_listener_without_what_was_said() {
        SessionId session = fixture.started();
        connections.fail(Fault.UNREACHABLE);

        List<String> one = logged(() -> ledger.record(session, minute(7)));
        List<String> several = logged(() -> ledger.recordAll(session, List.of(minute(8), minute(9))));

        assertThat(one)
                .singleElement()
                .asString()
                .contains("WARN", AnalysisId.of(7).toString(), "SQLSTATE 08001")
                .doesNotContain("minute 7");
        assertThat(several).singleElement().asString().contains("WARN", "2 analyses", session.toString());
        assertThat(heard).extracting(LedgerEvent::verb).containsExactly(Verb.RECORD, Verb.RECORD_ALL);
        assertThat(heard).extracting(LedgerEvent::outcome).containsOnly("lost");
        assertThat(heard)
                .flatExtracting(event -> ((LedgerEvent.Recorded) event).answers())
                .hasSize(3)
                .allMatch(RecordOutcome::lost);
        assertThat(heard).allSatisfy(event -> assertThat(event.toString()).doesNotContain("minute 7"));
    }

    @Test
    void the_tracker_alone_tells_its_host_of_each_failure() {
        SessionId session = fixture.started();
        List<LedgerStoreException> told = new ArrayList<>();
        SessionUsageTracker tracker = SessionUsageTracker.bestEffort(store.sessions(), told::add);
        connections.fail(Fault.UNREACHABLE);

        RecordOutcome one = tracker.record(fixture.tenant, session, minute(1), NOON);
        List<RecordOutcome> several = tracker.recordAll(fixture.tenant, session, List.of(minute(2), minute(3)), NOON);

        assertThat(told).containsExactly((LedgerStoreException) ((Lost) one).cause(), (LedgerStoreException)
                ((Lost) several.get(1)).cause());
    }

    private static List<String> logged(Runnable work) {
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setErr(before);
        }
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
