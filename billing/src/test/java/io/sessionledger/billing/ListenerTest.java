package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.UNPUBLISHED_RATE;
import static io.sessionledger.billing.LedgerFixture.minute;
import static io.sessionledger.billing.LedgerFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sessionledger.ConflictException;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.AdjustCredits;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantNotFoundException;
import io.sessionledger.credit.GrantStateException;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.credit.Settlement;
import io.sessionledger.credit.VoidGrant;
import io.sessionledger.event.LedgerEvent;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.event.Verb;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.Completion;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.StartOutcome;
import io.sessionledger.session.StartSession;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A listener hears what the caller gets, once it is durable, with how long it took, and can do no harm. */
@EveryDatabase
class ListenerTest {

    private final LedgerFixture fixture;
    private final Ear ear = new Ear();
    private final TenantLedger ledger;

    ListenerTest(TestDatabase database) {
        fixture = new LedgerFixture(database).withRate(RateMethod.perStartedMinute("1"));
        ledger = fixture.under(CreditPolicy.chargeAtCompletion(), ear);
    }

    /** Notes each event, and what another connection sees at that moment. */
    private final class Ear implements LedgerListener {

        private final List<LedgerEvent> heard = new ArrayList<>();
        private final List<String> seen = new ArrayList<>();
        private final Thread caller = Thread.currentThread();

        @Override
        public void on(LedgerEvent event) {
            heard.add(event);
            seen.addAll(fixture.tables.rows(whatItChanged(event.verb())));
            assertThat(event.tenant()).isEqualTo(fixture.tenant);
            assertThat(Thread.currentThread()).isSameAs(caller);
        }

        private static String whatItChanged(Verb verb) {
            return switch (verb) {
                case START -> "select status from session_usage where tenant_id = :tenant";
                case RECORD, RECORD_ALL -> "select count(*) from session_analysis_logs where tenant_id = :tenant";
                case COMPLETE, SETTLE, CANCEL, FAIL -> """
                    select u.status, u.credit_deducted,
                        (select count(*) from credit_logs c where c.tenant_id = u.tenant_id) as entries
                    from session_usage u where u.tenant_id = :tenant
                    """;
                case ADMIT -> "select amount from credit_holds where tenant_id = :tenant";
                case GRANT, ADJUST, REFUND, VOID_GRANT, SWEEP, REPEAT_GRANT, END_RECURRING_GRANT, REPRICE ->
                    "select count(*) from credit_logs where tenant_id = :tenant";
                case LIMIT_OVERDRAFT -> "select overdraft_limit from credit_accounts where tenant_id = :tenant";
                case SET_ALERT_RULES -> "select large_charge from credit_alert_defaults where tenant_id = :tenant";
                case ERASE_REASONS ->
                    "select count(*) from credit_requests where tenant_id = :tenant and reason is not null";
                case PUBLISH_RATE -> "select count(*) from credit_rates where tenant_id = :tenant";
                case ERASE_CONTENT -> """
                    select count(*) from session_analysis_logs where tenant_id = :tenant and display_text is not null
                    """;
            };
        }

        /** The one event heard since the last was asked for. */
        private <E extends LedgerEvent> E only(Class<E> type, Verb verb, String outcome) {
            assertThat(heard).hasSize(1);
            LedgerEvent event = heard.get(0);
            heard.clear();
            seen.clear();
            assertThat(event).isInstanceOf(type);
            assertThat(event.verb()).isEqualTo(verb);
            assertThat(event.outcome()).isEqualTo(outcome);
            return type.cast(event);
        }
    }

    @Test
    void a_start_is_heard_of_once_its_row_is_there() {
        StartSession start = StartSession.of(newSession(), fixture.counselor);
        StartOutcome outcome = ledger.start(start);
        assertThat(ear.seen).containsExactly("in_progress");
        assertThat(ear.only(LedgerEvent.Started.class, Verb.START, "started").answer())
                .isSameAs(outcome);
        StartOutcome repeat = ledger.start(start);
        assertThat(ear.only(LedgerEvent.Started.class, Verb.START, "replayed").answer())
                .isSameAs(repeat);
    }

