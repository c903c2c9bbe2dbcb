package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.minute;
import static io.sessionledger.billing.LedgerFixture.minuteBuilder;
import static io.sessionledger.billing.LedgerFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.AnalysisId;
import io.sessionledger.ConflictException;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RateMethod.Tier;
import io.sessionledger.credit.Settlement;
import io.sessionledger.credit.Settlement.NotCharged;
import io.sessionledger.credit.Settlement.Unrated;
import io.sessionledger.credit.Shortage;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.credit.UnratedReason;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.report.UsageStats;
import io.sessionledger.session.Completion;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartSession;
import io.sessionledger.session.UsageFigures;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How usage becomes a charge: once, by the frozen figures, at the rate of the start. */
@EveryWay
class SettlementContractTest {

    private static final PageRequest PAGE = PageRequest.first(50);

    private final TestDatabase database;
    private final LedgerFixture fixture;
    private final TenantLedger ledger;

    SettlementContractTest(TestDatabase database) {
        this.database = database;
        this.fixture = new LedgerFixture(database);
        this.ledger = fixture.ledger;
    }

    private enum Drop {
        CANCEL,
        FAIL;

        Settlement apply(TenantLedger to, SessionId session) {
            return this == CANCEL ? to.cancel(session) : to.fail(session);
        }
    }

