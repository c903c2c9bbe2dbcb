package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.UNPUBLISHED_RATE;
import static io.sessionledger.billing.LedgerFixture.minuteBuilder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TimeRange;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.AdjustCredits;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantNotFoundException;
import io.sessionledger.credit.GrantPayment;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.credit.Settlement;
import io.sessionledger.credit.Statement;
import io.sessionledger.credit.VoidGrant;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.report.SafetyDistribution;
import io.sessionledger.report.UsageStats;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartSession;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * I7: what one tenant does is invisible to, and unchangeable by, another. Two tenants use the very same ids, keys and names, and
 * differ in every figure.
 */
@EveryWay
class TenancyContractTest {

    private static final PageRequest PAGE = PageRequest.first(50);
    private static final SessionId CHARGED = SessionId.of(1);
    private static final SessionId RUNNING = SessionId.of(2);
    private static final SessionId UNSETTLED = SessionId.of(3);
    private static final SessionId OF_ONE_ALONE = SessionId.of(4);
    private static final CounselorId COUNSELOR = CounselorId.of(7);
    private static final TimeRange DAY =
            TimeRange.of(NOON.minus(Duration.ofHours(12)), NOON.plus(Duration.ofHours(12)));

    private final LedgerFixture fixture;
    private final Side red;
    private final Side green;

    TenancyContractTest(TestDatabase database) {
        fixture = new LedgerFixture(database, CreditPolicy.chargeAtCompletion().refusing(Credits.ZERO));
        red = new Side(fixture.ledger, "red words", SafetyLevel.RED, 2, "3", 5);
        green = new Side(fixture.other(), "green words", SafetyLevel.GREEN, 4, "1", 1000);
    }

    /** One of the two: what it says, how much it uses, what it pays, what it was given. */
    private record Side(TenantLedger ledger, String words, SafetyLevel level, int minutes, String price, long granted) {

        void play() {
            ledger.rates()
                    .publish(PublishRate.standard(NOON.minus(Duration.ofDays(1)), RateMethod.perStartedMinute(price)));
            ledger.credits().grant(grant());
            for (SessionId session : List.of(CHARGED, RUNNING)) {
                ledger.start(StartSession.of(session, COUNSELOR));
                record(session);
            }
            ledger.start(StartSession.of(UNSETTLED, COUNSELOR).rate(UNPUBLISHED_RATE));
            record(UNSETTLED);
            ledger.complete(CHARGED);
            ledger.complete(UNSETTLED);
        }

        GrantCredits grant() {
            return GrantCredits.purchase(COUNSELOR, Credits.of(granted), words, "the same key");
        }

        private void record(SessionId session) {
            for (int i = 1; i <= minutes; i++) {
                ledger.record(
                        session,
                        minuteBuilder(i).id(AnalysisId.of(i)).displayText(words).build());
            }
        }

        Credits due() {
            return Credits.of(minutes * Long.parseLong(price));
        }

        Credits balance() {
            return Credits.of(granted).minus(due());
        }

        /** What the grant has paid of the charge. */
        Credits paid() {
            return balance().isNegative() ? Credits.of(granted) : due();
        }
    }

    @Test
    void the_same_ids_keys_and_names_live_side_by_side() {
        red.play();
        green.play();
        for (Side side : List.of(red, green)) {
            assertSeesItsOwnRowsOnly(side);
        }
    }