    @Test
    void a_record_is_heard_of_once_its_log_is_there() {
        SessionId session = fixture.started();
        RecordOutcome outcome = ledger.record(session, minute(1));
        assertThat(ear.seen).containsExactly("1");
        assertThat(recorded(Verb.RECORD, "recorded")).containsExactly(outcome);
        RecordOutcome repeat = ledger.record(session, minute(1));
        assertThat(recorded(Verb.RECORD, "duplicate")).containsExactly(repeat);
        fixture.ledger.complete(session);
        RecordOutcome late = ledger.record(session, minute(2));
        assertThat(recorded(Verb.RECORD, "late")).containsExactly(late);
    }

    private List<RecordOutcome> recorded(Verb verb, String outcome) {
        return ear.only(LedgerEvent.Recorded.class, verb, outcome).answers();
    }

    @Test
    void several_records_are_one_call_that_is_heard_of_once_all_are_there() {
        SessionId session = fixture.recorded(1);
        List<RecordOutcome> outcomes = ledger.recordAll(session, List.of(minute(1), minute(2), minute(3)));
        assertThat(ear.seen).containsExactly("3");
        assertThat(recorded(Verb.RECORD_ALL, "recorded")).isEqualTo(outcomes).hasSize(3);
        List<RecordOutcome> repeats = ledger.recordAll(session, List.of(minute(3), minute(1)));
        assertThat(recorded(Verb.RECORD_ALL, "duplicate")).isEqualTo(repeats);
        fixture.ledger.complete(session);
        List<RecordOutcome> late = ledger.recordAll(session, List.of(minute(1), minute(4)));
        assertThat(recorded(Verb.RECORD_ALL, "late")).isEqualTo(late);
        assertThat(ledger.recordAll(session, List.of())).isEmpty();
        assertThat(recorded(Verb.RECORD_ALL, "nothing")).isEmpty();
    }

    @Test
    void a_completion_is_heard_of_once_it_is_charged() {
        SessionId session = fixture.recorded(1);
        Settlement settlement = ledger.complete(session);
        assertThat(ear.seen)
                .singleElement()
                .asString()
                .startsWith("status=completed")
                .endsWith("entries=1");
        assertThat(settled(Verb.COMPLETE, "charged")).isSameAs(settlement);
        Settlement repeat = ledger.complete(session);
        assertThat(settled(Verb.COMPLETE, "replayed")).isSameAs(repeat);
        Settlement nothingDue = ledger.complete(fixture.started());
        assertThat(settled(Verb.COMPLETE, "not_charged")).isSameAs(nothingDue);
    }

    private Settlement settled(Verb verb, String outcome) {
        return ear.only(LedgerEvent.Settled.class, verb, outcome).answer();
    }

    @Test
    void a_settlement_is_heard_of_once_it_is_charged() {
        SessionId session = fixture.recorded(1, fixture.unrated());
        Settlement unrated = ledger.complete(session);
        assertThat(ear.seen).singleElement().asString().endsWith("entries=0");
        assertThat(settled(Verb.COMPLETE, "unrated")).isSameAs(unrated);
        Settlement still = ledger.settle(session);
        assertThat(still.replayed()).isTrue();
        assertThat(settled(Verb.SETTLE, "unrated")).isSameAs(still);
        fixture.ledger.rates().publish(PublishRate.named(UNPUBLISHED_RATE, NOON, RateMethod.perAnalysis("1")));
        Settlement settled = ledger.settle(session);
        assertThat(ear.seen).singleElement().asString().endsWith("entries=1");
        assertThat(settled(Verb.SETTLE, "charged")).isSameAs(settled);
        Settlement repeat = ledger.settle(session);
        assertThat(settled(Verb.SETTLE, "replayed")).isSameAs(repeat);
    }

