package io.sessionledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.HoldId;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.GrantNotFoundException;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionNotFoundException;
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
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class NoopLedgerStoreTest {

    private static final TenantId TENANT = TenantId.of("island");
    private static final SessionId SESSION = SessionId.of(1);
    private static final CounselorId COUNSELOR = CounselorId.of(2);
    private static final Instant NOON = Instant.parse("2026-03-14T12:00:00Z");
    private static final CreditTerms TERMS = new CreditTerms(CreditTerms.ChargeTime.AT_COMPLETION);

    private final SessionUsageTracker sessions = LedgerStore.noop().sessions();

    @Test
    void a_start_answers_what_was_stated_and_is_always_the_first() {
        StartSession start = StartSession.of(SESSION, COUNSELOR).rate("gold");
        for (int i = 0; i < 2; i++) {
            var outcome = sessions.start(TENANT, start, TERMS, NOON);
            assertThat(outcome.replayed()).isFalse();
            SessionUsage usage = outcome.usage();
            assertThat(usage.sessionId()).isEqualTo(SESSION);
            assertThat(usage.counselorId()).isEqualTo(COUNSELOR);
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

        List<RecordOutcome> outcomes = sessions.recordAll(TENANT, SESSION, List.of(full, bare), NOON);

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(RecordOutcome.Recorded.class));
        assertThat(outcomes.get(0)).isEqualTo(sessions.record(TENANT, SESSION, full, NOON));
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

        SettledBill settled = end(bill -> {
            asked.add(bill);
            return Optional.of(completed(new SettlementPlan.Unrated(UUID.randomUUID())));
        });

        assertThat(asked).singleElement().satisfies(NoopLedgerStoreTest::assertOfASessionThatUsedNothing);
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
        SessionUsage usage = end(bill -> Optional.of(completed(never))).bill().usage();
        assertThat(usage.creditDeducted()).isFalse();
        assertThat(usage.creditDeductedAt()).isNull();
        assertThat(usage.unchargedReason()).isEqualTo(UnchargedReason.USAGE_ONLY);
    }

    @Test
    void a_decision_that_needs_a_completed_session_gets_one() {
        SettledBill settled = end(bill -> {
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
        SettledBill settled = end(bill -> Optional.empty());
        assertThat(settled.changed()).isFalse();
        assertThat(settled.bill().usage().status()).isEqualTo(SessionStatus.IN_PROGRESS);
    }

    @Test
    void what_else_a_decision_throws_reaches_the_caller() {
        RuntimeException fault = new IllegalStateException("a policy's");
        assertThatThrownBy(() -> end(bill -> {
                    throw fault;
                }))
                .isSameAs(fault);
        assertThatThrownBy(() -> sessions.admit(
                        TENANT,
                        SESSION,
                        bill -> {
                            throw fault;
                        },
                        NOON))
                .isSameAs(fault);
    }

    private SettledBill end(Function<SessionBill, Optional<SettlementPlan>> decision) {
        return sessions.end(TENANT, SESSION, decision, NOON);
    }

    private static void assertOfASessionThatUsedNothing(SessionBill bill) {
        assertThat(bill.usage().status()).isEqualTo(SessionStatus.IN_PROGRESS);
        assertThat(bill.usage().counted()).isEqualTo(UsageFigures.NONE);
        assertThat(bill.rate()).isNull();
        assertThat(bill.account()).isNull();
        assertThat(bill.fee()).isNull();
    }

    @Test
    void all_work_is_admitted_and_nothing_set_aside_whatever_is_decided() {
        List<SessionBill> asked = new ArrayList<>();
        HoldPlan plan = new HoldPlan(HoldId.of(1), Credits.of(7), Credits.ZERO, Duration.ofMinutes(15));

        AdmitOutcome outcome = sessions.admit(
                TENANT,
                SESSION,
                bill -> {
                    asked.add(bill);
                    return Optional.of(plan);
                },
                NOON);

        assertThat(asked).singleElement().satisfies(NoopLedgerStoreTest::assertOfASessionThatUsedNothing);
        assertThat(outcome).isInstanceOf(AdmitOutcome.Admitted.class);
        assertThat(outcome.usage()).isEqualTo(asked.get(0).usage());
        assertThat(outcome.hold()).isEmpty();
    }

    @Test
    void a_grant_and_an_adjustment_each_make_the_first_entry_of_an_account() {
        CreditLedger credits = LedgerStore.noop().credits();
        for (int i = 0; i < 2; i++) {
            NewEntry purchase = entry(TransactionType.PURCHASE, Credits.of(100));
            Instant expiry = NOON.plusSeconds(60);
            CreditReceipt.Granted granted = credits.grant(TENANT, new NewGrant(purchase, 10, null, expiry));
            assertThat(granted.replayed()).isFalse();
            assertThat(granted.account())
                    .isEqualTo(new CreditAccount(COUNSELOR, Credits.of(100), Credits.ZERO, Credits.ZERO, null));
            assertThat(granted.grant())
                    .isEqualTo(new CreditGrant(
                            GrantId.of(purchase.id().value()),
                            COUNSELOR,
                            TransactionType.PURCHASE,
                            Credits.of(100),
                            Credits.of(100),
                            10,
                            NOON,
                            expiry,
                            GrantStatus.ACTIVE,
                            NOON));
            assertThat(granted.entry().orElseThrow())
                    .returns(purchase.id(), CreditLog::id)
                    .returns(1L, CreditLog::entryNo)
                    .returns(Credits.of(100), CreditLog::delta)
                    .returns(Credits.of(100), CreditLog::balanceAfter);

            NewEntry correction = entry(TransactionType.ADJUSTMENT, Credits.of(-3));
            CreditReceipt.Adjusted adjusted = credits.adjust(TENANT, correction);
            assertThat(adjusted.replayed()).isFalse();
            assertThat(adjusted.account().balance()).isEqualTo(Credits.of(-3));
            assertThat(adjusted.entry())
                    .returns(correction.id(), CreditLog::id)
                    .returns(1L, CreditLog::entryNo)
                    .returns(Credits.of(-3), CreditLog::balanceAfter);
        }
    }

    @Test
    void there_is_no_session_to_refund_and_no_grant_to_void() {
        CreditLedger credits = LedgerStore.noop().credits();
        assertThatThrownBy(() ->
                        credits.refund(TENANT, SESSION, Optional.empty(), entry(TransactionType.REFUND, Credits.ZERO)))
                .isInstanceOf(SessionNotFoundException.class);
        assertThatThrownBy(
                        () -> credits.voidGrant(TENANT, GrantId.of(7), entry(TransactionType.ADJUSTMENT, Credits.ZERO)))
                .isInstanceOf(GrantNotFoundException.class);
    }

    @Test
    void nothing_is_due_on_an_account_and_a_limit_is_answered_as_stated() {
        CreditLedger credits = LedgerStore.noop().credits();
        assertThat(credits.sweep(TENANT, COUNSELOR, NOON)).isEqualTo(AccountSweep.NOTHING);
        assertThat(credits.limitOverdraft(TENANT, COUNSELOR, Optional.of(Credits.of(5)), NOON))
                .isEqualTo(new CreditAccount(COUNSELOR, Credits.ZERO, Credits.ZERO, Credits.ZERO, Credits.of(5)));
        assertThat(credits.limitOverdraft(TENANT, COUNSELOR, Optional.empty(), NOON))
                .isEqualTo(CreditAccount.empty(COUNSELOR));
    }

    private static NewEntry entry(TransactionType type, Credits delta) {
        return new NewEntry(
                CreditLogId.of(UUID.randomUUID()),
                COUNSELOR,
                type,
                delta,
                null,
                "key",
                "0".repeat(64),
                "host",
                "by_hand",
                "a reason",
                NOON);
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
        assertThat(store.credits().eraseReasons(TENANT, COUNSELOR)).isZero();
        PageRequest page = PageRequest.first(10);
        CreditRepository accounts = store.accounts();
        assertThat(accounts.findAccount(TENANT, COUNSELOR, NOON)).isEmpty();
        assertThat(accounts.balanceAt(TENANT, COUNSELOR, NOON)).isEqualTo(Credits.ZERO);
        assertThat(accounts.list(TENANT, COUNSELOR, page).items()).isEmpty();
        assertThat(accounts.findGrant(TENANT, GrantId.of(7), NOON)).isEmpty();
        assertThat(accounts.listGrants(TENANT, COUNSELOR, page, NOON).items()).isEmpty();
        assertThat(accounts.listHolds(TENANT, COUNSELOR, page, NOON).items()).isEmpty();
        assertThat(accounts.paymentsOf(TENANT, SESSION)).isEmpty();
        assertThat(accounts.listAlerts(TENANT, page).items()).isEmpty();
    }
}
