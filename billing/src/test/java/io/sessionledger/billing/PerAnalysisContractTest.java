package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.minute;
import static io.sessionledger.billing.LedgerFixture.minuteBuilder;
import static io.sessionledger.billing.LedgerFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.CreditTerms.ChargeTime;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Settlement;
import io.sessionledger.credit.Settlement.NotCharged;
import io.sessionledger.credit.Shortage;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.Completion;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartSession;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Charging as sessions go: each record raises what is charged to what is due, the end makes it exact. */
@EveryWay
class PerAnalysisContractTest {

    private final LedgerFixture fixture;
    private final TenantLedger ledger;

    PerAnalysisContractTest(TestDatabase database) {
        fixture = new LedgerFixture(database, CreditPolicy.chargePerAnalysis())
                .withRate(RateMethod.perStartedMinute("1"))
                .withCredits(100);
        ledger = fixture.ledger;
    }

    @AfterEach
    void the_books_are_whole() {
        Invariants.hold(fixture.tables);
    }

    private static Analysis seconds(int number, int seconds) {
        return minuteBuilder(number).duration(Duration.ofSeconds(seconds)).build();
    }

    private List<CreditLog> entries(SessionId session) {
        return ledger.credits().log(fixture.counselor, PageRequest.first(100)).items().stream()
                .filter(entry -> session.equals(entry.sessionId()))
                .sorted((one, other) -> Long.compare(one.entryNo(), other.entryNo()))
                .toList();
    }

    private List<String> deltas(SessionId session) {
        return entries(session).stream().map(entry -> entry.delta().toString()).toList();
    }

    private TenantLedger atCompletion() {
        return fixture.under(CreditPolicy.chargeAtCompletion(), LedgerListener.NONE);
    }

    @Test
    void a_shortage_is_what_this_session_lacked_whatever_others_owe() {
        SessionId covered = fixture.started();
        ledger.record(covered, seconds(1, 95 * 60));
        SessionId owing = fixture.started();
        ledger.record(owing, seconds(1, 20 * 60));
        ledger.record(covered, seconds(2, 60));

        assertThat(ledger.complete(covered).shortage()).contains(new Shortage(Credits.of(96), Credits.of(1)));
        assertThat(ledger.complete(owing).shortage()).contains(new Shortage(Credits.of(20), Credits.of(15)));
        assertThat(ledger.complete(covered).shortage()).contains(new Shortage(Credits.of(96), Credits.of(1)));
    }

    @Test
    void each_record_charges_what_it_adds_to_what_is_due() {
        SessionId session = fixture.started();

        List<String> consumed = List.of(
                        ledger.record(session, seconds(1, 30)),
                        ledger.record(session, seconds(2, 30)),
                        ledger.record(session, seconds(3, 61)))
                .stream()
                .map(outcome -> outcome.usage().creditsConsumed().toString())
                .toList();

        assertThat(consumed).containsExactly("1", "1", "3");
        assertThat(deltas(session)).containsExactly("-1", "-2");
        assertThat(entries(session))
                .allSatisfy(entry -> {
                    assertThat(entry.type()).isEqualTo(TransactionType.SESSION_FEE);
                    assertThat(entry.reasonCode()).isEqualTo("analysis_recorded");
                })
                .last()
                .satisfies(last -> assertThat(last.charge().arithmetic()).isEqualTo("3 started minutes x 1 = 3"));
        assertThat(fixture.account().used()).isEqualTo(Credits.of(3));
        assertThat(ledger.session(session).creditDeducted()).isFalse();
    }

    @Test
    void a_repeated_record_charges_nothing_more() {
        SessionId session = fixture.started();
        ledger.record(session, minute(1));

        RecordOutcome again = ledger.record(session, minute(1));

        assertThat(again.replayed()).isTrue();
        assertThat(again.usage().creditsConsumed()).isEqualTo(Credits.of(1));
        assertThat(deltas(session)).containsExactly("-1");
    }