    @Test
    void a_cancellation_and_a_failure_are_heard_of_once_they_are_stored() {
        SessionId session = fixture.started();
        Settlement cancelled = ledger.cancel(session);
        assertThat(ear.seen).singleElement().asString().startsWith("status=cancelled");
        assertThat(settled(Verb.CANCEL, "not_charged")).isSameAs(cancelled);
        Settlement repeat = ledger.cancel(session);
        assertThat(settled(Verb.CANCEL, "replayed")).isSameAs(repeat);
        Settlement failed = ledger.fail(fixture.started());
        assertThat(ear.seen).anySatisfy(row -> assertThat(row).startsWith("status=failed"));
        assertThat(settled(Verb.FAIL, "not_charged")).isSameAs(failed);
    }

    @Test
    void a_grant_is_heard_of_once_its_entry_is_there() {
        GrantCredits grant = GrantCredits.purchase(fixture.counselor, Credits.of(1), "why", "key");
        CreditReceipt receipt = ledger.credits().grant(grant);
        assertThat(ear.seen).containsExactly("1");
        assertThat(moved(Verb.GRANT, "granted")).isSameAs(receipt);
        CreditReceipt repeat = ledger.credits().grant(grant);
        assertThat(moved(Verb.GRANT, "replayed")).isSameAs(repeat);
    }

    private CreditReceipt moved(Verb verb, String outcome) {
        return ear.only(LedgerEvent.CreditsMoved.class, verb, outcome).answer();
    }

    @Test
    void an_admission_is_heard_of_once_its_hold_is_there_and_a_refusal_as_well() {
        fixture.withCredits(2);
        TenantLedger strict = fixture.under(CreditPolicy.chargeAtCompletion().refusing(Credits.ZERO), ear);
        SessionId session = fixture.started();
        AdmitOutcome admitted = strict.admit(session, Duration.ofMinutes(2));
        assertThat(ear.seen).containsExactly("2.0000");
        assertThat(ear.only(LedgerEvent.Admission.class, Verb.ADMIT, "admitted").answer())
                .isSameAs(admitted);
        AdmitOutcome refused = strict.admit(session, Duration.ofMinutes(3));
        assertThat(ear.only(LedgerEvent.Admission.class, Verb.ADMIT, "refused").answer())
                .isSameAs(refused);
    }

    @Test
    void an_adjustment_is_heard_of_once_its_entry_is_there() {
        AdjustCredits adjustment = adjustment(5, "key");
        CreditReceipt receipt = ledger.credits().adjust(adjustment);
        assertThat(ear.seen).containsExactly("1");
        assertThat(moved(Verb.ADJUST, "adjusted")).isSameAs(receipt);
        CreditReceipt repeat = ledger.credits().adjust(adjustment);
        assertThat(moved(Verb.ADJUST, "replayed")).isSameAs(repeat);
    }

    private AdjustCredits adjustment(long amount, String key) {
        return new AdjustCredits(fixture.counselor, Credits.of(amount), "why", key, "staff");
    }

    @Test
    void a_refund_is_heard_of_once_its_entry_is_there() {
        SessionId session = fixture.recorded(1);
        fixture.ledger.complete(session);
        RefundSession refund = RefundSession.whole(session, "why", "key", "staff");
        CreditReceipt receipt = ledger.credits().refund(refund);
        assertThat(ear.seen).containsExactly("2");
        assertThat(moved(Verb.REFUND, "refunded")).isSameAs(receipt);
        CreditReceipt repeat = ledger.credits().refund(refund);
        assertThat(moved(Verb.REFUND, "replayed")).isSameAs(repeat);
    }

