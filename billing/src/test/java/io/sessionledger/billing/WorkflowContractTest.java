package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.UNPUBLISHED_RATE;
import static io.sessionledger.billing.LedgerFixture.minute;
import static io.sessionledger.billing.LedgerFixture.minuteBuilder;
import static io.sessionledger.billing.LedgerFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sessionledger.ConflictException;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Settlement;
import io.sessionledger.credit.Settlement.NotCharged;
import io.sessionledger.credit.UnratedReason;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.Completion;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartOutcome;
import io.sessionledger.session.StartSession;
import io.sessionledger.session.UsageFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What each verb does in each state a session can be in. */
@EveryWay
class WorkflowContractTest {

    /** What an error's advice is given in; "cannot be completed" is none. */
    private static final Pattern ADVICE =
            Pattern.compile("\\b(start|complete|settle|refund|publish|use|ask|read)\\b", Pattern.CASE_INSENSITIVE);

    private static final int MINUTES = 2;

    private final LedgerFixture fixture;
    private final TenantLedger ledger;

    WorkflowContractTest(TestDatabase database) {
        fixture = new LedgerFixture(database, CreditPolicy.chargeAtCompletion().refusing(Credits.ZERO))
                .withRate(RateMethod.perStartedMinute("3"))
                .withCredits(100);
        ledger = fixture.ledger;
    }