    @Test
    void the_completion_has_nothing_left_to_charge_and_hands_out_the_whole_bill() {
        SessionId session = fixture.recorded(3);

        Settlement bill = ledger.complete(session);

        assertThat(deltas(session)).containsExactly("-1", "-1", "-1");
        assertThat(bill).isInstanceOfSatisfying(Settlement.Charged.class, charged -> {
            assertThat(charged.charge().credits()).isEqualTo(Credits.of(3));
            assertThat(charged.usage().creditsConsumed()).isEqualTo(Credits.of(3));
            assertThat(charged.usage().creditDeducted()).isTrue();
            assertThat(charged.account().used()).isEqualTo(Credits.of(3));
        });
        assertThat(ledger.complete(session).receipt()).isEqualTo(bill.receipt());
        assertThat(ledger.complete(session).replayed()).isTrue();
    }

    @Test
    void a_step_that_was_lost_is_made_up_by_the_next_one() {
        SessionId session = fixture.started();
        atCompletion().record(session, minute(1));
        assertThat(ledger.session(session).creditsConsumed()).isEqualTo(Credits.ZERO);

        ledger.record(session, minute(2));

        assertThat(deltas(session)).containsExactly("-2");
    }

    @Test
    void a_step_that_was_lost_is_made_up_by_a_repeat_of_its_record() {
        SessionId session = fixture.started();
        atCompletion().record(session, minute(1));

        RecordOutcome repeat = ledger.record(session, minute(1));

        assertThat(repeat).isInstanceOf(RecordOutcome.Duplicate.class);
        assertThat(repeat.usage().creditsConsumed()).isEqualTo(Credits.of(1));
    }

    @Test
    void a_step_that_was_lost_is_made_up_by_the_completion() {
        SessionId session = fixture.recorded(1);
        atCompletion().record(session, minute(2));

        Settlement bill = ledger.complete(session);

        assertThat(deltas(session)).containsExactly("-1", "-1");
        assertThat(bill.receipt().orElseThrow().reasonCode()).isEqualTo("session_completed");
        assertThat(bill.usage().creditsConsumed()).isEqualTo(Credits.of(2));
    }

    @Test
    void several_at_once_are_one_step() {
        SessionId session = fixture.started();

        List<RecordOutcome> outcomes = ledger.recordAll(session, List.of(minute(1), minute(2), minute(3)));

        assertThat(deltas(session)).containsExactly("-3");
        assertThat(outcomes.get(2).usage().creditsConsumed()).isEqualTo(Credits.of(3));
    }

    @Test
    void a_stated_duration_below_what_was_recorded_gives_the_rest_back() {
        SessionId session = fixture.recorded(5);

        Settlement bill = ledger.complete(session, Completion.NOW.recorded(Duration.ofMinutes(2)));

        assertThat(deltas(session)).containsExactly("-1", "-1", "-1", "-1", "-1", "3");
        assertThat(entries(session).get(5).type()).isEqualTo(TransactionType.REFUND);
        assertThat(bill)
                .isInstanceOfSatisfying(
                        Settlement.Charged.class,
                        charged -> assertThat(charged.charge().credits()).isEqualTo(Credits.of(2)));
        assertThat(bill.usage().creditsConsumed()).isEqualTo(Credits.of(2));
        assertThat(ledger.complete(session).receipt()).isEqualTo(bill.receipt());
    }

    @Test
    void a_stated_duration_of_nothing_gives_everything_back() {
        SessionId session = fixture.recorded(2);

        Settlement bill = ledger.complete(session, Completion.NOW.recorded(Duration.ZERO));

        assertThat(bill)
                .isInstanceOfSatisfying(
                        NotCharged.class, none -> assertThat(none.reason()).isEqualTo(NotCharged.Reason.NOTHING_DUE));
        assertThat(fixture.account().used()).isEqualTo(Credits.ZERO);
        assertThat(ledger.complete(session)).isInstanceOf(NotCharged.class);
    }

    @Test
    void a_session_that_is_cancelled_or_fails_gets_everything_back_once() {
        SessionId cancelled = fixture.recorded(2);
        SessionId failed = fixture.recorded(3);

        for (int i = 0; i < 2; i++) {
            assertThat(ledger.cancel(cancelled).replayed()).isEqualTo(i == 1);
            assertThat(ledger.fail(failed).replayed()).isEqualTo(i == 1);
        }

        assertThat(deltas(cancelled)).containsExactly("-1", "-1", "2");
        assertThat(deltas(failed)).containsExactly("-1", "-1", "-1", "3");
        assertThat(entries(failed).get(3).reasonCode()).isEqualTo("session_failed");
        assertThat(ledger.session(cancelled).creditsConsumed()).isEqualTo(Credits.ZERO);
        assertThat(fixture.account().available()).isEqualTo(Credits.of(100));
    }