    private static void assertSeesItsOwnRowsOnly(Side side) {
        TenantLedger ledger = side.ledger();
        SessionUsage charged = ledger.session(CHARGED);
        assertThat(charged.status()).isEqualTo(SessionStatus.COMPLETED);
        assertThat(charged.creditsConsumed()).isEqualTo(side.due());
        assertThat(charged.counted().analysisCount()).isEqualTo(side.minutes());
        assertThat(ledger.findSession(RUNNING).orElseThrow().status()).isEqualTo(SessionStatus.IN_PROGRESS);
        assertThat(ledger.analysisLogs(CHARGED, PAGE).items())
                .hasSize(side.minutes())
                .allSatisfy(log -> assertOwn(log, side));
        for (AnalysisLogQuery query : List.of(
                AnalysisLogQuery.ofTenant(), AnalysisLogQuery.ofTenant().in(DAY).newestFirst())) {
            assertThat(ledger.analysisLogs(query, PAGE).items())
                    .hasSize(3 * side.minutes())
                    .allSatisfy(log -> assertOwn(log, side));
            try (Stream<AnalysisLog> export = ledger.exportAnalysisLogs(query)) {
                assertThat(export).hasSize(3 * side.minutes()).allSatisfy(log -> assertOwn(log, side));
            }
        }
        assertThat(ledger.safetyDistribution(CHARGED)).isEqualTo(new SafetyDistribution(0, 0, side.minutes()));
        assertStats(ledger.usageStats(DAY), side);
        assertStats(ledger.usageStats(COUNSELOR, DAY), side);
        assertThat(ledger.unsettledSessions(PAGE).items()).containsExactly(ledger.session(UNSETTLED));
        assertThat(ledger.rates().versions("standard")).singleElement().satisfies(rate -> {
            assertThat(rate.version()).isEqualTo(1);
            assertThat(rate.method()).isEqualTo(RateMethod.perStartedMinute(side.price()));
        });
        CreditRate rate = ledger.rates().versions("standard").get(0);
        assertThat(ledger.rates().inForce("standard", NOON)).contains(rate);
        assertThat(ledger.rates().find(rate.id())).contains(rate);
        assertCredits(side);
    }

    private static void assertOwn(AnalysisLog log, Side side) {
        assertThat(log.content().displayText()).isEqualTo(side.words());
    }

    private static void assertStats(UsageStats stats, Side side) {
        assertThat(stats.totalSessions()).isEqualTo(3);
        assertThat(stats.used().analysisCount()).isEqualTo(3L * side.minutes());
        assertThat(stats.totalCreditsConsumed()).isEqualTo(side.due());
    }

