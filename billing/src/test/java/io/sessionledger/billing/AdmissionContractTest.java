package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.minute;
import static io.sessionledger.billing.LedgerFixture.minuteBuilder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.AdmitOutcome.Admitted;
import io.sessionledger.credit.AdmitOutcome.Refused;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditHold;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.CreditTerms.ChargeTime;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Settlement;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.StartSession;
import io.sessionledger.session.UsageFigures;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether work may go on: what is set aside for it, when that ends, and what is refused. */
@EveryWay
class AdmissionContractTest {

    private static final CreditPolicy REFUSING =
            CreditPolicy.chargeAtCompletion().refusing(Credits.ZERO);

    private final LedgerFixture fixture;
    private final TenantLedger ledger;

    AdmissionContractTest(TestDatabase database) {
        fixture = new LedgerFixture(database, REFUSING)
                .withRate(RateMethod.perStartedMinute("1"))
                .withCredits(10);
        ledger = fixture.ledger;
    }

    @AfterEach
    void the_books_are_whole() {
        Invariants.hold(fixture.tables);
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }

    private AdmitOutcome admit(SessionId session, int minutes) {
        return ledger.admit(session, minutes(minutes));
    }

    private Credits heldFor(SessionId session) {
        return holds().stream()
                .filter(hold -> hold.sessionId().equals(session))
                .map(CreditHold::amount)
                .findFirst()
                .orElse(Credits.ZERO);
    }

    private List<CreditHold> holds() {
        return ledger.credits().holds(fixture.counselor, PageRequest.first(50)).items();
    }

    private String standing() {
        var account = fixture.account();
        return "held " + account.held() + ", available " + account.available();
    }

    @Test
    void what_is_admitted_is_set_aside() {
        SessionId session = fixture.started();

        AdmitOutcome outcome = admit(session, 4);

        assertThat(outcome.admitted()).isTrue();
        CreditHold hold = outcome.hold().orElseThrow();
        assertThat(hold.amount()).isEqualTo(Credits.of(4));
        assertThat(hold.placedAt()).isEqualTo(NOON);
        assertThat(hold.expiresAt()).isEqualTo(NOON.plus(CreditTerms.DEFAULT_HOLD_SILENCE));
        assertThat(holds()).containsExactly(hold);
        assertThat(standing()).isEqualTo("held 4, available 6");
    }

    @Test
    void each_admission_raises_the_one_hold_to_what_the_session_will_owe() {
        SessionId session = fixture.started();
        assertThat(admit(session, 1).admitted()).isTrue();
        ledger.record(session, minute(1));
        assertThat(admit(session, 1).admitted()).isTrue();
        ledger.record(session, minute(2));
        assertThat(admit(session, 1).admitted()).isTrue();

        assertThat(holds()).hasSize(1);
        assertThat(heldFor(session)).isEqualTo(Credits.of(3));
    }

    @Test
    void a_hold_is_never_lowered_by_an_admission() {
        SessionId session = fixture.started();
        assertThat(admit(session, 5).admitted()).isTrue();

        assertThat(admit(session, 2).hold().orElseThrow().amount()).isEqualTo(Credits.of(5));
        assertThat(standing()).isEqualTo("held 5, available 5");
    }

