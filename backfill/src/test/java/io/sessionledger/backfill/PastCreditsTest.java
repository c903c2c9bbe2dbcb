package io.sessionledger.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.Credits;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.backfill.EveryColumn.Column;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.credit.Settlement;
import io.sessionledger.credit.Settlement.NotCharged;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.session.StartSession;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What history has to do with money, and with sessions that the ledger itself has. */
@EveryColumn
class PastCreditsTest {

    private static final String MINUTE =
            "{\"analyzed_at\": \"2025-03-14T12:00:00Z\", \"safety_level\": \"green\", \"severity\": 1, \"duration_seconds\": 60}";

    private final HostTable host;
    private final TenantLedger ledger;

    PastCreditsTest(Column column) {
        this.host = column.table();
        this.ledger = SessionLedger.builder(host.store).build().tenant(host.tenant);
    }

    @BeforeEach
    void a_rate_is_in_force() {
        var unused = ledger.rates().publish(PublishRate.standard(Instant.EPOCH, RateMethod.perStartedMinute("1")));
    }

    private BackfillReport run() {
        return Backfill.of(host.dataSource, host.source().credits("credits").build())
                .into(host.store);
    }

    private CreditAccount account() {
        return ledger.credits().account(host.counselor);
    }

    @Test
    void history_is_not_charged_whatever_the_policy_and_however_often_it_is_asked() {
        SessionId session = host.add("[" + MINUTE + "]");
        var unused = host.run();

        Settlement settled = ledger.settle(session);
        Settlement completed = ledger.complete(session);

        assertThat(settled)
                .isInstanceOfSatisfying(
                        NotCharged.class, not -> assertThat(not.reason()).isEqualTo(NotCharged.Reason.USAGE_ONLY));
        assertThat(completed).isInstanceOf(NotCharged.class);
        assertThat(account().used()).isEqualTo(Credits.ZERO);
    }

    @Test
    void credits_that_were_taken_enter_as_an_opening_balance_and_the_fee_that_took_it() {
        SessionId session = host.add("[" + MINUTE + "]");
        host.set(session, "credits", new java.math.BigDecimal("12.50"));
        var grant = ledger.credits().grant(GrantCredits.purchase(host.counselor, Credits.of(5), "pack", "order-1"));

        BackfillReport report = run();

        assertThat(report.settledSessions()).isEqualTo(1);
        assertThat(report.creditsEntered()).isEqualTo(Credits.of("12.5"));
        assertThat(account().granted()).isEqualTo(Credits.of("17.5"));
        assertThat(account().used()).isEqualTo(Credits.of("12.5"));
        assertThat(account().available()).isEqualTo(Credits.of(5));
        assertThat(ledger.credits().log(host.counselor, PageRequest.first(10)).items())
                .extracting(entry ->
                        entry.type() + " " + entry.delta() + " " + entry.balanceAfter() + " " + entry.sessionId())
                .containsExactly(
                        TransactionType.SESSION_FEE + " -12.5 5 " + session,
                        TransactionType.OPENING_BALANCE + " 12.5 17.5 null",
                        TransactionType.PURCHASE + " 5 5 null");
        assertThat(host.usage(session).creditsConsumed()).isEqualTo(Credits.of("12.5"));
        assertThat(host.usage(session).creditDeducted()).isTrue();
        assertThat(ledger.credits().findGrant(grant.grant().id()).orElseThrow().remaining())
                .isEqualTo(Credits.of(5));
        assertThat(ledger.credits().payments(session)).hasSize(1);
        assertThat(ledger.settle(session)).isInstanceOf(NotCharged.class);
    }

    @Test
    void credits_enter_once_and_also_when_they_are_stated_later() {
        SessionId session = host.add("[" + MINUTE + "]");
        var unusedWithout = host.run();
        host.set(session, "credits", new java.math.BigDecimal("3"));

        BackfillReport entered = run();
        BackfillReport again = run();

        assertThat(entered.settledSessions()).isEqualTo(1);
        assertThat(again.settledSessions()).isZero();
        assertThat(again.addsUp()).isTrue();
        assertThat(account().used()).isEqualTo(Credits.of(3));
    }

