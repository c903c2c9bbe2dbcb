package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.minute;
import static io.sessionledger.billing.LedgerFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TimeRange;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.AdjustCredits;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantNotFoundException;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.credit.Settlement;
import io.sessionledger.credit.Settlement.NotCharged;
import io.sessionledger.credit.VoidGrant;
import io.sessionledger.event.LedgerEvent;
import io.sessionledger.session.Completion;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.StartSession;
import io.sessionledger.store.LedgerStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A host that switches its ledger off goes on as if every verb had succeeded. */
class NoopLedgerTest {

    private static final CounselorId COUNSELOR = CounselorId.of(7);

    static Stream<CreditPolicy> everyPolicy() {
        return Stream.of(
                CreditPolicy.chargeAtCompletion(),
                CreditPolicy.chargeAtCompletion().refusing(Credits.ZERO),
                CreditPolicy.usageOnly());
    }

    private static TenantLedger ledger(CreditPolicy policy) {
        return SessionLedger.builder(LedgerStore.noop()).policy(policy).build().tenant("island");
    }

    @ParameterizedTest
    @MethodSource("everyPolicy")
    void a_session_goes_from_start_to_bill(CreditPolicy policy) {
        TenantLedger ledger = ledger(policy);
        SessionId session = newSession();
        assertThat(ledger.start(StartSession.of(session, COUNSELOR)).replayed()).isFalse();
        assertThat(ledger.admit(session, Duration.ofMinutes(31)))
                .isInstanceOf(AdmitOutcome.Admitted.class)
                .extracting(AdmitOutcome::hold)
                .isEqualTo(Optional.empty());
        Analysis withoutId = Analysis.builder(SafetyLevel.RED, 3).build();
        RecordOutcome outcome = ledger.record(session, withoutId);
        assertThat(outcome).isInstanceOf(RecordOutcome.Recorded.class);
        assertThat(outcome.log().id()).isNotNull();
        assertThat(ledger.recordAll(session, List.of(minute(1), minute(2))))
                .extracting(each -> each.log().id())
                .containsExactly(AnalysisId.of(1), AnalysisId.of(2));

        Settlement bill = ledger.complete(session, Completion.at(NOON).recorded(Duration.ofMinutes(31)));

        assertThat(bill).isInstanceOf(NotCharged.class);
        assertThat(bill.receipt()).isEmpty();
        assertThat(bill.shortage()).isEmpty();
        assertThat(bill.usage().sessionId()).isEqualTo(session);
        assertThat(bill.usage().status()).isEqualTo(SessionStatus.COMPLETED);
        assertThat(bill.usage().completedAt()).isEqualTo(NOON);
        assertThat(bill.usage().statedDuration()).isEqualTo(Duration.ofMinutes(31));
        assertThat(bill.usage().creditsConsumed()).isEqualTo(Credits.ZERO);
    }

    @Test
    void why_nothing_is_charged_is_what_the_policy_says() {
        assertThat(ledger(CreditPolicy.chargeAtCompletion()).complete(newSession()))
                .extracting(bill -> ((NotCharged) bill).reason())
                .isEqualTo(NotCharged.Reason.NOTHING_DUE);
        assertThat(ledger(CreditPolicy.usageOnly()).complete(newSession()))
                .extracting(bill -> ((NotCharged) bill).reason())
                .isEqualTo(NotCharged.Reason.USAGE_ONLY);
    }

    @ParameterizedTest
    @MethodSource("everyPolicy")
    void every_verb_succeeds_on_a_session_that_nobody_started_and_is_heard_of(CreditPolicy policy) {
        List<LedgerEvent> heard = new ArrayList<>();
        TenantLedger ledger = SessionLedger.builder(LedgerStore.noop())
                .policy(policy)
                .listener(heard::add)
                .build()
                .tenant("island");
        SessionId session = newSession();

        assertThat(ledger.admit(session, Duration.ofMinutes(1)).admitted()).isTrue();
        assertThat(ledger.complete(session)).isInstanceOf(NotCharged.class);
        assertThat(ledger.complete(session)).isInstanceOf(NotCharged.class);
        assertThat(ledger.settle(session)).isInstanceOf(NotCharged.class);
        assertThat(ledger.cancel(session).usage().status()).isEqualTo(SessionStatus.CANCELLED);
        assertThat(ledger.fail(session).usage().status()).isEqualTo(SessionStatus.FAILED);

        assertThat(heard)
                .extracting(LedgerEvent::outcome)
                .containsExactly("admitted", "not_charged", "not_charged", "replayed", "not_charged", "not_charged");
    }