    @Test
    void a_balance_that_becomes_negative_is_alerted_once_and_the_session_goes_on() {
        PublishRate dear = PublishRate.named("dear", NOON.minusSeconds(1), RateMethod.perStartedMinute("60"));
        ledger.rates().publish(dear);
        SessionId session = fixture.recorded(
                3, StartSession.of(newSession(), fixture.counselor).rate("dear"));

        assertThat(fixture.account().available()).isEqualTo(Credits.of(-80));
        assertThat(ledger.credits().alerts(PageRequest.first(10)).items())
                .extracting(CreditAlert::kind)
                .containsExactly(CreditAlert.Kind.SHORTAGE);
        assertThat(ledger.complete(session).shortage().orElseThrow().missing()).isEqualTo(Credits.of(80));
    }

    @Test
    void giving_back_to_an_account_in_debt_alerts_nobody_anew() {
        PublishRate dear = PublishRate.named("dear", NOON.minusSeconds(1), RateMethod.perStartedMinute("60"));
        ledger.rates().publish(dear);
        SessionId debt = fixture.recorded(
                3, StartSession.of(newSession(), fixture.counselor).rate("dear"));
        SessionId session = fixture.recorded(1);
        long before = fixture.tables.count("credit_alerts");

        ledger.complete(session, Completion.NOW.recorded(Duration.ZERO));

        assertThat(ledger.session(debt).creditsConsumed()).isEqualTo(Credits.of(180));
        assertThat(fixture.tables.count("credit_alerts")).isEqualTo(before);
    }

    @Test
    void late_analyses_are_never_charged() {
        SessionId session = fixture.recorded(1);
        ledger.complete(session);

        assertThat(ledger.record(session, minute(2))).isInstanceOf(RecordOutcome.Late.class);

        assertThat(deltas(session)).containsExactly("-1");
    }

    @Test
    void an_unpriced_analysis_stops_the_charging_until_somebody_names_the_price() {
        ledger.rates().publish(PublishRate.named("cost", NOON.minusSeconds(1), RateMethod.shareOfCost("1000")));
        SessionId session =
                fixture.started(StartSession.of(newSession(), fixture.counselor).rate("cost"));
        ledger.record(session, minute(1));
        Credits charged = ledger.session(session).creditsConsumed();
        assertThat(charged).isEqualTo(Credits.of(1));

        ledger.record(session, minuteBuilder(2).estimatedCost(null).build());
        assertThat(ledger.session(session).creditsConsumed()).isEqualTo(charged);

        assertThat(ledger.complete(session)).isInstanceOf(Settlement.Unrated.class);
        assertThat(ledger.session(session).creditsConsumed()).isEqualTo(charged);
        TenantLedger priced = fixture.under(new CreditPolicyAt(Credits.of(7)), LedgerListener.NONE);
        assertThat(priced.settle(session)).isInstanceOf(Settlement.Charged.class);
        assertThat(deltas(session)).containsExactly("-1", "-6");
    }

    /** Charges every session the same as it goes. */
    private record CreditPolicyAt(Credits price) implements CreditPolicy {

        @Override
        public CreditTerms termsFor(TenantId tenant, CounselorId counselor) {
            return new CreditTerms(ChargeTime.PER_ANALYSIS);
        }

        @Override
        public Credits due(SessionUsage usage, CreditRate rate) {
            return price;
        }
    }

    @Test
    void a_policy_whose_due_falls_takes_nothing_back_before_the_end() {
        SessionId session = fixture.recorded(3);
        TenantLedger cheaper = fixture.under(new CreditPolicyAt(Credits.of(2)), LedgerListener.NONE);

        cheaper.record(session, minute(4));
        assertThat(ledger.session(session).creditsConsumed()).isEqualTo(Credits.of(3));

        assertThat(cheaper.complete(session).usage().creditsConsumed()).isEqualTo(Credits.of(2));
    }

