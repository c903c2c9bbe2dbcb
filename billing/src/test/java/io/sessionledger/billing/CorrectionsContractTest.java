package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sessionledger.ConflictException;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.credit.AdjustCredits;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.CreditReceipt.Returned;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantPayment;
import io.sessionledger.credit.GrantStateException;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.credit.Settlement;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.credit.VoidGrant;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.StartSession;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Refunds, adjustments and voided grants: where the credits go, once, and what is refused. */
@EveryWay
class CorrectionsContractTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final LedgerFixture fixture;
    private final TenantLedger ledger;
    private final TenantCredits credits;

    CorrectionsContractTest(TestDatabase database) {
        fixture = new LedgerFixture(database, CreditPolicy.chargeAtCompletion())
                .withRate(RateMethod.perStartedMinute("1"));
        ledger = fixture.ledger;
        credits = ledger.credits();
    }

    @AfterEach
    void the_books_are_whole() {
        Invariants.hold(fixture.tables);
    }

    private CreditGrant given(long amount, UnaryOperator<GrantCredits> options) {
        return credits.grant(options.apply(GrantCredits.purchase(
                        fixture.counselor, Credits.of(amount), "credits", "grant-" + UUID.randomUUID())))
                .grant();
    }

    private CreditGrant given(long amount) {
        return given(amount, grant -> grant);
    }

    private SessionId charged(int minutes) {
        SessionId session = fixture.recorded(minutes);
        ledger.complete(session);
        return session;
    }

    private CreditReceipt.Refunded refunded(SessionId session, long amount) {
        return credits.refund(RefundSession.part(
                session, Credits.of(amount), "ended early", "refund-" + UUID.randomUUID(), "staff-7"));
    }

    private String remaining(GrantId grant) {
        CreditGrant now = credits.findGrant(grant).orElseThrow();
        return now.status() + " " + now.remaining();
    }

    @Test
    void a_whole_refund_gives_everything_back_to_the_grants_that_paid() {
        CreditGrant first = given(3);
        CreditGrant second = given(10);
        SessionId session = charged(5);

        CreditReceipt.Refunded receipt =
                credits.refund(RefundSession.whole(session, "model was down", "ticket-1", "staff-7"));

        assertThat(receipt.replayed()).isFalse();
        assertThat(receipt.usage().creditsConsumed()).isEqualTo(Credits.ZERO);
        assertThat(receipt.usage().creditDeducted()).isTrue();
        assertThat(receipt.returned())
                .containsExactlyInAnyOrder(
                        new Returned(first.id(), Credits.of(3), false),
                        new Returned(second.id(), Credits.of(2), false));
        assertThat(remaining(first.id())).isEqualTo("ACTIVE 3");
        assertThat(remaining(second.id())).isEqualTo("ACTIVE 10");
        CreditLog entry = receipt.entry();
        assertThat(entry.type()).isEqualTo(TransactionType.REFUND);
        assertThat(entry.delta()).isEqualTo(Credits.of(5));
        assertThat(entry.actor()).isEqualTo("staff-7");
        assertThat(entry.reason()).isEqualTo("model was down");
        assertThat(entry.sessionId()).isEqualTo(session);
        assertThat(credits.payments(session))
                .allSatisfy(payment -> assertThat(payment.returned()).isEqualTo(payment.paid()));
    }

    @Test
    void a_part_goes_back_to_the_grant_that_paid_last() {
        CreditGrant first = given(3);
        CreditGrant second = given(2);
        SessionId session = charged(5);

        refunded(session, 1);
        assertThat(remaining(first.id())).isEqualTo("EXHAUSTED 0");
        assertThat(remaining(second.id())).isEqualTo("ACTIVE 1");

        refunded(session, 2);
        assertThat(remaining(first.id())).isEqualTo("ACTIVE 1");
        assertThat(remaining(second.id())).isEqualTo("ACTIVE 2");
        assertThat(ledger.session(session).creditsConsumed()).isEqualTo(Credits.of(2));
    }

    @Test
    void what_a_grant_paid_that_has_expired_since_comes_back_as_a_compensation_without_end() {
        CreditGrant promotion = given(3, grant -> grant.withPriority(0).expiresAt(NOON.plus(HOUR)));
        CreditGrant bought = given(10);
        SessionId session = charged(5);
        fixture.clock.advance(HOUR);

        CreditReceipt.Refunded receipt =
                credits.refund(RefundSession.whole(session, "model was down", "ticket-1", "staff-7"));

        GrantId compensation = GrantId.of(receipt.entry().id().value());
        assertThat(receipt.compensated()).isEqualTo(Credits.of(3));
        assertThat(receipt.returned())
                .containsExactlyInAnyOrder(
                        new Returned(bought.id(), Credits.of(2), false),
                        new Returned(compensation, Credits.of(3), true));
        CreditGrant made = credits.findGrant(compensation).orElseThrow();
        assertThat(made.type()).isEqualTo(TransactionType.COMPENSATION);
        assertThat(made.expiresAt()).isNull();
        assertThat(remaining(promotion.id())).isEqualTo("EXHAUSTED 0");
        assertThat(fixture.account().available()).isEqualTo(Credits.of(13));
    }

    @Test
    void a_refund_forgives_first_what_nobody_has_paid() {
        CreditGrant small = given(3);
        SessionId session = charged(5);
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(-2));

        assertThat(refunded(session, 1).returned()).isEmpty();
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(-1));
        assertThat(refunded(session, 3).returned()).containsExactly(new Returned(small.id(), Credits.of(2), false));
        assertThat(remaining(small.id())).isEqualTo("ACTIVE 2");
    }

    @Test
    void what_comes_back_repays_the_debts_of_other_sessions() {
        CreditGrant paying = given(5);
        SessionId paid = charged(5);
        SessionId owing = charged(3);

        refunded(paid, 4);

        assertThat(remaining(paying.id())).isEqualTo("ACTIVE 1");
        assertThat(credits.payments(owing))
                .extracting(GrantPayment::grantId, GrantPayment::paid)
                .containsExactly(tuple(paying.id(), Credits.of(3)));
    }

    @Test
    void a_refund_sees_what_has_repaid_the_sessions_debt_in_its_own_step() {
        SessionId session = charged(3);
        CreditGrant later = given(10, grant -> grant.effectiveFrom(NOON.plus(HOUR)));
        fixture.clock.advance(HOUR);

        assertThat(refunded(session, 3).returned()).containsExactly(new Returned(later.id(), Credits.of(3), false));
        assertThat(remaining(later.id())).isEqualTo("ACTIVE 10");
    }

    @Test
    void a_refund_sent_again_is_made_once_and_answered_the_same() {
        given(5);
        SessionId session = charged(5);
        RefundSession refund = RefundSession.part(session, Credits.of(2), "ended early", "ticket-1", "staff-7");

        CreditReceipt.Refunded first = credits.refund(refund);
        CreditReceipt.Refunded repeated = credits.refund(refund);

        assertThat(repeated)
                .isEqualTo(new CreditReceipt.Refunded(
                        first.entry(), first.usage(), first.returned(), first.account(), true));
        assertThat(ledger.session(session).creditsConsumed()).isEqualTo(Credits.of(3));
    }

    @Test
    void more_than_is_still_charged_is_refused() {
        given(5);
        SessionId session = charged(5);
        refunded(session, 2);
        var before = fixture.tables.everything();

        assertThatThrownBy(() -> refunded(session, 4))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("amount: expected at most what is still charged (3), but was 4");
        fixture.tables.assertUnchanged(before);
    }

    @Test
    void only_a_completed_session_that_is_charged_can_be_refunded() {
        given(5);
        SessionId running = fixture.recorded(1);
        SessionId cancelled = fixture.recorded(1);
        ledger.cancel(cancelled);
        SessionId refunded = charged(1);
        refunded(refunded, 1);
        var before = fixture.tables.everything();

        for (SessionId session : List.of(running, cancelled, refunded)) {
            assertThatThrownBy(() -> refunded(session, 1)).isInstanceOf(SessionStateException.class);
        }
        fixture.tables.assertUnchanged(before);
    }

    @Test
    void what_waits_for_its_rate_is_settled_before_it_is_refunded() {
        given(100);
        TenantLedger going = fixture.under(CreditPolicy.chargePerAnalysis(), LedgerListener.NONE);
        ledger.rates().publish(PublishRate.named("by cost", NOON.minus(HOUR), RateMethod.shareOfCost("1000")));
        SessionId session = fixture.started(
                StartSession.of(LedgerFixture.newSession(), fixture.counselor).rate("by cost"));
        going.record(session, LedgerFixture.minute(1));
        going.record(session, LedgerFixture.minuteBuilder(2).estimatedCost(null).build());
        assertThat(going.complete(session)).isInstanceOf(Settlement.Unrated.class);
        assertThat(ledger.session(session).creditsConsumed().isPositive()).isTrue();

        assertThatThrownBy(() -> refunded(session, 1))
                .isInstanceOf(SessionStateException.class)
                .hasMessageContaining("it is not settled yet");
    }

    @Test
    void every_answer_has_the_account_as_it_is_now() {
        given(10, grant -> grant.expiresAt(NOON.plus(HOUR)));
        TenantLedger refusing =
                fixture.under(CreditPolicy.chargeAtCompletion().refusing(Credits.ZERO), LedgerListener.NONE);
        SessionId running = fixture.started();
        assertThat(refusing.admit(running, Duration.ofMinutes(10)).admitted()).isTrue();
        fixture.clock.advance(HOUR);

        // it pays before the one that is kept, so that this one has nothing left to be kept for
        CreditReceipt.Granted granted =
                credits.grant(GrantCredits.purchase(fixture.counselor, Credits.of(10), "urgent", "urgent")
                        .withPriority(0));

        assertThat(granted.account()).isEqualTo(fixture.account());
    }

    @Test
    void a_refunded_session_keeps_its_receipt_and_is_not_charged_again() {
        given(5);
        SessionId session = charged(5);
        Settlement first = ledger.complete(session);
        credits.refund(RefundSession.whole(session, "model was down", "ticket-1", "staff-7"));

        Settlement repeated = ledger.complete(session);

        assertThat(repeated.receipt()).isEqualTo(first.receipt());
        assertThat(repeated.usage().creditsConsumed()).isEqualTo(Credits.ZERO);
        assertThat(fixture.account().used()).isEqualTo(Credits.ZERO);
    }

    @Test
    void cancelling_what_was_charged_as_it_went_gives_back_to_the_grants_too() {
        CreditGrant promotion = given(2, grant -> grant.expiresAt(NOON.plus(HOUR)));
        CreditGrant bought = given(10);
        TenantLedger going = fixture.under(CreditPolicy.chargePerAnalysis(), LedgerListener.NONE);
        SessionId session = fixture.started();
        for (int i = 1; i <= 5; i++) {
            going.record(session, LedgerFixture.minute(i));
        }
        assertThat(remaining(bought.id())).isEqualTo("ACTIVE 7");
        fixture.clock.advance(HOUR);

        going.cancel(session);

        assertThat(remaining(bought.id())).isEqualTo("ACTIVE 10");
        assertThat(remaining(promotion.id())).isEqualTo("EXHAUSTED 0");
        assertThat(fixture.account().available()).isEqualTo(Credits.of(12));
        assertThat(credits.grants(fixture.counselor, PageRequest.first(1)).items())
                .extracting(CreditGrant::type)
                .containsExactly(TransactionType.COMPENSATION);
    }

    @Test
    void an_adjustment_upwards_is_a_grant_and_downwards_takes_from_grants() {
        CreditReceipt.Adjusted up = credits.adjust(
                new AdjustCredits(fixture.counselor, Credits.of(4), "forgotten order", "adjust-1", "staff-7"));
        GrantId grant = GrantId.of(up.entry().id().value());
        assertThat(credits.findGrant(grant).orElseThrow().type()).isEqualTo(TransactionType.ADJUSTMENT);

        CreditReceipt.Adjusted down = credits.adjust(
                new AdjustCredits(fixture.counselor, Credits.of(-7), "counted twice", "adjust-2", "staff-7"));

        assertThat(remaining(grant)).isEqualTo("EXHAUSTED 0");
        assertThat(down.account().granted()).isEqualTo(Credits.of(-3));
        assertThat(down.account().balance()).isEqualTo(Credits.of(-3));
        given(5);
        assertThat(fixture.account().available()).isEqualTo(Credits.of(2));
    }

    @Test
    void an_adjustment_sent_again_is_made_once() {
        AdjustCredits adjustment =
                new AdjustCredits(fixture.counselor, Credits.of(-2), "counted twice", "adjust-1", "staff-7");

        CreditReceipt.Adjusted first = credits.adjust(adjustment);
        CreditReceipt.Adjusted repeated = credits.adjust(adjustment);

        assertThat(repeated).isEqualTo(new CreditReceipt.Adjusted(first.entry(), first.account(), true));
    }

    @Test
    void a_voided_grant_loses_what_is_left_and_keeps_what_it_paid() {
        CreditGrant grant = given(10);
        SessionId session = charged(4);
        VoidGrant request = new VoidGrant(grant.id(), "payment reversed", "chargeback-1", "staff-7");

        CreditReceipt.Voided receipt = credits.voidGrant(request);
        CreditReceipt.Voided repeated = credits.voidGrant(request);

        assertThat(receipt.grant().status()).isEqualTo(GrantStatus.VOIDED);
        assertThat(receipt.entry().orElseThrow().delta()).isEqualTo(Credits.of(-6));
        assertThat(receipt.entry().orElseThrow().type()).isEqualTo(TransactionType.ADJUSTMENT);
        assertThat(receipt.account().balance()).isEqualTo(Credits.ZERO);
        assertThat(repeated)
                .isEqualTo(new CreditReceipt.Voided(receipt.grant(), receipt.entry(), receipt.account(), true));
        assertThat(credits.payments(session)).extracting(GrantPayment::paid).containsExactly(Credits.of(4));
        assertThat(refunded(session, 4).compensated()).isEqualTo(Credits.of(4));
    }

    @Test
    void a_grant_that_has_not_taken_effect_is_voided_without_an_entry() {
        CreditGrant later = given(10, grant -> grant.effectiveFrom(NOON.plus(HOUR)));

        CreditReceipt.Voided receipt =
                credits.voidGrant(new VoidGrant(later.id(), "ordered twice", "void-1", "staff-7"));
        fixture.clock.advance(HOUR);

        assertThat(receipt.entry()).isEmpty();
        assertThat(fixture.account().granted()).isEqualTo(Credits.ZERO);
        assertThat(remaining(later.id())).isEqualTo("VOIDED 0");
    }

    @Test
    void of_a_spent_expired_or_voided_grant_nothing_can_be_voided() {
        CreditGrant spent = given(1);
        charged(1);
        CreditGrant expired = given(1, grant -> grant.expiresAt(NOON.plus(HOUR)));
        CreditGrant voided = given(1);
        credits.voidGrant(new VoidGrant(voided.id(), "ordered twice", "void-0", "staff-7"));
        fixture.clock.advance(HOUR);

        assertVoidRefused(spent, GrantStatus.EXHAUSTED);
        assertVoidRefused(expired, GrantStatus.EXPIRED);
        assertVoidRefused(voided, GrantStatus.VOIDED);
    }

    private void assertVoidRefused(CreditGrant grant, GrantStatus status) {
        VoidGrant request = new VoidGrant(grant.id(), "reversed", "void-" + grant.id(), "staff-7");
        var before = fixture.tables.everything();
        assertThatThrownBy(() -> credits.voidGrant(request))
                .isInstanceOfSatisfying(
                        GrantStateException.class,
                        refused -> assertThat(refused.status()).isEqualTo(status));
        fixture.tables.assertUnchanged(before);
    }

    @Test
    void a_key_is_used_once_for_ever_whatever_it_was_for() {
        given(10, grant -> grant.effectiveFrom(NOON.plus(HOUR)));
        CreditGrant grant = given(10);
        SessionId session = charged(2);
        credits.adjust(new AdjustCredits(fixture.counselor, Credits.of(1), "why", "key", "staff-7"));
        var before = fixture.tables.everything();

        assertThatThrownBy(() -> credits.grant(GrantCredits.purchase(fixture.counselor, Credits.of(1), "why", "key")))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> credits.grant(GrantCredits.purchase(fixture.counselor, Credits.of(1), "why", "key")
                        .effectiveFrom(NOON.plus(HOUR))))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() ->
                        credits.adjust(new AdjustCredits(fixture.counselor, Credits.of(2), "why", "key", "staff-7")))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> credits.adjust(
                        new AdjustCredits(fixture.counselor, Credits.of(1), "another reason", "key", "staff-7")))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> credits.refund(RefundSession.whole(session, "why", "key", "staff-7")))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> credits.voidGrant(new VoidGrant(grant.id(), "why", "key", "staff-7")))
                .isInstanceOf(ConflictException.class);
        fixture.tables.assertUnchanged(before);
    }
}