    @Test
    void the_end_of_a_grant_is_heard_of_once_its_entry_is_there() {
        VoidGrant request = new VoidGrant(granted("grant"), "why", "key", "staff");
        CreditReceipt receipt = ledger.credits().voidGrant(request);
        assertThat(ear.seen).containsExactly("2");
        assertThat(moved(Verb.VOID_GRANT, "voided")).isSameAs(receipt);
        CreditReceipt repeat = ledger.credits().voidGrant(request);
        assertThat(moved(Verb.VOID_GRANT, "replayed")).isSameAs(repeat);
    }

    /** Gives 10 credits, of which nobody hears. */
    private GrantId granted(String key) {
        return fixture.ledger
                .credits()
                .grant(GrantCredits.purchase(fixture.counselor, Credits.of(10), "why", key))
                .grant()
                .id();
    }

    @Test
    void a_sweep_is_heard_of_once_what_was_due_is_posted() {
        fixture.ledger
                .credits()
                .grant(GrantCredits.purchase(fixture.counselor, Credits.of(10), "why", "key")
                        .expiresAt(NOON.plusSeconds(60)));
        fixture.clock.advance(Duration.ofMinutes(1));
        AccountSweep sweep = ledger.credits().sweep(fixture.counselor);
        assertThat(ear.seen).containsExactly("2");
        LedgerEvent.Swept swept = ear.only(LedgerEvent.Swept.class, Verb.SWEEP, "swept");
        assertThat(swept.counselorId()).isEqualTo(fixture.counselor);
        assertThat(swept.answer()).isSameAs(sweep).isEqualTo(new AccountSweep(0, 1, 0));
        assertThat(ledger.credits().sweep(fixture.counselor)).isEqualTo(AccountSweep.NOTHING);
        assertThat(ear.only(LedgerEvent.Swept.class, Verb.SWEEP, "nothing").answer())
                .isEqualTo(AccountSweep.NOTHING);
    }

    @Test
    void a_limit_of_the_overdraft_is_heard_of_once_it_is_stored() {
        CreditAccount account = ledger.credits().limitOverdraft(fixture.counselor, Optional.of(Credits.of(5)));
        assertThat(ear.seen).containsExactly("5.0000");
        assertThat(ear.only(LedgerEvent.OverdraftLimited.class, Verb.LIMIT_OVERDRAFT, "limited")
                        .answer())
                .isSameAs(account);
    }

    @Test
    void alert_rules_are_heard_of_once_they_are_stored() {
        ledger.credits().setAlertRules(AlertRules.NONE.withLargeCharge(Credits.of(5)));
        assertThat(ear.seen).containsExactly("5.0000");
        assertThat(ear.only(LedgerEvent.AlertRulesSet.class, Verb.SET_ALERT_RULES, "set")
                        .counselorId())
                .isEmpty();
        ledger.credits().setAlertRules(fixture.counselor, Optional.empty());
        assertThat(ear.only(LedgerEvent.AlertRulesSet.class, Verb.SET_ALERT_RULES, "set")
                        .counselorId())
                .contains(fixture.counselor);
    }

    @Test
    void an_erasure_of_reasons_is_heard_of_once_they_are_gone() {
        granted("key");
        assertThat(ledger.credits().eraseReasons(fixture.counselor)).isEqualTo(1);
        assertThat(ear.seen).containsExactly("0");
        LedgerEvent.ReasonsErased erased = ear.only(LedgerEvent.ReasonsErased.class, Verb.ERASE_REASONS, "erased");
        assertThat(erased.counselorId()).isEqualTo(fixture.counselor);
        assertThat(erased.answer()).isEqualTo(1);
        assertThat(ledger.credits().eraseReasons(fixture.counselor)).isZero();
        assertThat(ear.only(LedgerEvent.ReasonsErased.class, Verb.ERASE_REASONS, "nothing")
                        .answer())
                .isZero();
    }