    private static void assertCredits(Side side) {
        TenantCredits credits = side.ledger().credits();
        assertThat(credits.account(COUNSELOR).granted()).isEqualTo(Credits.of(side.granted()));
        assertThat(credits.account(COUNSELOR).balance()).isEqualTo(side.balance());
        List<CreditLog> entries = credits.log(COUNSELOR, PAGE).items();
        assertThat(entries).extracting(CreditLog::entryNo).containsExactly(2L, 1L);
        assertThat(entries)
                .extracting(CreditLog::balanceAfter)
                .containsExactly(side.balance(), Credits.of(side.granted()));
        assertThat(entries.get(1).reason()).isEqualTo(side.words());
        assertThat(credits.balanceAt(COUNSELOR, NOON)).isEqualTo(side.balance());
        CreditGrant grant = credits.grants(COUNSELOR, PAGE).items().get(0);
        assertThat(credits.grants(COUNSELOR, PAGE).items())
                .containsExactly(credits.findGrant(grant.id()).orElseThrow());
        assertThat(grant.amount()).isEqualTo(Credits.of(side.granted()));
        assertThat(grant.remaining()).isEqualTo(grant.amount().minus(side.paid()));
        assertThat(credits.payments(CHARGED))
                .containsExactly(new GrantPayment(entries.get(0).id(), grant.id(), side.paid(), Credits.ZERO));
        assertThat(credits.holds(COUNSELOR, PAGE).items()).isEmpty();
        Statement statement = credits.statement(COUNSELOR, DAY, PAGE);
        assertThat(statement.closing()).isEqualTo(side.balance());
        assertThat(statement.entries().items()).hasSize(2).containsAll(entries);
        List<CreditAlert.Kind> expected = side.balance().isNegative()
                ? List.of(CreditAlert.Kind.SHORTAGE, CreditAlert.Kind.UNRATED_SESSION)
                : List.of(CreditAlert.Kind.UNRATED_SESSION);
        assertThat(credits.alerts(PAGE).items())
                .extracting(CreditAlert::kind)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void nothing_one_tenant_does_changes_a_row_of_the_other() {
        red.play();
        green.play();
        Map<String, List<String>> greenRows =
                fixture.tablesOf(green.ledger().tenant()).everything();
        everyVerb(red.ledger());
        fixture.tablesOf(green.ledger().tenant()).assertUnchanged(greenRows);

        Map<String, List<String>> redRows =
                fixture.tablesOf(red.ledger().tenant()).everything();
        everyVerb(green.ledger());
        fixture.tablesOf(red.ledger().tenant()).assertUnchanged(redRows);
        Invariants.hold(fixture.tablesOf(red.ledger().tenant()));
        Invariants.hold(fixture.tablesOf(green.ledger().tenant()));
    }

    /** Each verb at least once with an effect of its own. */
    private void everyVerb(TenantLedger ledger) {
        fixture.clock.advance(Duration.ofMinutes(1));
        TenantCredits credits = ledger.credits();
        assertThat(credits.grant(purchase(13, "another key")).replayed()).isFalse();
        Instant soon = fixture.clock.instant().plusSeconds(60);
        assertThat(credits.grant(purchase(3, "a third key").expiresAt(soon)).replayed())
                .isFalse();
        fixture.clock.advance(Duration.ofMinutes(1));
        assertThat(credits.sweep(COUNSELOR)).isEqualTo(new AccountSweep(0, 1, 0));
        assertThat(ledger.admit(RUNNING, Duration.ZERO).hold()).isPresent();
        assertThat(ledger.start(StartSession.of(OF_ONE_ALONE, COUNSELOR)).replayed())
                .isFalse();
        assertThat(ledger.record(OF_ONE_ALONE, minuteBuilder(1).build())).isInstanceOf(RecordOutcome.Recorded.class);
        assertThat(ledger.record(CHARGED, minuteBuilder(50).build())).isInstanceOf(RecordOutcome.Late.class);
        assertThat(ledger.recordAll(RUNNING, List.of(minuteBuilder(51).build())).get(0))
                .isInstanceOf(RecordOutcome.Recorded.class);
        ledger.rates().publish(PublishRate.standard(NOON, RateMethod.perSecond("17")));
        ledger.rates().publish(PublishRate.named(UNPUBLISHED_RATE, NOON, RateMethod.perAnalysis("9")));
        assertThat(ledger.settle(UNSETTLED)).isInstanceOf(Settlement.Charged.class);
        assertThat(ledger.cancel(RUNNING).replayed()).isFalse();
        assertThat(ledger.fail(OF_ONE_ALONE).replayed()).isFalse();
        assertThat(ledger.eraseContent(CHARGED)).isPositive();
        assertThat(credits.refund(RefundSession.part(CHARGED, Credits.of(1), "why", "refund key", "staff"))
                        .replayed())
                .isFalse();
        assertThat(credits.adjust(new AdjustCredits(COUNSELOR, Credits.of(-2), "why", "adjustment key", "staff"))
                        .replayed())
                .isFalse();
        GrantId later = credits.grant(purchase(7, "a fourth key").effectiveFrom(soon.plusSeconds(3600)))
                .grant()
                .id();
        assertThat(credits.voidGrant(new VoidGrant(later, "why", "void key", "staff"))
                        .grant()
                        .status())
                .isEqualTo(GrantStatus.VOIDED);
        assertThat(credits.limitOverdraft(COUNSELOR, Optional.of(Credits.of(5))).overdraftLimit())
                .isEqualTo(Credits.of(5));
        assertThat(credits.eraseReasons(COUNSELOR)).isPositive();
    }

    private static GrantCredits purchase(long amount, String key) {
        return GrantCredits.purchase(COUNSELOR, Credits.of(amount), "more", key);
    }

    @Test
    void a_key_used_by_one_tenant_is_free_for_the_other() {
        assertThat(red.ledger().credits().grant(red.grant()).replayed()).isFalse();
        assertThat(green.ledger().credits().grant(green.grant()).replayed()).isFalse();
        assertThat(red.ledger().credits().grant(red.grant()).replayed()).isTrue();
        assertThat(green.ledger().credits().account(COUNSELOR).granted()).isEqualTo(Credits.of(1000));
    }

    @Test
    void a_rate_of_one_tenant_rates_no_session_of_the_other() {
        red.ledger().rates().publish(PublishRate.standard(NOON, RateMethod.perStartedMinute("1")));
        green.ledger().start(StartSession.of(CHARGED, COUNSELOR));
        green.record(CHARGED);
        assertThat(green.ledger().complete(CHARGED)).isInstanceOf(Settlement.Unrated.class);
        assertThat(green.ledger().settle(CHARGED)).isInstanceOf(Settlement.Unrated.class);
    }

    @Test
    void what_one_tenant_has_is_unknown_to_the_other() {
        red.play();
        red.ledger().start(StartSession.of(OF_ONE_ALONE, COUNSELOR));
        GrantId grant = red.ledger()
                .credits()
                .grant(purchase(100, "another key"))
                .grant()
                .id();
        assertThat(red.ledger().admit(RUNNING, Duration.ZERO).hold()).isPresent();
        Map<String, List<String>> redRows =
                fixture.tablesOf(red.ledger().tenant()).everything();
        assertUnknownTo(green.ledger(), grant);
        fixture.tablesOf(red.ledger().tenant()).assertUnchanged(redRows);
        assertThat(green.ledger().findSession(OF_ONE_ALONE)).isEmpty();
        assertThatThrownBy(() -> green.ledger().session(OF_ONE_ALONE)).isInstanceOf(SessionNotFoundException.class);
        assertThat(green.ledger()
                        .analysisLogs(AnalysisLogQuery.ofTenant(), PAGE)
                        .items())
                .isEmpty();
        assertThat(green.ledger().exportAnalysisLogs(AnalysisLogQuery.ofSession(CHARGED)))
                .isEmpty();
        assertThat(green.ledger().usageStats(DAY).totalSessions()).isZero();
        assertThat(green.ledger().usageStats(COUNSELOR, DAY).totalSessions()).isZero();
        assertThat(green.ledger().unsettledSessions(PAGE).items()).isEmpty();
        assertThat(green.ledger().rates().versions("standard")).isEmpty();
        assertThat(green.ledger().rates().inForce("standard", NOON)).isEmpty();
        assertThat(green.ledger().credits().alerts(PAGE).items()).isEmpty();
        assertThat(green.ledger().credits().log(COUNSELOR, PAGE).items()).isEmpty();
        assertThat(green.ledger().credits().account(COUNSELOR).granted().isZero())
                .isTrue();
        assertThat(green.ledger()
                        .credits()
                        .statement(COUNSELOR, DAY, PAGE)
                        .closing()
                        .isZero())
                .isTrue();
        fixture.tablesOf(green.ledger().tenant())
                .everything()
                .forEach((table, rows) -> assertThat(rows).as(table).isEmpty());
    }

    /** Neither can its credits be seen, nor anything be done about them. */
    private static void assertUnknownTo(TenantLedger other, GrantId grant) {
        TenantCredits credits = other.credits();
        assertThatThrownBy(() -> other.admit(RUNNING, Duration.ZERO)).isInstanceOf(SessionNotFoundException.class);
        assertThatThrownBy(() -> credits.refund(RefundSession.whole(CHARGED, "why", "key", "staff")))
                .isInstanceOf(SessionNotFoundException.class);
        assertThatThrownBy(() -> credits.voidGrant(new VoidGrant(grant, "why", "key", "staff")))
                .isInstanceOf(GrantNotFoundException.class);
        assertThat(credits.findGrant(grant)).isEmpty();
        assertThat(credits.sweep(COUNSELOR)).isEqualTo(AccountSweep.NOTHING);
        assertThat(credits.eraseReasons(COUNSELOR)).isZero();
        assertThat(credits.grants(COUNSELOR, PAGE).items()).isEmpty();
        assertThat(credits.holds(COUNSELOR, PAGE).items()).isEmpty();
        assertThat(credits.payments(CHARGED)).isEmpty();
        assertThat(credits.balanceAt(COUNSELOR, NOON)).isEqualTo(Credits.ZERO);
    }

    @Test
    void a_cursor_of_one_tenant_is_refused_by_the_other() {
        red.play();
        green.play();
        String cursor = red.ledger()
                .analysisLogs(CHARGED, PageRequest.first(1))
                .nextCursor()
                .orElseThrow();
        assertThatThrownBy(() -> green.ledger().analysisLogs(CHARGED, PageRequest.after(1, cursor)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("cursor: ");
    }
}
