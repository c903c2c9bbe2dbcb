package io.sessionledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartSession;
import io.sessionledger.session.UnchargedReason;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.SessionUsageTracker.SettledBill;
import io.sessionledger.store.SettlementPlan.Billing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NoopLedgerStoreTest {

    private static final TenantId TENANT = TenantId.of("island");
    private static final SessionId SESSION = SessionId.of(1);
    private static final Instant NOON = Instant.parse("2026-03-14T12:00:00Z");
    private static final CreditTerms TERMS = new CreditTerms(CreditTerms.ChargeTime.AT_COMPLETION);

    private final SessionUsageTracker sessions = LedgerStore.noop().sessions();

    @Test
    void a_start_answers_what_was_stated_and_is_always_the_first() {
        StartSession start = StartSession.of(SESSION, CounselorId.of(2)).rate("gold");
        for (int i = 0; i < 2; i++) {
            var outcome = sessions.start(TENANT, start, TERMS, NOON);
            assertThat(outcome.replayed()).isFalse();
            SessionUsage usage = outcome.usage();
            assertThat(usage.sessionId()).isEqualTo(SESSION);
            assertThat(usage.counselorId()).isEqualTo(CounselorId.of(2));
            assertThat(usage.status()).isEqualTo(SessionStatus.IN_PROGRESS);
            assertThat(usage.startedAt()).isEqualTo(NOON);
            assertThat(usage.rateName()).isEqualTo("gold");
            assertThat(usage.counted()).isEqualTo(UsageFigures.NONE);
        }
        Instant stated = NOON.minusSeconds(5);
        assertThat(sessions.start(TENANT, start.startedAt(stated), TERMS, NOON)
                        .usage()
                        .startedAt())
                .isEqualTo(stated);
    }

    @Test
    void a_record_answers_the_analysis_own_figures() {
        Analysis full = Analysis.builder(SafetyLevel.RED, 3)
                .id(AnalysisId.of(7))
                .analyzedAt(NOON)
                .displayText("text")
                .duration(Duration.ofSeconds(60))
                .model("gemini-2.5-flash", TokenUsage.of(400, 1000, 250))
                .estimatedCost(Usd.of("0.5"))
                .build();
        Analysis bare = Analysis.builder(SafetyLevel.GREEN, 1)
                .id(AnalysisId.of(8))
                .analyzedAt(NOON)
                .build();

        List<RecordOutcome> outcomes = sessions.recordAll(TENANT, SESSION, List.of(full, bare));

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(RecordOutcome.Recorded.class));
        assertThat(outcomes.get(0)).isEqualTo(sessions.record(TENANT, SESSION, full));
        assertThat(outcomes.get(0).log().content().displayText()).isEqualTo("text");
        assertThat(outcomes.get(0).usage().counted())
                .isEqualTo(
                        new UsageFigures(Duration.ofSeconds(60), 1, TokenUsage.of(400, 1000, 250), Usd.of("0.5"), 0));
        assertThat(outcomes.get(1).log().id()).isEqualTo(AnalysisId.of(8));
        assertThat(outcomes.get(1).usage().counted())
                .isEqualTo(new UsageFigures(Duration.ZERO, 1, TokenUsage.NONE, Usd.ZERO, 1));
    }

    @Test
    void an_end_asks_about_a_session_that_used_nothing_and_charges_nothing_whatever_is_decided() {
        List<SessionBill> asked = new ArrayList<>();

        SettledBill settled = sessions.end(TENANT, SESSION, bill -> {
            asked.add(bill);
            return Optional.of(completed(new SettlementPlan.Unrated(UUID.randomUUID())));
        });

        assertThat(asked).singleElement().satisfies(bill -> {
            assertThat(bill.usage().status()).isEqualTo(SessionStatus.IN_PROGRESS);
            assertThat(bill.usage().counted()).isEqualTo(UsageFigures.NONE);
            assertThat(bill.rate()).isNull();
            assertThat(bill.account()).isNull();
            assertThat(bill.fee()).isNull();
        });
        assertThat(settled.changed()).isTrue();
        assertThat(settled.bill().fee()).isNull();
        SessionUsage usage = settled.bill().usage();
        assertThat(usage.status()).isEqualTo(SessionStatus.COMPLETED);
        assertThat(usage.completedAt()).isEqualTo(NOON);
        assertThat(usage.creditDeducted()).isTrue();
        assertThat(usage.creditDeductedAt()).isEqualTo(NOON.plusSeconds(1));
        assertThat(usage.creditsConsumed()).isEqualTo(Credits.ZERO);
    }

    @Test
    void what_is_never_to_be_charged_is_not_settled_but_says_why() {
        Billing never = new SettlementPlan.Uncharged(UnchargedReason.USAGE_ONLY);
        SessionUsage usage = sessions.end(TENANT, SESSION, bill -> Optional.of(completed(never)))
                .bill()
                .usage();
        assertThat(usage.creditDeducted()).isFalse();
        assertThat(usage.creditDeductedAt()).isNull();
        assertThat(usage.unchargedReason()).isEqualTo(UnchargedReason.USAGE_ONLY);
    }

    @Test
    void a_decision_that_needs_a_completed_session_gets_one() {
        SettledBill settled = sessions.end(TENANT, SESSION, bill -> {
            if (!bill.usage().status().ended()) {
                throw new SessionStateException(SESSION, bill.usage().status(), "complete it first");
            }
            return Optional.empty();
        });
        assertThat(settled.changed()).isFalse();
        assertThat(settled.bill().usage().status()).isEqualTo(SessionStatus.COMPLETED);
        assertThat(settled.bill().usage().creditDeducted()).isTrue();
    }

    @Test
    void a_decision_that_leaves_the_bill_gets_it_as_it_was() {
        SettledBill settled = sessions.end(TENANT, SESSION, bill -> Optional.empty());
        assertThat(settled.changed()).isFalse();
        assertThat(settled.bill().usage().status()).isEqualTo(SessionStatus.IN_PROGRESS);
    }

    @Test
    void what_else_a_decision_throws_reaches_the_caller() {
        RuntimeException fault = new IllegalStateException("a policy's");
        assertThatThrownBy(() -> sessions.end(TENANT, SESSION, bill -> {
                    throw fault;
                }))
                .isSameAs(fault);
    }

    private static SettlementPlan completed(Billing billing) {
        return new SettlementPlan(SessionStatus.COMPLETED, NOON, null, UsageFigures.NONE, billing, NOON.plusSeconds(1));
    }

    @Test
    void nothing_is_found_and_closing_changes_nothing() {
        LedgerStore store = LedgerStore.noop();
        store.close();
        assertThat(store.usage().find(TENANT, SESSION)).isEmpty();
        assertThat(store.analysisLogs().export(TENANT, AnalysisLogQuery.ofSession(SESSION)))
                .isEmpty();
        assertThat(store.analysisLogs().eraseContent(TENANT, SESSION)).isZero();
        assertThat(store.credits().findAccount(TENANT, CounselorId.of(2))).isEmpty();
    }
}