    @Test
    void a_rate_is_heard_of_once_it_is_published() {
        CreditRate rate = ledger.rates().publish(PublishRate.named("other", NOON, RateMethod.perAnalysis("1")));
        assertThat(ear.seen).containsExactly("2");
        assertThat(ear.only(LedgerEvent.RatePublished.class, Verb.PUBLISH_RATE, "published")
                        .answer())
                .isSameAs(rate);
    }

    @Test
    void an_erasure_is_heard_of_once_the_content_is_gone() {
        SessionId session = fixture.recorded(2);
        assertThat(ledger.eraseContent(session)).isEqualTo(2);
        assertThat(ear.seen).containsExactly("0");
        LedgerEvent.ContentErased erased = ear.only(LedgerEvent.ContentErased.class, Verb.ERASE_CONTENT, "erased");
        assertThat(erased.sessionId()).isEqualTo(session);
        assertThat(erased.answer()).isEqualTo(2);
        assertThat(ledger.eraseContent(session)).isZero();
        assertThat(ear.only(LedgerEvent.ContentErased.class, Verb.ERASE_CONTENT, "nothing")
                        .answer())
                .isZero();
    }

    @Test
    void of_a_read_nothing_is_heard() {
        SessionId session = fixture.recorded(1);
        assertThat(ledger.session(session)).isNotNull();
        assertThat(ledger.analysisLogs(session, PageRequest.first(9)).items()).hasSize(1);
        assertThat(ledger.safetyDistribution(session).total()).isEqualTo(1);
        GrantId grant = granted("key");
        assertThat(ledger.credits().account(fixture.counselor)).isNotNull();
        assertThat(ledger.credits().balanceAt(fixture.counselor, NOON)).isEqualTo(Credits.of(10));
        assertThat(ledger.credits().findGrant(grant).orElseThrow().remaining()).isEqualTo(Credits.of(10));
        assertThat(ledger.credits()
                        .grants(fixture.counselor, PageRequest.first(9))
                        .items())
                .hasSize(1);
        assertThat(ledger.credits()
                        .holds(fixture.counselor, PageRequest.first(9))
                        .items())
                .isEmpty();
        assertThat(ledger.credits().payments(session)).isEmpty();
        assertThat(ledger.rates().versions(StartSession.STANDARD_RATE)).hasSize(1);
        assertThat(ear.heard).isEmpty();
    }

    @Test
    void a_verb_that_throws_is_heard_of_with_what_the_caller_gets() {
        SessionId session = fixture.started();
        StartSession other = StartSession.of(session, CounselorId.of(UUID.randomUUID()));
        assertFailure(Verb.START, "conflict", ConflictException.class, () -> ledger.start(other));
        assertFailure(Verb.SETTLE, "state", SessionStateException.class, () -> ledger.settle(session));
        Completion early = Completion.at(NOON.minusSeconds(1));
        assertFailure(
                Verb.COMPLETE, "invalid_input", InvalidInputException.class, () -> ledger.complete(session, early));
        assertFailure(
                Verb.RECORD, "not_found", SessionNotFoundException.class, () -> ledger.record(newSession(), minute(1)));
        assertFailure(
                Verb.RECORD_ALL,
                "not_found",
                SessionNotFoundException.class,
                () -> ledger.recordAll(newSession(), List.of(minute(1))));
        assertFailure(Verb.CANCEL, "not_found", SessionNotFoundException.class, () -> ledger.cancel(newSession()));
        assertFailure(Verb.FAIL, "not_found", SessionNotFoundException.class, () -> ledger.fail(newSession()));
        assertFailure(
                Verb.ERASE_CONTENT,
                "not_found",
                SessionNotFoundException.class,
                () -> ledger.eraseContent(newSession()));
        Duration minute = Duration.ofMinutes(1);
        assertFailure(
                Verb.ADMIT, "not_found", SessionNotFoundException.class, () -> ledger.admit(newSession(), minute));
        GrantId spent = granted("spent");
        fixture.ledger.credits().voidGrant(new VoidGrant(spent, "why", "void", "staff"));
        assertFailure(
                Verb.VOID_GRANT,
                "state",
                GrantStateException.class,
                () -> ledger.credits().voidGrant(new VoidGrant(spent, "why", "again", "staff")));
        assertFailure(
                Verb.VOID_GRANT,
                "not_found",
                GrantNotFoundException.class,
                () -> ledger.credits().voidGrant(new VoidGrant(GrantId.of(7), "why", "again", "staff")));
        assertFailure(
                Verb.REFUND,
                "state",
                SessionStateException.class,
                () -> ledger.credits().refund(RefundSession.whole(session, "why", "refund", "staff")));
        assertFailure(
                Verb.REFUND,
                "not_found",
                SessionNotFoundException.class,
                () -> ledger.credits().refund(RefundSession.whole(newSession(), "why", "refund", "staff")));
        ledger.credits().grant(GrantCredits.purchase(fixture.counselor, Credits.of(1), "why", "key"));
        ear.only(LedgerEvent.CreditsMoved.class, Verb.GRANT, "granted");
        assertFailure(
                Verb.ADJUST,
                "conflict",
                ConflictException.class,
                () -> ledger.credits().adjust(adjustment(1, "key")));
        assertFailure(
                Verb.GRANT,
                "conflict",
                ConflictException.class,
                () -> ledger.credits().grant(GrantCredits.purchase(fixture.counselor, Credits.of(2), "why", "key")));
        assertFailure(
                Verb.PUBLISH_RATE,
                "failed",
                NullPointerException.class,
                () -> ledger.rates().publish(null));
    }