    @Test
    void a_debt_is_neither_paid_by_nor_grown_by_history() {
        SessionId running = SessionId.of(java.util.UUID.randomUUID());
        var unusedStarted = ledger.start(StartSession.of(running, host.counselor));
        var unusedRecorded = ledger.record(
                running,
                Analysis.builder(SafetyLevel.GREEN, 1)
                        .duration(Duration.ofMinutes(7))
                        .build());
        var unusedBilled = ledger.complete(running);
        SessionId past = host.add("[" + MINUTE + "]");
        host.set(past, "credits", new java.math.BigDecimal("3"));

        var unused = run();

        assertThat(account().balance()).isEqualTo(Credits.of(-7));
        assertThat(host.rows("select unpaid from credit_debts where tenant_id = '" + host.tenant + "'"))
                .startsWith("7.0000");
    }

    @Test
    void what_history_took_can_be_refunded_by_hand() {
        SessionId session = host.add("[" + MINUTE + "]");
        host.set(session, "credits", new java.math.BigDecimal("3"));
        var unused = run();

        var refund = ledger.credits().refund(RefundSession.whole(session, "sorry", "refund-1", "staff-1"));

        assertThat(refund.account().available()).isEqualTo(Credits.of(3));
        assertThat(host.usage(session).creditsConsumed()).isEqualTo(Credits.ZERO);
    }

    @Test
    void zero_credits_settle_a_session_without_an_entry() {
        SessionId session = host.add("[" + MINUTE + "]");
        host.set(session, "credits", java.math.BigDecimal.ZERO);

        BackfillReport report = run();

        assertThat(report.addsUp()).isTrue();
        assertThat(host.usage(session).creditDeducted()).isTrue();
        assertThat(ledger.credits().log(host.counselor, PageRequest.first(10)).items())
                .isEmpty();
        assertThat(ledger.settle(session)).isInstanceOf(NotCharged.class);
    }

    @Test
    void credits_that_cannot_be_are_reported() {
        SessionId negative = host.add("[" + MINUTE + "]");
        host.set(negative, "credits", new java.math.BigDecimal("-3"));
        SessionId empty = host.add("[]");
        host.set(empty, "credits", new java.math.BigDecimal("3"));

        BackfillReport report = run();

        assertThat(report.odd())
                .containsEntry(Oddity.CREDITS_UNUSABLE, 1L)
                .containsEntry(Oddity.CREDITS_WITHOUT_SESSION, 1L);
        assertThat(report.addsUp()).isFalse();
        assertThat(account().used()).isEqualTo(Credits.ZERO);
    }

    @Test
    void a_session_that_runs_in_the_ledger_is_left_alone_and_gets_the_rest_as_late_when_it_has_ended() {
        SessionId session = host.add("[" + MINUTE + ", " + MINUTE + "]");
        var unusedStarted = ledger.start(StartSession.of(session, host.counselor));
        var unusedRecorded = ledger.record(
                session,
                Analysis.builder(SafetyLevel.GREEN, 1)
                        .duration(Duration.ofMinutes(1))
                        .build());

        BackfillReport running = run();
        Settlement bill = ledger.complete(session);
        BackfillReport ended = run();

        assertThat(running.odd()).containsEntry(Oddity.RUNNING, 2L);
        assertThat(running.written()).isZero();
        assertThat(running.addsUp()).isTrue();
        assertThat(bill.usage().creditsConsumed()).isEqualTo(Credits.of(1));
        assertThat(ended.written()).isEqualTo(2);
        List<AnalysisLog> logs = host.logs(session);
        assertThat(logs).hasSize(3).filteredOn(AnalysisLog::late).hasSize(2);
        assertThat(host.usage(session).counted().duration()).isEqualTo(Duration.ofMinutes(3));
        assertThat(host.usage(session).billed().duration()).isEqualTo(Duration.ofMinutes(1));
        assertThat(ledger.settle(session).usage().creditsConsumed()).isEqualTo(Credits.of(1));
    }

    @Test
    void credits_of_a_session_that_the_ledger_has_billed_are_left_and_reported() {
        SessionId session = host.add("[" + MINUTE + "]");
        host.set(session, "credits", new java.math.BigDecimal("3"));
        var unusedStarted = ledger.start(StartSession.of(session, host.counselor));
        var unused = ledger.complete(session);

        BackfillReport report = run();

        assertThat(report.odd()).containsEntry(Oddity.CREDITS_LEFT, 1L);
        assertThat(report.addsUp()).isFalse();
        assertThat(account().used()).isEqualTo(Credits.ZERO);
    }
}