    @Test
    void a_session_is_charged_once_however_often_it_is_completed_and_settled() {
        fixture.withRate(RateMethod.perStartedMinute("2")).withCredits(100);
        SessionId session = fixture.recorded(3);
        Settlement first = ledger.complete(session);
        assertThat(first.replayed()).isFalse();
        for (int i = 0; i < 5; i++) {
            fixture.clock.advance(Duration.ofMinutes(1));
            for (Settlement repeat : List.of(ledger.complete(session), ledger.settle(session))) {
                assertThat(repeat.replayed()).isTrue();
                assertThat(repeat.receipt()).isEqualTo(first.receipt());
                assertThat(repeat.usage()).isEqualTo(first.usage());
            }
        }
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(94));
        assertThat(feesOf(session)).hasSize(1);
        Invariants.hold(fixture.tables);
    }

    @Test
    void the_receipt_shows_rate_figures_and_arithmetic() {
        CreditRate rate = publish(PublishRate.standard(
                NOON.minusSeconds(1),
                RateMethod.tieredMinutes(Tier.upTo(2, "1.5"), Tier.upTo(3, "1"), Tier.beyond("0.25"))));
        fixture.withCredits(100);
        SessionId session = fixture.recorded(4);
        fixture.clock.advance(Duration.ofMinutes(4));
        CreditLog receipt = ledger.complete(session).receipt().orElseThrow();
        assertThat(receipt.type()).isEqualTo(TransactionType.SESSION_FEE);
        assertThat(receipt.delta()).isEqualTo(Credits.of(-5));
        assertThat(receipt.balanceAfter()).isEqualTo(Credits.of(95));
        assertThat(receipt.entryNo()).isEqualTo(2);
        assertThat(receipt.sessionId()).isEqualTo(session);
        assertThat(receipt.counselorId()).isEqualTo(fixture.counselor);
        assertThat(receipt.reasonCode()).isEqualTo("session_completed");
        assertThat(receipt.createdAt()).isEqualTo(NOON.plus(Duration.ofMinutes(4)));
        Charge charge = receipt.charge();
        assertThat(charge.rate()).isEqualTo(rate);
        assertThat(charge.billed()).isEqualTo(ledger.session(session).billed());
        assertThat(charge.billed())
                .isEqualTo(new UsageFigures(
                        Duration.ofMinutes(4), 4, TokenUsage.of(1600, 4000, 1000), Usd.of("0.0031"), 0));
        assertThat(charge.credits()).isEqualTo(Credits.of(5));
        assertThat(charge.arithmetic())
                .isEqualTo("4 started minutes: 2 x 1.5 + 1 x 1 + 1 x 0.25 = 4.25, rounded up to whole credits = 5");
    }

    @Test
    void a_receipt_stays_the_first_one_through_later_rates_grants_and_analyses() {
        fixture.withRate(RateMethod.perStartedMinute("2")).withCredits(100);
        SessionId session = fixture.recorded(3);
        Settlement first = ledger.complete(session);

        fixture.clock.advance(Duration.ofDays(1));
        publish(PublishRate.standard(NOON.minus(Duration.ofDays(365)), RateMethod.perSecond("9")));
        publish(PublishRate.standard(NOON, RateMethod.perAnalysis("50")));
        fixture.withCredits(1000);
        assertThat(ledger.record(session, minute(4))).isInstanceOf(RecordOutcome.Late.class);

        Settlement repeat = ledger.complete(session);
        assertThat(repeat.replayed()).isTrue();
        assertThat(repeat.receipt()).isEqualTo(first.receipt());
        assertThat(repeat.receipt().orElseThrow().charge().arithmetic()).isEqualTo("3 started minutes x 2 = 6");
        assertThat(repeat.receipt().orElseThrow().charge().rate().version()).isEqualTo(1);
        assertThat(repeat.usage().billed()).isEqualTo(first.usage().billed());
        assertThat(repeat.usage().creditsConsumed()).isEqualTo(Credits.of(6));
        assertThat(repeat.usage().counted().analysisCount()).isEqualTo(4);
        assertThat(repeat)
                .isInstanceOfSatisfying(
                        Settlement.Charged.class,
                        charged -> assertThat(charged.account()).isEqualTo(fixture.account()));
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(1094));
        Invariants.hold(fixture.tables);
    }

    @Test
    void what_is_billed_is_frozen_at_the_completion_while_the_counters_go_on() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(10);
        SessionId session = fixture.recorded(2);
        UsageFigures billed = ledger.complete(session).usage().billed();
        for (int i = 3; i < 6; i++) {
            ledger.record(session, minute(i));
        }
        SessionUsage usage = ledger.session(session);
        assertThat(usage.billed()).isEqualTo(billed);
        assertThat(usage.billable()).isEqualTo(billed);
        assertThat(usage.counted().duration()).isEqualTo(Duration.ofMinutes(5));
        assertThat(usage.counted().tokens()).isEqualTo(TokenUsage.of(2000, 5000, 1250));
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_stated_duration_is_billed_and_kept_beside_the_sum() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(10);
        SessionId session = fixture.recorded(3);
        Settlement settlement = ledger.complete(session, Completion.NOW.recorded(Duration.ofMillis(60_001)));
        assertThat(settlement.usage().creditsConsumed()).isEqualTo(Credits.of(2));
        assertThat(settlement.usage().counted().duration()).isEqualTo(Duration.ofMinutes(3));
        assertThat(settlement.usage().statedDuration()).isEqualTo(Duration.ofMillis(60_001));
        assertThat(settlement.usage().billed().duration()).isEqualTo(Duration.ofMillis(60_001));
        assertThat(settlement.usage().billed().analysisCount()).isEqualTo(3);
        assertThat(fixture.tables.rows("""
                select duration_seconds, stated_duration_seconds, billed_duration_seconds from session_usage
                where tenant_id = :tenant
                """))
                .containsExactly(
                        "duration_seconds=180.000, stated_duration_seconds=60.001, billed_duration_seconds=60.001");
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_stated_duration_of_zero_is_not_the_same_as_none() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(10);
        SessionId session = fixture.recorded(3);
        Settlement settlement = ledger.complete(session, Completion.NOW.recorded(Duration.ZERO));
        assertNotCharged(settlement, NotCharged.Reason.NOTHING_DUE);
        assertThat(settlement.usage().statedDuration()).isEqualTo(Duration.ZERO);
        assertThat(settlement.usage().billed().duration()).isEqualTo(Duration.ZERO);
    }

    @Test
    void an_hour_of_three_second_steps_is_sixty_started_minutes() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(100);
        SessionId session = fixture.started();
        List<Analysis> hour = LongStream.rangeClosed(1, 1200)
                .mapToObj(number -> Analysis.builder(SafetyLevel.GREEN, 1)
                        .id(AnalysisId.of(number))
                        .duration(Duration.ofSeconds(3))
                        .transcriptLength(900)
                        .analyzedAt(NOON.plusSeconds(3 * number))
                        .build())
                .toList();
        for (int from = 0; from < hour.size(); from += 300) {
            assertThat(ledger.recordAll(session, hour.subList(from, from + 300)))
                    .hasSize(300)
                    .allMatch(outcome -> outcome instanceof RecordOutcome.Recorded);
        }
        Settlement settlement = ledger.complete(session);
        assertThat(settlement.usage().billed().duration()).isEqualTo(Duration.ofHours(1));
        assertThat(settlement.usage().billed().analysisCount()).isEqualTo(1200);
        assertThat(settlement.usage().billed().unpricedAnalysisCount()).isEqualTo(1200);
        assertThat(settlement.receipt().orElseThrow().charge().arithmetic()).isEqualTo("60 started minutes x 1 = 60");
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(40));
        Invariants.hold(fixture.tables);
    }

    @Test
    void fractions_of_seconds_add_up_exactly() {
        fixture.withRate(RateMethod.perSecond("1")).withCredits(100);
        SessionId session = fixture.started();
        for (int i = 1; i <= 30; i++) {
            ledger.record(
                    session, minuteBuilder(i).duration(Duration.ofMillis(100)).build());
        }
        assertThat(ledger.complete(session).usage().creditsConsumed()).isEqualTo(Credits.of(3));
    }

    @Test
    void the_minimum_is_charged_once_when_anything_was_used() {
        publish(PublishRate.standard(NOON, RateMethod.perStartedMinute("1")).minimum(Credits.of(5)));
        fixture.withCredits(100);
        SessionId session = fixture.recorded(2);
        Settlement settlement = ledger.complete(session);
        assertThat(settlement.usage().creditsConsumed()).isEqualTo(Credits.of(5));
        assertThat(settlement.receipt().orElseThrow().charge().arithmetic())
                .isEqualTo("2 started minutes x 1 = 2, minimum 5");

        assertNotCharged(ledger.complete(fixture.started()), NotCharged.Reason.NOTHING_DUE);
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(95));
    }

    @ParameterizedTest(name = "{0} minutes at {1} a minute")
    @CsvSource({"0, 7", "3, 0"})
    void where_nothing_is_due_the_session_is_settled_without_an_entry(int minutes, String price) {
        fixture.withRate(RateMethod.perStartedMinute(price)).withCredits(10);
        SessionId session = fixture.recorded(minutes);
        fixture.clock.advance(Duration.ofHours(1));
        Settlement settlement = ledger.complete(session);
        assertNotCharged(settlement, NotCharged.Reason.NOTHING_DUE);
        assertThat(settlement.replayed()).isFalse();
        assertThat(settlement.usage().creditDeducted()).isTrue();
        assertThat(settlement.usage().creditDeductedAt()).isEqualTo(fixture.clock.instant());
        assertThat(settlement.usage().creditsConsumed().isZero()).isTrue();
        assertThat(feesOf(session)).isEmpty();
        assertThat(fixture.account().used().isZero()).isTrue();
        assertThat(ledger.credits().alerts(PAGE).items()).isEmpty();
        assertThat(ledger.unsettledSessions(PAGE).items()).isEmpty();

        Map<String, List<String>> before = fixture.tables.everything();
        for (Settlement repeat : List.of(ledger.complete(session), ledger.settle(session))) {
            assertNotCharged(repeat, NotCharged.Reason.NOTHING_DUE);
            assertThat(repeat.replayed()).isTrue();
            assertThat(repeat.usage()).isEqualTo(settlement.usage());
        }
        fixture.tables.assertUnchanged(before);
        Invariants.hold(fixture.tables);
    }

    @Test
    void without_a_rate_the_session_completes_stays_unsettled_and_alerts_once() {
        SessionId session = fixture.recorded(2);
        fixture.clock.advance(Duration.ofMinutes(2));
        Settlement settlement = ledger.complete(session);
        assertUnrated(settlement, UnratedReason.NO_RATE_IN_FORCE);
        assertThat(settlement.replayed()).isFalse();
        assertThat(settlement.usage().status()).isEqualTo(SessionStatus.COMPLETED);
        assertThat(settlement.usage().completedAt()).isEqualTo(fixture.clock.instant());
        assertThat(settlement.usage().billed().duration()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settlement.usage().creditDeducted()).isFalse();
        assertThat(settlement.usage().rateId()).isNull();

        for (Settlement repeat : List.of(ledger.complete(session), ledger.settle(session), ledger.settle(session))) {
            assertUnrated(repeat, UnratedReason.NO_RATE_IN_FORCE);
            assertThat(repeat.replayed()).isTrue();
            assertThat(repeat.usage()).isEqualTo(settlement.usage());
        }
        CreditAlert alert = onlyAlert();
        assertThat(alert.kind()).isEqualTo(CreditAlert.Kind.UNRATED_SESSION);
        assertThat(alert.sessionId()).isEqualTo(session);
        assertThat(alert.counselorId()).isEqualTo(fixture.counselor);
        assertThat(alert.createdAt()).isEqualTo(fixture.clock.instant());
        assertThat(ledger.unsettledSessions(PAGE).items()).containsExactly(settlement.usage());
        assertThat(fixture.tables.count("credit_logs")).isZero();
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_backdated_rate_settles_by_the_frozen_figures() {
        fixture.withCredits(100);
        SessionId session = fixture.recorded(2);
        Settlement unrated = ledger.complete(session);
        ledger.record(session, minute(3));
        fixture.clock.advance(Duration.ofDays(2));
        CreditRate rate = publish(PublishRate.standard(NOON.minusSeconds(1), RateMethod.perStartedMinute("4")));

        Settlement settled = ledger.settle(session);
        assertThat(settled).isInstanceOf(Settlement.Charged.class);
        assertThat(settled.replayed()).isFalse();
        CreditLog receipt = settled.receipt().orElseThrow();
        assertThat(receipt.delta()).isEqualTo(Credits.of(-8));
        assertThat(receipt.charge().rate()).isEqualTo(rate);
        assertThat(receipt.charge().billed()).isEqualTo(unrated.usage().billed());
        assertThat(receipt.reasonCode()).isEqualTo("settled_later");
        assertThat(receipt.createdAt()).isEqualTo(fixture.clock.instant());
        assertThat(settled.usage().completedAt()).isEqualTo(NOON);
        assertThat(settled.usage().billed()).isEqualTo(unrated.usage().billed());
        assertThat(settled.usage().counted().analysisCount()).isEqualTo(3);
        assertThat(settled.usage().creditDeductedAt()).isEqualTo(fixture.clock.instant());
        assertThat(settled.usage().rateId()).isEqualTo(rate.id());
        assertThat(ledger.unsettledSessions(PAGE).items()).isEmpty();
        assertThat(onlyAlert().kind()).isEqualTo(CreditAlert.Kind.UNRATED_SESSION);

        Settlement again = ledger.settle(session);
        assertThat(again.replayed()).isTrue();
        assertThat(again.receipt()).isEqualTo(settled.receipt());
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(92));
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_stated_duration_is_still_billed_when_the_session_is_settled_later() {
        SessionId session = fixture.recorded(5);
        assertUnrated(
                ledger.complete(session, Completion.NOW.recorded(Duration.ofSeconds(90))),
                UnratedReason.NO_RATE_IN_FORCE);
        publish(PublishRate.standard(NOON, RateMethod.perStartedMinute("1")));
        Settlement settled = ledger.settle(session);
        assertThat(settled.usage().creditsConsumed()).isEqualTo(Credits.of(2));
        assertThat(settled.usage().statedDuration()).isEqualTo(Duration.ofSeconds(90));
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_rate_that_takes_effect_after_the_start_does_not_count() {
        SessionId session = fixture.recorded(2);
        fixture.clock.advance(Duration.ofMinutes(2));
        publish(PublishRate.standard(NOON.plusNanos(1000), RateMethod.perStartedMinute("1")));
        assertUnrated(ledger.complete(session), UnratedReason.NO_RATE_IN_FORCE);
        assertUnrated(ledger.settle(session), UnratedReason.NO_RATE_IN_FORCE);

        publish(PublishRate.standard(NOON, RateMethod.perStartedMinute("3")));
        assertThat(ledger.settle(session).usage().creditsConsumed()).isEqualTo(Credits.of(6));
    }

    @Test
    void a_session_keeps_the_version_that_was_in_force_when_it_started() {
        CreditRate pinned = publish(PublishRate.standard(NOON.minusSeconds(10), RateMethod.perStartedMinute("1")));
        SessionId session = fixture.recorded(2);
        publish(PublishRate.standard(NOON.minusSeconds(5), RateMethod.perStartedMinute("100")));
        Settlement settlement = ledger.complete(session);
        assertThat(settlement.usage().rateId()).isEqualTo(pinned.id());
        assertThat(settlement.receipt().orElseThrow().charge().rate()).isEqualTo(pinned);
        assertThat(settlement.usage().creditsConsumed()).isEqualTo(Credits.of(2));
    }

    @Test
    void each_session_is_billed_by_the_rate_it_names() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(100);
        publish(PublishRate.named("family", NOON, RateMethod.perAnalysis("7")));
        SessionId session = fixture.recorded(
                2, StartSession.of(newSession(), fixture.counselor).rate("family"));
        assertThat(ledger.complete(session).receipt().orElseThrow().charge().arithmetic())
                .isEqualTo("2 analyses x 7 = 14");
    }

    @Test
    void a_share_of_a_cost_that_is_partly_unknown_is_unrated_instead_of_smaller() {
        publish(PublishRate.standard(NOON, RateMethod.shareOfCost("1000")));
        fixture.withCredits(100);
        SessionId session = fixture.recorded(2);
        ledger.record(
                session,
                Analysis.builder(SafetyLevel.RED, 3).id(AnalysisId.of(3)).build());
        Settlement settlement = ledger.complete(session);
        assertUnrated(settlement, UnratedReason.UNPRICED_ANALYSES);
        assertUnrated(ledger.settle(session), UnratedReason.UNPRICED_ANALYSES);
        assertThat(settlement.usage().billed().unpricedAnalysisCount()).isEqualTo(1);
        assertThat(onlyAlert().kind()).isEqualTo(CreditAlert.Kind.UNRATED_SESSION);
        assertThat(ledger.unsettledSessions(PAGE).items()).containsExactly(settlement.usage());
        assertThat(fixture.account().used().isZero()).isTrue();

        SessionId priced = fixture.recorded(2);
        assertThat(ledger.complete(priced).receipt().orElseThrow().charge().arithmetic())
                .isEqualTo("0.00155 USD x 1000 = 1.55, rounded up to whole credits = 2");
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_cost_of_zero_is_a_known_cost() {
        publish(PublishRate.standard(NOON, RateMethod.shareOfCost("1000")));
        SessionId session = fixture.started();
        ledger.record(session, minuteBuilder(1).estimatedCost(Usd.ZERO).build());
        assertNotCharged(ledger.complete(session), NotCharged.Reason.NOTHING_DUE);
    }

    @ParameterizedTest(name = "of {0} credits a charge of 8 leaves {1}, {2} of it missing")
    @CsvSource({"5, -3, 3", "0, -8, 8", "7, -1, 1"})
    void a_charge_that_is_not_covered_is_made_all_the_same(int granted, int balance, int missing) {
        fixture.withRate(RateMethod.perStartedMinute("4"));
        if (granted > 0) {
            fixture.withCredits(granted);
        }
        SessionId session = fixture.recorded(2);
        Settlement settlement = ledger.complete(session);
        assertThat(settlement).isInstanceOf(Settlement.Charged.class);
        assertThat(settlement.receipt().orElseThrow().balanceAfter()).isEqualTo(Credits.of(balance));
        assertThat(settlement.shortage()).contains(new Shortage(Credits.of(8), Credits.of(missing)));
        assertThat(fixture.account().available()).isEqualTo(Credits.of(balance));

        fixture.withCredits(1000);
        Settlement repeat = ledger.complete(session);
        assertThat(repeat.shortage()).isEqualTo(settlement.shortage());
        assertThat(repeat.receipt()).isEqualTo(settlement.receipt());
        CreditAlert alert = onlyAlert();
        assertThat(alert.kind()).isEqualTo(CreditAlert.Kind.SHORTAGE);
        assertThat(alert.sessionId()).isEqualTo(session);
        assertThat(alert.counselorId()).isEqualTo(fixture.counselor);
        Invariants.hold(fixture.tables);
    }

    @Test
    void what_a_debt_leaves_of_a_charge_is_all_missing() {
        fixture.withRate(RateMethod.perStartedMinute("4"));
        ledger.complete(fixture.recorded(2));
        Settlement second = ledger.complete(fixture.recorded(1));
        assertThat(second.receipt().orElseThrow().balanceAfter()).isEqualTo(Credits.of(-12));
        assertThat(second.shortage()).contains(new Shortage(Credits.of(4), Credits.of(4)));
        assertThat(ledger.credits().alerts(PAGE).items())
                .as("one alert for each session")
                .hasSize(2);
    }

    @Test
    void a_charge_that_is_just_covered_is_no_shortage() {
        fixture.withRate(RateMethod.perStartedMinute("4")).withCredits(8);
        Settlement settlement = ledger.complete(fixture.recorded(2));
        assertThat(settlement.shortage()).isEmpty();
        assertThat(settlement.receipt().orElseThrow().balanceAfter().isZero()).isTrue();
        assertThat(ledger.credits().alerts(PAGE).items()).isEmpty();
    }

    @Test
    void under_usage_only_there_is_no_rate_no_account_no_entry_and_no_alert() {
        fixture.withRate(RateMethod.perStartedMinute("1"));
        TenantLedger usageOnly = fixture.under(CreditPolicy.usageOnly(), LedgerListener.NONE);
        SessionId session = newSession();
        assertThat(usageOnly
                        .start(StartSession.of(session, fixture.counselor))
                        .usage()
                        .rateId())
                .isNull();
        usageOnly.record(session, minute(1));
        Settlement settlement = usageOnly.complete(session);
        assertNotCharged(settlement, NotCharged.Reason.USAGE_ONLY);
        assertThat(settlement.replayed()).isFalse();
        assertThat(settlement.usage().billed().duration()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settlement.usage().creditDeducted()).isFalse();
        assertThat(fixture.tables.count("credit_accounts")).isZero();
        assertThat(fixture.tables.count("credit_logs")).isZero();
        assertThat(fixture.tables.count("credit_alerts")).isZero();
        assertThat(usageOnly.unsettledSessions(PAGE).items()).isEmpty();
        assertThat(ledger.unsettledSessions(PAGE).items()).isEmpty();
        Invariants.hold(fixture.tables);
    }

    @Test
    void what_completed_under_usage_only_is_never_charged_later() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(10);
        TenantLedger usageOnly = fixture.under(CreditPolicy.usageOnly(), LedgerListener.NONE);
        SessionId session = newSession();
        usageOnly.start(StartSession.of(session, fixture.counselor));
        usageOnly.record(session, minute(1));
        usageOnly.complete(session);

        Map<String, List<String>> before = fixture.tables.everything();
        for (Settlement later : List.of(ledger.settle(session), ledger.complete(session), usageOnly.settle(session))) {
            assertNotCharged(later, NotCharged.Reason.USAGE_ONLY);
            assertThat(later.replayed()).isTrue();
        }
        fixture.tables.assertUnchanged(before);
    }

    @Test
    void what_started_under_usage_only_is_charged_by_a_policy_that_charges_when_it_completes() {
        fixture.withRate(RateMethod.perStartedMinute("1"));
        TenantLedger usageOnly = fixture.under(CreditPolicy.usageOnly(), LedgerListener.NONE);
        SessionId session = newSession();
        usageOnly.start(StartSession.of(session, fixture.counselor));
        usageOnly.record(session, minute(1));
        Settlement settlement = ledger.complete(session);
        assertThat(settlement).isInstanceOf(Settlement.Charged.class);
        assertThat(settlement.usage().rateId())
                .isEqualTo(settlement.receipt().orElseThrow().charge().rate().id());
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(-1));
        Invariants.hold(fixture.tables);
    }

    @Test
    void the_policy_may_charge_some_counselors_and_not_others() {
        fixture.withRate(RateMethod.perStartedMinute("1"));
        CounselorId volunteer = CounselorId.of(UUID.randomUUID());
        CreditPolicy policy = (tenant, counselor) -> counselor.equals(volunteer)
                ? CreditPolicy.usageOnly().termsFor(tenant, counselor)
                : CreditPolicy.chargeAtCompletion().termsFor(tenant, counselor);
        TenantLedger mixed = fixture.under(policy, LedgerListener.NONE);
        SessionId free = fixture.recorded(1, StartSession.of(newSession(), volunteer));
        assertNotCharged(mixed.complete(free), NotCharged.Reason.USAGE_ONLY);
        assertThat(mixed.complete(fixture.recorded(1))).isInstanceOf(Settlement.Charged.class);
    }

    @Test
    void a_policy_may_put_its_own_price_in_place_of_the_rates() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(100);
        TenantLedger discounting = fixture.under(
                due((usage, rate) ->
                        Credits.of("0.5").plus(Credits.of(usage.billable().analysisCount()))),
                LedgerListener.NONE);
        SessionId session = fixture.recorded(3);
        Settlement settlement = discounting.complete(session);
        CreditLog receipt = settlement.receipt().orElseThrow();
        assertThat(receipt.delta()).isEqualTo(Credits.of("-3.5"));
        assertThat(receipt.charge().credits()).isEqualTo(Credits.of("3.5"));
        assertThat(receipt.charge().arithmetic()).isEqualTo("3 started minutes x 1 = 3; the policy charges 3.5");
        assertThat(settlement.usage().creditsConsumed()).isEqualTo(Credits.of("3.5"));
        assertThat(ledger.complete(session).receipt())
                .as("a repeat under another policy")
                .isEqualTo(settlement.receipt());
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_policy_sees_the_figures_that_will_be_billed() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(100);
        TenantLedger perSecond = fixture.under(
                due((usage, rate) -> Credits.of(usage.billable().duration().toSeconds())), LedgerListener.NONE);
        SessionId session = fixture.recorded(3);
        assertThat(perSecond
                        .complete(session, Completion.NOW.recorded(Duration.ofSeconds(11)))
                        .usage()
                        .creditsConsumed())
                .isEqualTo(Credits.of(11));
    }

    @Test
    void a_policy_with_its_own_price_settles_what_the_rate_cannot() {
        publish(PublishRate.standard(NOON, RateMethod.shareOfCost("1000")));
        SessionId session = fixture.started();
        ledger.record(
                session,
                Analysis.builder(SafetyLevel.RED, 3).id(AnalysisId.of(1)).build());
        assertUnrated(ledger.complete(session), UnratedReason.UNPRICED_ANALYSES);
        TenantLedger flat = fixture.under(due((usage, rate) -> Credits.of(2)), LedgerListener.NONE);
        CreditLog receipt = flat.settle(session).receipt().orElseThrow();
        assertThat(receipt.delta()).isEqualTo(Credits.of(-2));
        assertThat(receipt.charge().arithmetic()).isEqualTo("the policy charges 2");
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_policy_that_would_pay_out_is_refused_and_nothing_changes() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(100);
        SessionId session = fixture.recorded(3);
        Map<String, List<String>> before = fixture.tables.everything();
        TenantLedger paying = fixture.under(due((usage, rate) -> Credits.of("-0.0001")), LedgerListener.NONE);
        assertThatThrownBy(() -> paying.complete(session))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        refused -> assertThat(refused.field()).isEqualTo("due"))
                .hasMessageContaining("zero or more")
                .hasMessageContaining("-0.0001");
        fixture.tables.assertUnchanged(before);
        assertThat(ledger.complete(session)).isInstanceOf(Settlement.Charged.class);
    }

    @Test
    void what_a_policy_throws_reaches_the_caller_and_nothing_changes() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(100);
        SessionId session = fixture.recorded(3);
        Map<String, List<String>> before = fixture.tables.everything();
        IllegalStateException fault = new IllegalStateException("the policy is at fault");
        CreditPolicy failing = due((usage, rate) -> {
            throw fault;
        });
        assertThatThrownBy(() -> fixture.under(failing, LedgerListener.NONE).complete(session))
                .isSameAs(fault);
        CreditPolicy withoutTerms = (tenant, counselor) -> {
            throw fault;
        };
        TenantLedger lost = fixture.under(withoutTerms, LedgerListener.NONE);
        assertThatThrownBy(() -> lost.complete(session)).isSameAs(fault);
        assertThatThrownBy(() -> lost.start(StartSession.of(newSession(), fixture.counselor)))
                .isSameAs(fault);
        fixture.tables.assertUnchanged(before);
        assertThat(ledger.complete(session)).isInstanceOf(Settlement.Charged.class);
    }

    @Test
    void a_session_cannot_have_ended_before_it_started() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(100);
        SessionId session = fixture.recorded(3);
        Map<String, List<String>> before = fixture.tables.everything();
        Instant tooEarly = NOON.minusNanos(1000);
        assertThatThrownBy(() -> ledger.complete(session, Completion.at(tooEarly)))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        refused -> assertThat(refused.field()).isEqualTo("completedAt"))
                .hasMessageContaining(NOON.toString())
                .hasMessageContaining(tooEarly.toString());
        fixture.tables.assertUnchanged(before);
        assertThat(ledger.complete(session, Completion.at(NOON)).usage().completedAt())
                .isEqualTo(NOON);
    }

    @Test
    void a_clock_behind_the_start_ends_the_session_at_its_start() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(100);
        Instant start = NOON.plus(Duration.ofMinutes(5));
        SessionId completed = fixture.recorded(
                1, StartSession.of(newSession(), fixture.counselor).startedAt(start));
        assertThat(ledger.complete(completed).usage().completedAt()).isEqualTo(start);
        for (Drop drop : Drop.values()) {
            SessionId dropped = fixture.recorded(
                    1, StartSession.of(newSession(), fixture.counselor).startedAt(start));
            assertThat(drop.apply(ledger, dropped).usage().completedAt()).isEqualTo(start);
        }
    }

    @Test
    void an_accounts_time_never_runs_backwards_whatever_the_clock_does() {
        fixture.withRate(RateMethod.perStartedMinute("1"));
        fixture.clock.advance(Duration.ofHours(1));
        fixture.withCredits(100);
        fixture.clock.set(NOON);
        Settlement settlement = ledger.complete(fixture.recorded(1));
        assertThat(settlement.receipt().orElseThrow().createdAt()).isEqualTo(NOON.plus(Duration.ofHours(1)));
        assertThat(settlement.usage().completedAt()).isEqualTo(NOON);
        fixture.withCredits(1);
        Invariants.hold(fixture.tables);
    }

    @ParameterizedTest(name = "by {0}")
    @EnumSource(Drop.class)
    void what_is_called_off_is_not_charged_and_loses_nothing_recorded(Drop drop) {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(100);
        SessionId session = fixture.recorded(3);
        CreditAccount account = fixture.account();
        Settlement settlement = drop.apply(ledger, session);
        assertNotCharged(settlement, NotCharged.Reason.NOT_COMPLETED);
        assertThat(ledger.record(session, minute(4))).isInstanceOf(RecordOutcome.Late.class);
        assertNotCharged(ledger.settle(session), NotCharged.Reason.NOT_COMPLETED);

        assertThat(feesOf(session)).isEmpty();
        assertThat(fixture.account()).isEqualTo(account);
        assertThat(ledger.session(session).creditsConsumed().isZero()).isTrue();
        assertThat(ledger.session(session).billed()).isNull();
        assertThat(ledger.analysisLogs(session, PAGE).items())
                .extracting(log -> log.content().displayText())
                .containsExactly("minute 1", "minute 2", "minute 3", "minute 4");
        UsageStats stats = ledger.usageStats(fixture.counselor, TimeRange.of(NOON, NOON.plusSeconds(1)));
        assertThat(stats.totalSessions()).isEqualTo(1);
        assertThat(stats.used().duration()).isEqualTo(Duration.ofMinutes(4));
        assertThat(stats.totalCreditsConsumed().isZero()).isTrue();
        assertThat(ledger.unsettledSessions(PAGE).items()).isEmpty();
        assertThat(ledger.credits().alerts(PAGE).items()).isEmpty();
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_ledger_of_another_process_sees_the_same_receipt() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(100);
        SessionId session = fixture.recorded(3);
        Optional<CreditLog> receipt = ledger.complete(session).receipt();
        try (var pool = database.newPool(false)) {
            TenantLedger elsewhere = SessionLedger.builder(
                            JdbcLedgerStore.builder(pool).build())
                    .build()
                    .tenant(fixture.tenant);
            assertThat(elsewhere.complete(session).receipt()).isEqualTo(receipt);
            assertThat(elsewhere.credits().log(fixture.counselor, PAGE).items().get(0))
                    .isEqualTo(receipt.orElseThrow());
        }
    }

    @Test
    void the_fees_key_is_reserved_for_the_ledger() {
        SessionId session = fixture.started();
        assertThatThrownBy(() -> GrantCredits.purchase(
                        fixture.counselor, Credits.of(1), "reason", "ledger:session_fee:" + session))
                .isInstanceOf(InvalidInputException.class);
    }

    private CreditRate publish(PublishRate rate) {
        return ledger.rates().publish(rate);
    }

    private List<CreditLog> feesOf(SessionId session) {
        return ledger.credits().log(fixture.counselor, PAGE).items().stream()
                .filter(entry -> session.equals(entry.sessionId()))
                .toList();
    }

    private CreditAlert onlyAlert() {
        List<CreditAlert> alerts = ledger.credits().alerts(PAGE).items();
        assertThat(alerts).hasSize(1);
        return alerts.get(0);
    }

    private static void assertNotCharged(Settlement settlement, NotCharged.Reason reason) {
        assertThat(settlement)
                .isInstanceOfSatisfying(
                        NotCharged.class,
                        notCharged -> assertThat(notCharged.reason()).isEqualTo(reason));
        assertThat(settlement.receipt()).isEmpty();
        assertThat(settlement.shortage()).isEmpty();
        assertThat(settlement.usage().creditsConsumed().isZero()).isTrue();
    }

    private static void assertUnrated(Settlement settlement, UnratedReason reason) {
        assertThat(settlement)
                .isInstanceOfSatisfying(
                        Unrated.class, unrated -> assertThat(unrated.reason()).isEqualTo(reason));
        assertThat(settlement.receipt()).isEmpty();
        assertThat(settlement.shortage()).isEmpty();
    }

    /** The default terms with a price of the test's own. */
    private static CreditPolicy due(Price price) {
        return new CreditPolicy() {
            @Override
            public CreditTerms termsFor(TenantId tenant, CounselorId counselor) {
                return CreditPolicy.chargeAtCompletion().termsFor(tenant, counselor);
            }

            @Override
            public Credits due(SessionUsage usage, CreditRate rate) {
                return price.of(usage, rate);
            }
        };
    }

    @FunctionalInterface
    private interface Price {
        Credits of(SessionUsage usage, CreditRate rate);
    }

    @Test
    void what_waits_for_its_rate_is_not_written_off_by_a_policy_that_charges_nothing() {
        SessionId session = fixture.recorded(2);
        ledger.complete(session);
        TenantLedger usageOnly = fixture.under(CreditPolicy.usageOnly(), LedgerListener.NONE);
        Map<String, List<String>> before = fixture.tables.everything();

        assertNotCharged(usageOnly.settle(session), NotCharged.Reason.USAGE_ONLY);
        assertNotCharged(usageOnly.complete(session), NotCharged.Reason.USAGE_ONLY);
        fixture.tables.assertUnchanged(before);

        fixture.withRate(RateMethod.perStartedMinute("1"));
        assertThat(ledger.settle(session).receipt().orElseThrow().delta()).isEqualTo(Credits.of(-2));
    }

    @Test
    void a_session_whose_usage_was_deleted_cannot_be_charged_a_second_time() throws SQLException {
        fixture.withRate(RateMethod.perStartedMinute("1"));
        SessionId session = fixture.recorded(1);
        ledger.complete(session);
        try (var connection = fixture.database.pool().getConnection();
                var delete = connection.prepareStatement("delete from session_usage where tenant_id = ?")) {
            delete.setString(1, fixture.tenant.value());
            delete.executeUpdate();
        }
        ledger.start(StartSession.of(session, fixture.counselor));
        ledger.record(session, minute(1));

        assertThatThrownBy(() -> ledger.complete(session))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(session.toString())
                .hasMessageContaining("entry 1");
        assertThat(ledger.session(session).status()).isEqualTo(SessionStatus.IN_PROGRESS);
        assertThat(ledger.cancel(session).replayed()).isFalse();
    }
}