    @Test
    void what_a_policy_throws_is_a_failure_too_even_an_error() {
        StartSession start = StartSession.of(newSession(), fixture.counselor);
        for (Throwable fault : List.of(new IllegalStateException("no terms"), new StackOverflowError())) {
            TenantLedger faulty = fixture.under(
                    (tenant, counselor) -> {
                        throw ListenerTest.<RuntimeException>unchecked(fault);
                    },
                    ear);
            assertFailure(Verb.START, "failed", fault.getClass(), () -> faulty.start(start));
        }
        assertThat(ledger.findSession(start.sessionId())).isEmpty();
    }

    private void assertFailure(Verb verb, String outcome, Class<? extends Throwable> type, Runnable call) {
        Throwable thrown = catchThrowable(call::run);
        assertThat(thrown).isInstanceOf(type);
        assertThat(ear.only(LedgerEvent.Failed.class, verb, outcome).thrown()).isSameAs(thrown);
    }

    /** Time passes in the policy and in the listener alone, on a clock of its own that is about to overflow. */
    @Test
    void a_verb_takes_what_its_caller_waits_for_whatever_the_listener_takes_and_the_clock_says() {
        Duration policyTakes = Duration.ofMillis(3);
        AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000);
        AtomicLong asked = new AtomicLong();
        CreditPolicy slow = (tenant, counselor) -> {
            asked.incrementAndGet();
            nanoTime.addAndGet(policyTakes.toNanos());
            fixture.clock.advance(Duration.ofDays(-1));
            return new CreditTerms(CreditTerms.ChargeTime.AT_COMPLETION);
        };
        List<LedgerEvent> heard = new ArrayList<>();
        TenantLedger timed = SessionLedger.builder(fixture.database.store())
                .policy(slow)
                .clock(fixture.clock)
                .nanoTime(nanoTime::get)
                .listener(event -> {
                    heard.add(event);
                    nanoTime.addAndGet(Duration.ofHours(1).toNanos());
                })
                .build()
                .tenant(fixture.tenant);
        SessionId session = newSession();

        timed.start(StartSession.of(session, fixture.counselor));
        assertThatThrownBy(() -> timed.start(StartSession.of(session, CounselorId.of(1))))
                .isInstanceOf(ConflictException.class);
        timed.record(session, minute(1));
        long before = asked.get();
        assertThat(timed.complete(session)).isInstanceOf(Settlement.Charged.class);