    private enum State {
        UNKNOWN,
        IN_PROGRESS,
        SETTLED,
        UNSETTLED,
        CANCELLED,
        FAILED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private enum Verb {
        START,
        RECORD,
        ADMIT,
        COMPLETE,
        SETTLE,
        CANCEL,
        FAIL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private enum Answer {
        CREATED,
        FIRST_START,
        RECORDED,
        LATE,
        ADMITTED,
        CHARGED,
        FIRST_RECEIPT,
        STILL_UNRATED,
        DROPPED,
        DROPPED_BEFORE,
        NOT_FOUND,
        REFUSED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    @ParameterizedTest(name = "{0} of a session that is {1} answers: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            START    | UNKNOWN     | CREATED
            START    | IN_PROGRESS | FIRST_START
            START    | SETTLED     | FIRST_START
            START    | UNSETTLED   | FIRST_START
            START    | CANCELLED   | FIRST_START
            START    | FAILED      | FIRST_START
            RECORD   | UNKNOWN     | NOT_FOUND
            RECORD   | IN_PROGRESS | RECORDED
            RECORD   | SETTLED     | LATE
            RECORD   | UNSETTLED   | LATE
            RECORD   | CANCELLED   | LATE
            RECORD   | FAILED      | LATE
            ADMIT    | UNKNOWN     | NOT_FOUND
            ADMIT    | IN_PROGRESS | ADMITTED
            ADMIT    | SETTLED     | REFUSED
            ADMIT    | UNSETTLED   | REFUSED
            ADMIT    | CANCELLED   | REFUSED
            ADMIT    | FAILED      | REFUSED
            COMPLETE | UNKNOWN     | NOT_FOUND
            COMPLETE | IN_PROGRESS | CHARGED
            COMPLETE | SETTLED     | FIRST_RECEIPT
            COMPLETE | UNSETTLED   | STILL_UNRATED
            COMPLETE | CANCELLED   | REFUSED
            COMPLETE | FAILED      | REFUSED
            SETTLE   | UNKNOWN     | NOT_FOUND
            SETTLE   | IN_PROGRESS | REFUSED
            SETTLE   | SETTLED     | FIRST_RECEIPT
            SETTLE   | UNSETTLED   | STILL_UNRATED
            SETTLE   | CANCELLED   | DROPPED_BEFORE
            SETTLE   | FAILED      | DROPPED_BEFORE
            CANCEL   | UNKNOWN     | NOT_FOUND
            CANCEL   | IN_PROGRESS | DROPPED
            CANCEL   | SETTLED     | REFUSED
            CANCEL   | UNSETTLED   | REFUSED
            CANCEL   | CANCELLED   | DROPPED_BEFORE
            CANCEL   | FAILED      | REFUSED
            FAIL     | UNKNOWN     | NOT_FOUND
            FAIL     | IN_PROGRESS | DROPPED
            FAIL     | SETTLED     | REFUSED
            FAIL     | UNSETTLED   | REFUSED
            FAIL     | CANCELLED   | REFUSED
            FAIL     | FAILED      | DROPPED_BEFORE
            """)
    void each_verb_answers_as_the_table_says(Verb verb, State state, Answer answer) {
        SessionId session = sessionThatIs(state);
        fixture.clock.advance(Duration.ofHours(1));
        Map<String, List<String>> before = fixture.tables.everything();
        switch (answer) {
            case CREATED -> created((StartOutcome) call(verb, session), session);
            case RECORDED -> recorded((RecordOutcome) call(verb, session), session);
            case LATE -> late((RecordOutcome) call(verb, session), session, state);
            case ADMITTED -> admitted((AdmitOutcome) call(verb, session), session);
            case CHARGED -> charged((Settlement) call(verb, session), session);
            case DROPPED -> dropped((Settlement) call(verb, session), session, verb);
            case FIRST_START -> firstStart((StartOutcome) call(verb, session), session);
            case FIRST_RECEIPT -> firstReceipt((Settlement) call(verb, session), session);
            case STILL_UNRATED -> stillUnrated((Settlement) call(verb, session), session);
            case DROPPED_BEFORE -> droppedBefore((Settlement) call(verb, session), session);
            case NOT_FOUND -> notFound(verb, session);
            case REFUSED -> refused(verb, session);
        }
        if (!changes(answer)) {
            fixture.tables.assertUnchanged(before);
        }
        Invariants.hold(fixture.tables);
    }

    private static boolean changes(Answer answer) {
        return switch (answer) {
            case CREATED, RECORDED, LATE, ADMITTED, CHARGED, DROPPED -> true;
            case FIRST_START, FIRST_RECEIPT, STILL_UNRATED, DROPPED_BEFORE, NOT_FOUND, REFUSED -> false;
        };
    }

    private SessionId sessionThatIs(State state) {
        return switch (state) {
            case UNKNOWN -> newSession();
            case IN_PROGRESS -> fixture.recorded(MINUTES);
            case SETTLED -> ended(fixture.recorded(MINUTES), Verb.COMPLETE);
            case UNSETTLED -> ended(fixture.recorded(MINUTES, fixture.unrated()), Verb.COMPLETE);
            case CANCELLED -> ended(fixture.recorded(MINUTES), Verb.CANCEL);
            case FAILED -> ended(fixture.recorded(MINUTES), Verb.FAIL);
        };
    }

    private SessionId ended(SessionId session, Verb verb) {
        call(verb, session);
        return session;
    }

    private Object call(Verb verb, SessionId session) {
        return switch (verb) {
            case START -> ledger.start(StartSession.of(session, fixture.counselor));
            case RECORD -> ledger.record(session, minute(77));
            case ADMIT -> ledger.admit(session, Duration.ofMinutes(1));
            case COMPLETE -> ledger.complete(session);
            case SETTLE -> ledger.settle(session);
            case CANCEL -> ledger.cancel(session);
            case FAIL -> ledger.fail(session);
        };
    }

    private void created(StartOutcome outcome, SessionId session) {
        assertThat(outcome.replayed()).isFalse();
        assertThat(outcome.usage()).isEqualTo(ledger.session(session));
        assertThat(outcome.usage().status()).isEqualTo(SessionStatus.IN_PROGRESS);
        assertThat(outcome.usage().counselorId()).isEqualTo(fixture.counselor);
        assertThat(outcome.usage().startedAt()).isEqualTo(fixture.clock.instant());
        assertThat(outcome.usage().counted()).isEqualTo(UsageFigures.NONE);
        assertThat(outcome.usage().billed()).isNull();
        assertThat(outcome.usage().rateId())
                .isEqualTo(ledger.rates().versions("standard").get(0).id());
    }

    private void firstStart(StartOutcome outcome, SessionId session) {
        assertThat(outcome.replayed()).isTrue();
        assertThat(outcome.usage()).isEqualTo(ledger.session(session));
        assertThat(outcome.usage().startedAt()).isEqualTo(NOON);
        assertThat(outcome.usage().counted().analysisCount()).isEqualTo(MINUTES);
    }

    private void recorded(RecordOutcome outcome, SessionId session) {
        assertThat(outcome).isInstanceOf(RecordOutcome.Recorded.class);
        assertCounted(outcome, session, false);
        assertThat(outcome.usage().status()).isEqualTo(SessionStatus.IN_PROGRESS);
    }

    private void late(RecordOutcome outcome, SessionId session, State state) {
        assertThat(outcome).isInstanceOf(RecordOutcome.Late.class);
        assertCounted(outcome, session, true);
        SessionUsage usage = outcome.usage();
        assertThat(usage.status().ended()).isTrue();
        if (state == State.SETTLED || state == State.UNSETTLED) {
            assertThat(usage.billed().analysisCount()).isEqualTo(MINUTES);
            assertThat(usage.billed().duration()).isEqualTo(Duration.ofMinutes(MINUTES));
        }
    }

    private void assertCounted(RecordOutcome outcome, SessionId session, boolean late) {
        assertThat(outcome.replayed()).isFalse();
        assertThat(outcome.log().late()).isEqualTo(late);
        assertThat(outcome.log().sessionId()).isEqualTo(session);
        assertThat(outcome.log().counselorId()).isEqualTo(fixture.counselor);
        assertThat(outcome.usage()).isEqualTo(ledger.session(session));
        assertThat(outcome.usage().counted().analysisCount()).isEqualTo(MINUTES + 1);
        assertThat(outcome.usage().counted().duration()).isEqualTo(Duration.ofMinutes(MINUTES + 1));
        assertThat(ledger.exportAnalysisLogs(AnalysisLogQuery.ofSession(session)))
                .hasSize(MINUTES + 1)
                .contains(outcome.log());
    }

    private void admitted(AdmitOutcome outcome, SessionId session) {
        assertThat(outcome).isInstanceOf(AdmitOutcome.Admitted.class);
        assertThat(outcome.usage()).isEqualTo(ledger.session(session));
        assertThat(outcome.usage().status()).isEqualTo(SessionStatus.IN_PROGRESS);
        assertThat(outcome.hold()).hasValueSatisfying(hold -> {
            assertThat(hold.sessionId()).isEqualTo(session);
            assertThat(hold.counselorId()).isEqualTo(fixture.counselor);
            assertThat(hold.amount()).hasToString("9");
            assertThat(hold.placedAt()).isEqualTo(fixture.clock.instant());
            assertThat(hold.expiresAt()).isEqualTo(fixture.clock.instant().plus(CreditTerms.DEFAULT_HOLD_SILENCE));
            assertThat(ledger.credits()
                            .holds(fixture.counselor, PageRequest.first(9))
                            .items())
                    .containsExactly(hold);
        });
        assertThat(fixture.account().balance()).hasToString("100");
        assertThat(fixture.account().held()).hasToString("9");
    }

    @Test
    void work_that_credits_do_not_cover_is_refused_and_nothing_changes() {
        SessionId session = sessionThatIs(State.IN_PROGRESS);
        Map<String, List<String>> before = fixture.tables.everything();
        AdmitOutcome outcome = ledger.admit(session, Duration.ofMinutes(60));
        assertThat(outcome).isInstanceOfSatisfying(AdmitOutcome.Refused.class, refused -> {
            assertThat(refused.usage()).isEqualTo(ledger.session(session));
            assertThat(refused.hold()).isEmpty();
            assertThat(refused.missing()).hasToString("86");
            assertThat(refused.available()).hasToString("100");
        });
        fixture.tables.assertUnchanged(before);
    }

    @Test
    void without_a_rate_in_force_and_under_terms_that_warn_all_work_is_admitted_and_nothing_written() {
        SessionId unrated = fixture.recorded(MINUTES, fixture.unrated());
        SessionId session = sessionThatIs(State.IN_PROGRESS);
        Map<String, List<String>> before = fixture.tables.everything();
        for (AdmitOutcome outcome : List.of(
                ledger.admit(unrated, Duration.ofHours(9)),
                fixture.under(CreditPolicy.chargeAtCompletion(), LedgerListener.NONE)
                        .admit(session, Duration.ofHours(9)),
                fixture.under(CreditPolicy.usageOnly().refusing(Credits.ZERO), LedgerListener.NONE)
                        .admit(session, Duration.ofHours(9)))) {
            assertThat(outcome.admitted()).isTrue();
            assertThat(outcome.hold()).isEmpty();
        }
        fixture.tables.assertUnchanged(before);
    }

    private void charged(Settlement settlement, SessionId session) {
        assertThat(settlement).isInstanceOf(Settlement.Charged.class);
        assertThat(settlement.replayed()).isFalse();
        assertThat(settlement.usage()).isEqualTo(ledger.session(session));
        assertThat(settlement.usage().status()).isEqualTo(SessionStatus.COMPLETED);
        assertThat(settlement.usage().completedAt()).isEqualTo(fixture.clock.instant());
        assertThat(settlement.usage().creditDeducted()).isTrue();
        assertThat(settlement.usage().creditsConsumed()).hasToString("6");
        assertThat(settlement.receipt().orElseThrow().delta()).hasToString("-6");
        assertThat(settlement.shortage()).isEmpty();
        assertThat(fixture.account().balance()).hasToString("94");
    }

    private void firstReceipt(Settlement settlement, SessionId session) {
        assertThat(settlement).isInstanceOf(Settlement.Charged.class);
        assertThat(settlement.replayed()).isTrue();
        assertThat(settlement.usage()).isEqualTo(ledger.session(session));
        assertThat(settlement.usage().completedAt()).isEqualTo(NOON);
        assertThat(settlement.receipt().orElseThrow().delta()).hasToString("-6");
        assertThat(settlement.receipt().orElseThrow().createdAt()).isEqualTo(NOON);
    }

    private void stillUnrated(Settlement settlement, SessionId session) {
        assertThat(settlement)
                .isInstanceOfSatisfying(
                        Settlement.Unrated.class,
                        unrated -> assertThat(unrated.reason()).isEqualTo(UnratedReason.NO_RATE_IN_FORCE));
        assertThat(settlement.replayed()).isTrue();
        assertThat(settlement.usage()).isEqualTo(ledger.session(session));
        assertThat(settlement.usage().creditDeducted()).isFalse();
        assertThat(settlement.receipt()).isEmpty();
    }

    private void dropped(Settlement settlement, SessionId session, Verb verb) {
        assertNotCompleted(settlement, session, verb == Verb.CANCEL ? SessionStatus.CANCELLED : SessionStatus.FAILED);
        assertThat(settlement.replayed()).isFalse();
        assertThat(settlement.usage().completedAt()).isEqualTo(fixture.clock.instant());
    }

    private void droppedBefore(Settlement settlement, SessionId session) {
        assertNotCompleted(settlement, session, ledger.session(session).status());
        assertThat(settlement.replayed()).isTrue();
        assertThat(settlement.usage().completedAt()).isEqualTo(NOON);
    }

    private void assertNotCompleted(Settlement settlement, SessionId session, SessionStatus status) {
        assertThat(settlement)
                .isInstanceOfSatisfying(
                        NotCharged.class,
                        notCharged -> assertThat(notCharged.reason()).isEqualTo(NotCharged.Reason.NOT_COMPLETED));
        assertThat(settlement.usage()).isEqualTo(ledger.session(session));
        assertThat(settlement.usage().status()).isEqualTo(status);
        assertThat(settlement.usage().billed()).isNull();
        assertThat(settlement.usage().counted().analysisCount()).isEqualTo(MINUTES);
        assertThat(settlement.usage().creditsConsumed().isZero()).isTrue();
        assertThat(settlement.receipt()).isEmpty();
        assertThat(fixture.account().balance()).hasToString("100");
    }

    private void notFound(Verb verb, SessionId session) {
        assertThatThrownBy(() -> call(verb, session))
                .isExactlyInstanceOf(SessionNotFoundException.class)
                .hasMessageContaining(session.toString())
                .hasMessageContaining(fixture.tenant.value())
                .hasMessageContaining("Start the session first");
    }

    private void refused(Verb verb, SessionId session) {
        SessionStatus status = ledger.session(session).status();
        assertThatThrownBy(() -> call(verb, session))
                .isExactlyInstanceOf(SessionStateException.class)
                .hasMessageStartingWith("Session " + session + " is " + status.code() + ": ")
                .satisfies(thrown ->
                        assertThat(((SessionStateException) thrown).status()).isEqualTo(status));
    }

    @Test
    void every_refusal_says_what_to_do_instead() {
        List<String> withoutAdvice = new ArrayList<>();
        for (State state : State.values()) {
            for (Verb verb : Verb.values()) {
                Throwable thrown = catchThrowable(() -> call(verb, sessionThatIs(state)));
                if (thrown != null && !ADVICE.matcher(thrown.getMessage()).find()) {
                    withoutAdvice.add(verb + " of a session that is " + state + ": " + thrown.getMessage());
                }
            }
        }
        assertThat(withoutAdvice).isEmpty();
    }

    @ParameterizedTest(name = "of a session that is {0}")
    @EnumSource(value = State.class, names = "UNKNOWN", mode = Mode.EXCLUDE)
    void a_start_with_other_facts_is_a_conflict_that_changes_nothing(State state) {
        SessionId session = sessionThatIs(state);
        StartSession stored = StartSession.of(session, fixture.counselor);
        Map<String, List<String>> before = fixture.tables.everything();
        for (StartSession other : List.of(
                StartSession.of(session, CounselorId.of(UUID.randomUUID())),
                stored.startedAt(NOON.plusNanos(1000)),
                stored.rate("another"))) {
            assertThatThrownBy(() -> ledger.start(other))
                    .isExactlyInstanceOf(ConflictException.class)
                    .hasMessageContaining(session.toString())
                    .hasMessageContaining("use a new session id");
            fixture.tables.assertUnchanged(before);
        }
    }

    @ParameterizedTest(name = "of a session that is {0}")
    @EnumSource(value = State.class, names = "UNKNOWN", mode = Mode.EXCLUDE)
    void a_start_that_states_the_stored_facts_is_no_conflict(State state) {
        SessionId session = sessionThatIs(state);
        String rate = state == State.UNSETTLED ? UNPUBLISHED_RATE : "standard";
        Map<String, List<String>> before = fixture.tables.everything();
        // the database keeps microseconds, so a finer statement of the same moment is the same
        StartOutcome outcome = ledger.start(StartSession.of(session, fixture.counselor)
                .startedAt(NOON.plusNanos(999))
                .rate(rate));
        assertThat(outcome.replayed()).isTrue();
        assertThat(outcome.usage()).isEqualTo(ledger.session(session));
        fixture.tables.assertUnchanged(before);
    }

    @ParameterizedTest(name = "of a session that is {0}")
    @EnumSource(value = State.class, names = "UNKNOWN", mode = Mode.EXCLUDE)
    void an_analysis_of_a_known_id_is_a_duplicate_whatever_it_says(State state) {
        SessionId session = sessionThatIs(state);
        Map<String, List<String>> before = fixture.tables.everything();
        Analysis other = minuteBuilder(1)
                .duration(Duration.ofSeconds(5))
                .displayText("something else")
                .build();
        for (Analysis repeat : List.of(minute(1), other)) {
            RecordOutcome outcome = ledger.record(session, repeat);
            assertThat(outcome).isInstanceOf(RecordOutcome.Duplicate.class);
            assertThat(outcome.replayed()).isTrue();
            assertThat(outcome.log().content().displayText()).isEqualTo("minute 1");
            assertThat(outcome.log().duration()).isEqualTo(Duration.ofSeconds(60));
            assertThat(outcome.log().late()).isFalse();
            assertThat(outcome.usage()).isEqualTo(ledger.session(session));
            fixture.tables.assertUnchanged(before);
        }
    }

    @Test
    void a_late_analysis_that_is_repeated_is_a_duplicate_that_stays_late() {
        SessionId session = sessionThatIs(State.SETTLED);
        assertThat(ledger.record(session, minute(9))).isInstanceOf(RecordOutcome.Late.class);
        Map<String, List<String>> before = fixture.tables.everything();
        RecordOutcome repeat = ledger.record(session, minute(9));
        assertThat(repeat).isInstanceOf(RecordOutcome.Duplicate.class);
        assertThat(repeat.log().late()).isTrue();
        fixture.tables.assertUnchanged(before);
    }

    @Test
    void several_analyses_are_answered_one_by_one_in_their_order() {
        SessionId session = sessionThatIs(State.IN_PROGRESS);
        List<RecordOutcome> outcomes =
                ledger.recordAll(session, List.of(minute(5), minute(1), minute(4), minute(5), minute(3)));
        assertThat(outcomes)
                .extracting(outcome -> outcome.getClass().getSimpleName())
                .containsExactly("Recorded", "Duplicate", "Recorded", "Duplicate", "Recorded");
        assertThat(outcomes).extracting(outcome -> outcome.log().id().asLong()).containsExactly(5L, 1L, 4L, 5L, 3L);
        assertThat(ledger.session(session).counted().analysisCount()).isEqualTo(MINUTES + 3);
        Invariants.hold(fixture.tables);
    }

    @ParameterizedTest(name = "by {0}")
    @EnumSource(
            value = Verb.class,
            names = {"COMPLETE", "SETTLE"})
    void an_unsettled_session_is_charged_once_its_rate_is_known(Verb verb) {
        SessionId session = sessionThatIs(State.UNSETTLED);
        ledger.rates()
                .publish(PublishRate.named(
                        UNPUBLISHED_RATE, NOON.minus(Duration.ofDays(1)), RateMethod.perStartedMinute("5")));
        fixture.clock.advance(Duration.ofHours(1));
        Settlement settlement = (Settlement) call(verb, session);
        assertThat(settlement).isInstanceOf(Settlement.Charged.class);
        assertThat(settlement.replayed()).isFalse();
        assertThat(settlement.usage()).isEqualTo(ledger.session(session));
        assertThat(settlement.usage().completedAt()).isEqualTo(NOON);
        assertThat(settlement.usage().creditDeductedAt()).isEqualTo(fixture.clock.instant());
        assertThat(settlement.usage().creditsConsumed()).hasToString("10");
        Invariants.hold(fixture.tables);
    }

    @Test
    void what_a_repeated_completion_states_is_ignored() {
        SessionId session = sessionThatIs(State.IN_PROGRESS);
        Instant end = NOON.plus(Duration.ofMinutes(30));
        Settlement first = ledger.complete(session, Completion.at(end).recorded(Duration.ofSeconds(61)));
        assertThat(first.usage().completedAt()).isEqualTo(end);
        Map<String, List<String>> before = fixture.tables.everything();
        for (Completion other : List.of(
                Completion.NOW,
                Completion.at(end.plusSeconds(1)).recorded(Duration.ofHours(9)),
                Completion.at(NOON.minusSeconds(1)))) {
            Settlement repeat = ledger.complete(session, other);
            assertThat(repeat.replayed()).isTrue();
            assertThat(repeat.receipt()).isEqualTo(first.receipt());
            assertThat(repeat.usage()).isEqualTo(first.usage());
            fixture.tables.assertUnchanged(before);
        }
    }
}