    @Test
    void without_a_rate_at_the_start_all_is_charged_at_the_end() {
        SessionId session = fixture.recorded(2, fixture.unrated());
        assertThat(deltas(session)).isEmpty();
        ledger.rates()
                .publish(PublishRate.named(
                        LedgerFixture.UNPUBLISHED_RATE, NOON.minusSeconds(60), RateMethod.perStartedMinute("2")));

        ledger.complete(session);

        assertThat(deltas(session)).containsExactly("-4");
    }

    @Test
    void a_policy_that_charges_nothing_leaves_what_was_charged() {
        SessionId session = fixture.recorded(2);
        TenantLedger free = fixture.under(CreditPolicy.usageOnly(), LedgerListener.NONE);

        free.record(session, minute(3));
        Settlement bill = free.complete(session);

        assertThat(bill).isInstanceOf(Settlement.Charged.class);
        assertThat(bill.usage().creditsConsumed()).isEqualTo(Credits.of(2));
        assertThat(bill.usage().creditDeducted()).isTrue();
    }

    @Test
    void a_counselor_without_an_account_gets_one_with_the_first_charge() {
        TenantLedger free = fixture.under(CreditPolicy.usageOnly(), LedgerListener.NONE);
        var nobody = CounselorId.of(UUID.randomUUID());
        SessionId session = newSession();
        free.start(StartSession.of(session, nobody));
        ledger.record(session, minute(1));

        ledger.complete(session);

        assertThat(ledger.credits().account(nobody).available()).isEqualTo(Credits.of(-1));
    }

    private void deleteUsage() {
        try (var connection = fixture.database.pool().getConnection()) {
            assertThat(fixture.tables.change(connection, "delete from session_usage where tenant_id = :tenant"))
                    .isPositive();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_session_whose_usage_was_deleted_is_not_charged_a_second_time() {
        SessionId session = fixture.recorded(2);
        deleteUsage();
        fixture.started(StartSession.of(session, fixture.counselor));

        ledger.recordAll(session, List.of(minute(1), minute(2), minute(3)));

        assertThat(deltas(session)).containsExactly("-1", "-1");
        assertThatThrownBy(() -> ledger.complete(session)).hasMessageContaining("was charged before");
        ledger.cancel(session);
        deleteUsage();
    }

    @Test
    void a_session_started_again_for_another_counselor_is_not_charged_a_second_time() {
        SessionId session = fixture.recorded(1);
        deleteUsage();
        CounselorId other = CounselorId.of(UUID.randomUUID());
        fixture.started(StartSession.of(session, other));

        assertThat(ledger.record(session, minute(1)).usage().creditsConsumed()).isEqualTo(Credits.ZERO);

        assertThatThrownBy(() -> ledger.complete(session)).hasMessageContaining("was charged before");
        assertThat(ledger.credits().account(other).used()).isEqualTo(Credits.ZERO);
        deleteUsage();
    }

    @Test
    void a_policy_that_charges_nothing_writes_off_nothing_that_waits() {
        ledger.rates().publish(PublishRate.named("cost", NOON.minusSeconds(1), RateMethod.shareOfCost("1000")));
        SessionId session =
                fixture.started(StartSession.of(newSession(), fixture.counselor).rate("cost"));
        ledger.record(session, minute(1));
        ledger.record(session, minuteBuilder(2).estimatedCost(null).build());
        ledger.complete(session);
        TenantLedger free = fixture.under(CreditPolicy.usageOnly(), LedgerListener.NONE);

        assertThat(free.settle(session)).isInstanceOf(Settlement.Unrated.class);
        assertThat(free.complete(session)).isInstanceOf(Settlement.Unrated.class);

        assertThat(ledger.session(session).creditDeducted()).isFalse();
        assertThat(ledger.unsettledSessions(PageRequest.first(10)).items()).hasSize(1);
    }

    @Test
    void an_analysis_whose_charge_fails_is_recorded_all_the_same() {
        SessionId session = fixture.started();
        CreditPolicy broken = new CreditPolicyAt(Credits.of("-1"));
        TenantLedger failing = fixture.under(broken, LedgerListener.NONE);

        RecordOutcome outcome = failing.record(session, minute(1));

        assertThat(outcome).isInstanceOf(RecordOutcome.Recorded.class);
        assertThat(ledger.session(session).counted().analysisCount()).isEqualTo(1);
        assertThat(ledger.record(session, minute(1)).usage().creditsConsumed()).isEqualTo(Credits.of(1));
    }
}