    @Test
    void what_the_credits_do_not_cover_is_refused_and_changes_nothing() {
        SessionId session = fixture.started();
        assertThat(admit(session, 4).admitted()).isTrue();
        var before = fixture.tables.everything();

        AdmitOutcome outcome = admit(session, 13);

        assertThat(outcome).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.missing()).isEqualTo(Credits.of(3));
            assertThat(refused.available()).isEqualTo(Credits.of(6));
            assertThat(refused.hold().orElseThrow().amount()).isEqualTo(Credits.of(4));
        });
        fixture.tables.assertUnchanged(before);
    }

    @Test
    void exactly_what_is_there_is_admitted() {
        assertThat(admit(fixture.started(), 10).admitted()).isTrue();
        assertThat(admit(fixture.started(), 1)).isInstanceOf(Refused.class);
    }

    @Test
    void an_overdraft_of_the_policy_is_added_and_one_of_the_account_replaces_it() {
        TenantLedger lenient =
                fixture.under(CreditPolicy.chargeAtCompletion().refusing(Credits.of(5)), LedgerListener.NONE);
        SessionId session = fixture.started();

        assertThat(lenient.admit(session, minutes(16))).isInstanceOf(Refused.class);
        assertThat(lenient.admit(session, minutes(15)).admitted()).isTrue();
        assertThat(fixture.account().available()).isEqualTo(Credits.of(-5));

        assertThat(ledger.credits()
                        .limitOverdraft(fixture.counselor, Optional.of(Credits.of(8)))
                        .overdraftLimit())
                .isEqualTo(Credits.of(8));
        assertThat(lenient.admit(session, minutes(19))).isInstanceOf(Refused.class);
        assertThat(admit(session, 18).admitted()).isTrue();

        assertThat(ledger.credits()
                        .limitOverdraft(fixture.counselor, Optional.empty())
                        .overdraftLimit())
                .isNull();
        assertThat(lenient.admit(session, minutes(19))).isInstanceOf(Refused.class);
    }

    @Test
    void completing_captures_the_hold_whatever_it_comes_to() {
        SessionId less = fixture.started();
        assertThat(admit(less, 5).admitted()).isTrue();
        ledger.record(less, minute(1));
        ledger.complete(less);
        assertThat(standing()).isEqualTo("held 0, available 9");

        SessionId more = fixture.started();
        assertThat(admit(more, 1).admitted()).isTrue();
        ledger.record(more, minuteBuilder(1).duration(minutes(12)).build());
        ledger.complete(more);

        assertThat(standing()).isEqualTo("held 0, available -3");
        assertThat(ledger.credits().alerts(PageRequest.first(10)).items())
                .extracting(CreditAlert::kind)
                .containsExactly(CreditAlert.Kind.SHORTAGE);
        assertThat(fixture.tables.rows(
                        "select status from credit_holds where tenant_id = :tenant and status <> 'captured'"))
                .isEmpty();
    }

    @Test
    void cancelling_failing_and_an_end_without_a_charge_release_it() {
        SessionId cancelled = fixture.started();
        SessionId failed = fixture.started();
        SessionId unused = fixture.started();
        for (SessionId session : List.of(cancelled, failed, unused)) {
            assertThat(admit(session, 2).admitted()).isTrue();
        }

        ledger.cancel(cancelled);
        ledger.fail(failed);
        ledger.complete(unused);

        assertThat(standing()).isEqualTo("held 0, available 10");
        assertThat(fixture.tables.rows(
                        "select status from credit_holds where tenant_id = :tenant and status = 'released'"))
                .hasSize(3);
    }

    @Test
    void a_silent_sessions_hold_ends_and_the_next_admission_sets_the_whole_need_aside_again() {
        SessionId session = fixture.started();
        assertThat(admit(session, 3).admitted()).isTrue();
        ledger.record(session, minute(1));

        fixture.clock.advance(CreditTerms.DEFAULT_HOLD_SILENCE);

        assertThat(standing()).isEqualTo("held 0, available 10");
        assertThat(holds()).isEmpty();
        assertThat(ledger.credits().sweep(fixture.counselor)).isEqualTo(new AccountSweep(0, 0, 1));
        assertThat(ledger.credits().sweep(fixture.counselor)).isEqualTo(AccountSweep.NOTHING);
        assertThat(admit(session, 1).hold().orElseThrow().amount()).isEqualTo(Credits.of(2));
    }

    @Test
    void each_record_and_each_admission_puts_the_end_of_a_hold_off() {
        SessionId session = fixture.started();
        assertThat(admit(session, 3).admitted()).isTrue();
        fixture.clock.advance(minutes(10));
        ledger.record(session, minute(1));
        fixture.clock.advance(minutes(10));

        assertThat(ledger.credits().sweep(fixture.counselor)).isEqualTo(AccountSweep.NOTHING);
        assertThat(holds())
                .extracting(CreditHold::expiresAt)
                .containsExactly(NOON.plus(minutes(10)).plus(CreditTerms.DEFAULT_HOLD_SILENCE));

        assertThat(admit(session, 1).admitted()).isTrue();
        fixture.clock.advance(minutes(14));
        assertThat(ledger.credits().sweep(fixture.counselor)).isEqualTo(AccountSweep.NOTHING);
        fixture.clock.advance(minutes(1));
        assertThat(ledger.credits().sweep(fixture.counselor)).isEqualTo(new AccountSweep(0, 0, 1));
    }

    @Test
    void a_forgotten_hold_keeps_nobody_out() {
        assertThat(admit(fixture.started(), 10).admitted()).isTrue();
        SessionId next = fixture.started();
        assertThat(admit(next, 10)).isInstanceOf(Refused.class);

        fixture.clock.advance(CreditTerms.DEFAULT_HOLD_SILENCE);

        assertThat(admit(next, 10).admitted()).isTrue();
        assertThat(holds()).extracting(CreditHold::sessionId).containsExactly(next);
    }

    @Test
    void credits_that_have_expired_admit_nothing_even_before_they_are_swept() {
        ledger.credits()
                .grant(GrantCredits.purchase(fixture.counselor, Credits.of(20), "spring", "spring")
                        .expiresAt(NOON.plus(minutes(5))));
        SessionId session = fixture.started();
        fixture.clock.advance(minutes(5));

        assertThat(admit(session, 11))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.missing()).isEqualTo(Credits.of(1)));
        assertThat(admit(session, 10).admitted()).isTrue();
    }

    @Test
    void credits_that_have_arrived_admit_at_once() {
        ledger.credits()
                .grant(GrantCredits.purchase(fixture.counselor, Credits.of(20), "tomorrow", "tomorrow")
                        .effectiveFrom(NOON.plus(minutes(5))));
        SessionId session = fixture.started();
        assertThat(admit(session, 11)).isInstanceOf(Refused.class);

        fixture.clock.advance(minutes(5));

        assertThat(admit(session, 30).admitted()).isTrue();
    }

    @Test
    void what_is_held_is_spared_by_an_expiry_until_the_hold_ends() {
        CounselorId counselor = CounselorId.of(UUID.randomUUID());
        TenantCredits credits = ledger.credits();
        credits.grant(GrantCredits.purchase(counselor, Credits.of(10), "spring", "spring")
                .expiresAt(NOON.plus(minutes(5))));
        SessionId session = fixture.started(StartSession.of(LedgerFixture.newSession(), counselor));
        assertThat(admit(session, 6).admitted()).isTrue();

        fixture.clock.advance(minutes(5));

        assertThat(credits.account(counselor).available()).isEqualTo(Credits.ZERO);
        assertThat(credits.sweep(counselor)).isEqualTo(new AccountSweep(0, 1, 0));
        assertThat(credits.account(counselor).granted()).isEqualTo(Credits.of(6));

        ledger.record(session, minuteBuilder(1).duration(minutes(4)).build());
        ledger.complete(session);

        assertThat(credits.account(counselor).balance()).isEqualTo(Credits.ZERO);
        assertThat(credits.account(counselor).used()).isEqualTo(Credits.of(4));
        assertThat(credits.sweep(counselor)).isEqualTo(new AccountSweep(0, 1, 0));
    }

    @Test
    void what_is_kept_for_a_hold_goes_when_its_session_has_gone_silent() {
        for (boolean asking : List.of(true, false)) {
            CounselorId counselor = CounselorId.of(UUID.randomUUID());
            TenantCredits credits = ledger.credits();
            credits.grant(GrantCredits.purchase(counselor, Credits.of(100), "spring", "spring " + asking)
                    .expiresAt(fixture.clock.instant().plus(minutes(5))));
            credits.grant(GrantCredits.purchase(counselor, Credits.of(50), "bought", "bought " + asking));
            SessionId silent = fixture.started(StartSession.of(LedgerFixture.newSession(), counselor));
            SessionId next = fixture.started(StartSession.of(LedgerFixture.newSession(), counselor));
            assertThat(admit(silent, 100).admitted()).isTrue();
            fixture.clock.advance(minutes(5));
            assertThat(credits.sweep(counselor)).isEqualTo(AccountSweep.NOTHING);

            fixture.clock.advance(Duration.ofDays(30));

            assertThat(credits.account(counselor).available()).isEqualTo(Credits.of(50));
            assertThat(asking && !admit(next, 30).admitted()).isFalse();
            ledger.record(next, minuteBuilder(1).duration(minutes(30)).build());
            ledger.complete(next);
            assertThat(credits.account(counselor).available()).isEqualTo(Credits.of(20));
            assertThat(credits.account(counselor).granted()).isEqualTo(Credits.of(50));
        }
    }

    @Test
    void a_session_that_is_started_anew_for_somebody_else_leaves_the_first_ones_hold_alone() throws SQLException {
        SessionId session = fixture.started();
        assertThat(admit(session, 3).admitted()).isTrue();
        try (var connection = fixture.database.pool().getConnection()) {
            fixture.tables.change(
                    connection,
                    "delete from session_usage where tenant_id = :tenant and session_id = ?",
                    session.value());
        }
        CounselorId other = CounselorId.of(UUID.randomUUID());
        ledger.credits().grant(GrantCredits.purchase(other, Credits.of(5), "bought", "bought"));
        fixture.started(StartSession.of(session, other));

        assertThat(admit(session, 2).hold().orElseThrow().amount()).isEqualTo(Credits.of(2));
        ledger.record(session, minute(1));
        ledger.complete(session);

        assertThat(ledger.credits().account(other).available()).isEqualTo(Credits.of(4));
        assertThat(ledger.credits().account(other).held()).isEqualTo(Credits.ZERO);
        assertThat(standing()).isEqualTo("held 3, available 7");
        fixture.clock.advance(CreditTerms.DEFAULT_HOLD_SILENCE);
        assertThat(ledger.credits().sweep(fixture.counselor)).isEqualTo(new AccountSweep(0, 0, 1));
    }

    @Test
    void an_end_that_charges_nothing_more_answers_with_what_its_hold_has_freed() {
        TenantLedger going =
                fixture.under(CreditPolicy.chargePerAnalysis().refusing(Credits.ZERO), LedgerListener.NONE);
        SessionId session = fixture.started();
        assertThat(going.admit(session, minutes(4)).admitted()).isTrue();
        going.record(session, minute(1));

        Settlement bill = going.complete(session);

        assertThat(bill)
                .isInstanceOfSatisfying(
                        Settlement.Charged.class,
                        charged -> assertThat(charged.account()).isEqualTo(fixture.account()));
        assertThat(standing()).isEqualTo("held 0, available 9");
    }

    @Test
    void a_completion_answers_with_the_account_as_it_is_once_its_hold_keeps_nothing_any_more() {
        CounselorId counselor = CounselorId.of(UUID.randomUUID());
        TenantCredits credits = ledger.credits();
        credits.grant(GrantCredits.purchase(counselor, Credits.of(10), "spring", "spring")
                .expiresAt(NOON.plus(minutes(5))));
        SessionId session = fixture.started(StartSession.of(LedgerFixture.newSession(), counselor));
        assertThat(admit(session, 10).admitted()).isTrue();
        ledger.record(session, minute(1));
        fixture.clock.advance(minutes(5));

        Settlement bill = ledger.complete(session);

        assertThat(bill).isInstanceOfSatisfying(Settlement.Charged.class, charged -> {
            assertThat(charged.account().available()).isEqualTo(Credits.ZERO);
            assertThat(charged.account()).isEqualTo(credits.account(counselor));
        });
    }

    @Test
    void under_a_rate_by_tokens_or_cost_a_duration_says_nothing_and_is_refused() {
        for (RateMethod method : List.of(RateMethod.perThousandTokens("1"), RateMethod.shareOfCost("100"))) {
            ledger.rates().publish(PublishRate.named("other", NOON.minusSeconds(1), method));
            SessionId session = fixture.started(StartSession.of(LedgerFixture.newSession(), fixture.counselor)
                    .rate("other"));

            assertThatThrownBy(() -> admit(session, 1))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("expected: ")
                    .hasMessageContaining("admit(sessionId, UsageFigures)");
        }
        assertThat(standing()).isEqualTo("held 0, available 10");
    }

    @Test
    void a_charge_as_the_session_goes_shrinks_the_hold_by_what_it_took() {
        TenantLedger going =
                fixture.under(CreditPolicy.chargePerAnalysis().refusing(Credits.ZERO), LedgerListener.NONE);
        SessionId session = fixture.started();
        assertThat(going.admit(session, minutes(4)).admitted()).isTrue();

        going.record(session, minute(1));
        assertThat(heldFor(session)).isEqualTo(Credits.of(3));
        assertThat(fixture.account().available()).isEqualTo(Credits.of(6));

        assertThat(going.admit(session, minutes(4)).hold().orElseThrow().amount())
                .isEqualTo(Credits.of(4));
        going.record(session, minuteBuilder(2).duration(minutes(6)).build());
        assertThat(heldFor(session)).isEqualTo(Credits.ZERO);
        assertThat(fixture.account().available()).isEqualTo(Credits.of(3));

        going.cancel(session);
        assertThat(standing()).isEqualTo("held 0, available 10");
    }

    @Test
    void terms_that_only_warn_admit_everything_and_write_nothing() {
        SessionId session = fixture.started();
        var before = fixture.tables.everything();

        for (CreditPolicy policy : List.of(CreditPolicy.chargeAtCompletion(), CreditPolicy.usageOnly())) {
            AdmitOutcome outcome = fixture.under(policy, LedgerListener.NONE).admit(session, minutes(1_000));
            assertThat(outcome).isEqualTo(new Admitted(ledger.session(session), Optional.empty()));
        }
        fixture.tables.assertUnchanged(before);
    }

    @Test
    void without_a_rate_in_force_or_a_known_price_everything_is_admitted() {
        SessionId unrated = fixture.started(fixture.unrated());
        assertThat(admit(unrated, 1_000).hold()).isEmpty();

        ledger.rates().publish(PublishRate.named("by cost", NOON.minusSeconds(1), RateMethod.shareOfCost("100")));
        SessionId byCost = fixture.started(
                StartSession.of(LedgerFixture.newSession(), fixture.counselor).rate("by cost"));
        ledger.record(byCost, minuteBuilder(1).estimatedCost(null).build());
        assertThat(ledger.admit(byCost, new UsageFigures(minutes(1_000), 1, TokenUsage.NONE, Usd.of("9"), 0))
                        .hold())
                .isEmpty();
        assertThat(standing()).isEqualTo("held 0, available 10");
    }

    @Test
    void work_that_costs_nothing_needs_no_hold() {
        SessionId session = fixture.started();

        assertThat(ledger.admit(session, UsageFigures.NONE).hold()).isEmpty();
        assertThat(holds()).isEmpty();
    }

    @Test
    void a_counselor_without_an_account_has_no_credits() {
        SessionId session = LedgerFixture.newSession();
        TenantLedger usageOnly = fixture.under(CreditPolicy.usageOnly(), LedgerListener.NONE);
        TenantLedger refusing =
                fixture.under(CreditPolicy.chargeAtCompletion().refusing(Credits.of(3)), LedgerListener.NONE);
        usageOnly.start(StartSession.of(session, CounselorId.of(UUID.randomUUID())));

        // started under a policy without rates: the one that is in force then is found
        assertThat(refusing.admit(session, minutes(4))).isInstanceOf(Refused.class);
        assertThat(refusing.admit(session, minutes(3)).admitted()).isTrue();
    }

    @Test
    void no_work_is_admitted_to_a_session_that_is_over() {
        SessionId session = fixture.recorded(1);
        ledger.complete(session);

        assertThatThrownBy(() -> admit(session, 1))
                .isInstanceOf(SessionStateException.class)
                .hasMessageContaining("no more work is admitted");
    }

    @Test
    void terms_say_how_long_silence_may_last() {
        CreditPolicy impatient = (tenant, counselor) ->
                new CreditTerms(ChargeTime.AT_COMPLETION).refusing(Credits.ZERO).withHoldSilence(minutes(2));
        SessionId session = fixture.started();
        assertThat(fixture.under(impatient, LedgerListener.NONE)
                        .admit(session, minutes(3))
                        .admitted())
                .isTrue();
        fixture.clock.advance(minutes(2));

        assertThat(ledger.credits().sweep(fixture.counselor)).isEqualTo(new AccountSweep(0, 0, 1));
    }
}