    @Test
    void credits_and_rates_are_taken_and_forgotten() {
        TenantLedger ledger = ledger(CreditPolicy.chargeAtCompletion());
        GrantCredits grant = GrantCredits.purchase(COUNSELOR, Credits.of(5), "why", "key");
        assertThat(ledger.credits().grant(grant).account().available()).isEqualTo(Credits.of(5));
        assertThat(ledger.credits().grant(grant).replayed()).isFalse();
        AdjustCredits adjustment = new AdjustCredits(COUNSELOR, Credits.of(-5), "why", "key", "staff");
        assertThat(ledger.credits().adjust(adjustment).account().available()).isEqualTo(Credits.of(-5));
        assertThat(ledger.credits().adjust(adjustment).replayed()).isFalse();
        Optional<Credits> limit = Optional.of(Credits.of(7));
        assertThat(ledger.credits().limitOverdraft(COUNSELOR, limit).overdraftLimit())
                .isEqualTo(Credits.of(7));
        assertThat(ledger.credits().sweep(COUNSELOR)).isEqualTo(AccountSweep.NOTHING);
        assertThat(ledger.credits().eraseReasons(COUNSELOR)).isZero();
        assertThat(ledger.credits().account(COUNSELOR)).isEqualTo(CreditAccount.empty(COUNSELOR));
        PublishRate rate = PublishRate.standard(NOON, RateMethod.perAnalysis("1"));
        assertThat(ledger.rates().publish(rate).version()).isEqualTo(1);
        assertThat(ledger.rates().publish(rate).version()).isEqualTo(1);
        assertThat(ledger.rates().versions(StartSession.STANDARD_RATE)).isEmpty();
        assertThat(ledger.rates().inForce(StartSession.STANDARD_RATE, NOON)).isEmpty();
    }

    @Test
    void a_read_finds_nothing() {
        TenantLedger ledger = ledger(CreditPolicy.chargeAtCompletion());
        SessionId session = newSession();
        ledger.start(StartSession.of(session, COUNSELOR));
        TimeRange range = new TimeRange(NOON, NOON.plusSeconds(1));

        assertThat(ledger.findSession(session)).isEmpty();
        assertThat(ledger.findAnalysisLog(session, AnalysisId.of(1))).isEmpty();
        assertThat(ledger.unsettledSessions(PageRequest.first(9)).items()).isEmpty();
        assertThat(ledger.usageStats(range).totalSessions()).isZero();
        assertThat(ledger.usageStats(COUNSELOR, range).totalSessions()).isZero();
        assertThat(ledger.credits().alerts(PageRequest.first(9)).items()).isEmpty();
        assertThat(ledger.credits().log(COUNSELOR, PageRequest.first(9)).items())
                .isEmpty();
        assertThat(ledger.credits()
                        .statement(COUNSELOR, range, PageRequest.first(9))
                        .closing())
                .isEqualTo(Credits.ZERO);
        assertThat(ledger.credits().balanceAt(COUNSELOR, NOON)).isEqualTo(Credits.ZERO);
        assertThat(ledger.credits().grants(COUNSELOR, PageRequest.first(9)).items())
                .isEmpty();
        assertThat(ledger.credits().holds(COUNSELOR, PageRequest.first(9)).items())
                .isEmpty();
        assertThat(ledger.credits().payments(session)).isEmpty();
        assertThat(ledger.credits().findGrant(GrantId.of(7))).isEmpty();
        assertThatThrownBy(() -> ledger.credits().voidGrant(new VoidGrant(GrantId.of(7), "why", "key", "staff")))
                .isInstanceOf(GrantNotFoundException.class);
        assertThatThrownBy(() -> ledger.credits().refund(RefundSession.whole(session, "why", "key", "staff")))
                .isInstanceOf(SessionNotFoundException.class);
        assertThatThrownBy(() -> ledger.safetyDistribution(session)).isInstanceOf(SessionNotFoundException.class);
        assertThatThrownBy(() -> ledger.analysisLogs(session, PageRequest.first(9)))
                .isInstanceOf(SessionNotFoundException.class);
        assertThatThrownBy(() -> ledger.eraseContent(session)).isInstanceOf(SessionNotFoundException.class);
    }
}