        assertThat(asked.get()).isGreaterThan(before);
        assertThat(heard)
                .extracting(LedgerEvent::took)
                .containsExactly(policyTakes, policyTakes, policyTakes, policyTakes.multipliedBy(asked.get() - before));
    }

    @Test
    void unless_a_test_says_otherwise_it_is_real_time() {
        SessionId session = newSession();
        long before = System.nanoTime();
        ledger.start(StartSession.of(session, fixture.counselor));
        Duration waited = Duration.ofNanos(System.nanoTime() - before);
        assertThat(ear.only(LedgerEvent.Started.class, Verb.START, "started").took())
                .isPositive()
                .isLessThan(waited);
    }

    @Test
    void a_listener_that_throws_changes_nothing_and_is_not_heard_by_the_caller() {
        AtomicLong calls = new AtomicLong();
        TenantLedger deaf = fixture.under(CreditPolicy.chargeAtCompletion(), event -> {
            calls.incrementAndGet();
            throw new IllegalStateException("the listener is at fault");
        });
        SessionId session = newSession();
        assertThat(deaf.start(StartSession.of(session, fixture.counselor)).replayed())
                .isFalse();
        assertThat(deaf.record(session, minute(1))).isInstanceOf(RecordOutcome.Recorded.class);
        assertThat(deaf.recordAll(session, List.of(minute(2), minute(3)))).hasSize(2);
        assertThat(deaf.complete(session)).isInstanceOf(Settlement.Charged.class);
        assertThat(deaf.settle(session).replayed()).isTrue();
        assertThat(deaf.cancel(fixture.started()).replayed()).isFalse();
        assertThat(deaf.fail(fixture.started()).replayed()).isFalse();
        assertThat(deaf.credits()
                        .grant(GrantCredits.purchase(fixture.counselor, Credits.of(10), "why", "key"))
                        .replayed())
                .isFalse();
        assertThat(deaf.admit(fixture.started(), Duration.ofMinutes(1)).admitted())
                .isTrue();
        assertThat(deaf.credits().adjust(adjustment(5, "adjustment")).replayed())
                .isFalse();
        assertThat(deaf.credits().sweep(fixture.counselor)).isEqualTo(AccountSweep.NOTHING);
        assertThatThrownBy(() -> deaf.complete(newSession())).isInstanceOf(SessionNotFoundException.class);
        assertThat(calls.get()).isEqualTo(12);
        assertThat(deaf.session(session).counted().analysisCount()).isEqualTo(3);
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(12));
        Invariants.hold(fixture.tables);
    }

    /** {@link LedgerListener} promises it without exception; languages without checked exceptions throw them from anywhere. */
    @Test
    void a_checked_exception_of_a_listener_goes_no_further_either() {
        TenantLedger deaf = fixture.under(CreditPolicy.chargeAtCompletion(), event -> {
            throw ListenerTest.<RuntimeException>unchecked(new IOException("the listener is at fault"));
        });
        StartSession start = StartSession.of(newSession(), fixture.counselor);
        assertThatCode(() -> deaf.start(start)).doesNotThrowAnyException();
        assertThat(deaf.session(start.sessionId()).counselorId()).isEqualTo(fixture.counselor);
    }

    @Test
    void an_error_of_a_listener_reaches_the_caller_of_a_verb_that_is_done() {
        Error error = new AssertionError("the listener is at fault");
        TenantLedger loud = fixture.under(CreditPolicy.chargeAtCompletion(), event -> {
            throw error;
        });
        StartSession start = StartSession.of(newSession(), fixture.counselor);
        assertThatThrownBy(() -> loud.start(start)).isSameAs(error);
        assertThat(loud.findSession(start.sessionId())).isPresent();
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unchecked(Throwable any) throws E {
        throw (E) any;
    }
}
