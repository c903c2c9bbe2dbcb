package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantNotFoundException;
import io.sessionledger.credit.GrantPayment;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.GrantType;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.credit.VoidGrant;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Grants: which of them pays, when they come and go, and what is owed when there are none. */
@EveryWay
class GrantsContractTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final LedgerFixture fixture;
    private final TenantLedger ledger;
    private final TenantCredits credits;

    GrantsContractTest(TestDatabase database) {
        fixture = new LedgerFixture(database, CreditPolicy.chargeAtCompletion())
                .withRate(RateMethod.perStartedMinute("1"));
        ledger = fixture.ledger;
        credits = ledger.credits();
    }

    @AfterEach
    void the_books_are_whole() {
        Invariants.hold(fixture.tables);
    }

    private CreditReceipt.Granted given(long amount, UnaryOperator<GrantCredits> options) {
        return credits.grant(options.apply(
                GrantCredits.purchase(fixture.counselor, Credits.of(amount), "credits", "grant-" + UUID.randomUUID())));
    }

    private CreditGrant given(long amount) {
        return given(amount, grant -> grant).grant();
    }

    private CreditGrant expiring(long amount, Duration after) {
        return given(amount, grant -> grant.expiresAt(fixture.clock.instant().plus(after)))
                .grant();
    }

    private SessionId charged(int minutes) {
        SessionId session = fixture.recorded(minutes);
        assertThat(ledger.complete(session).receipt()).isPresent();
        return session;
    }

    private List<String> paid(SessionId session, CreditGrant... by) {
        List<GrantPayment> payments = credits.payments(session);
        assertThat(payments)
                .extracting(GrantPayment::grantId)
                .containsExactly(List.of(by).stream().map(CreditGrant::id).toArray(GrantId[]::new));
        return payments.stream().map(payment -> payment.paid().toString()).toList();
    }

    private List<TransactionType> entries() {
        return credits.log(fixture.counselor, PageRequest.first(100)).items().stream()
                .map(CreditLog::type)
                .toList();
    }

    private String remaining(CreditGrant grant) {
        CreditGrant now = credits.findGrant(grant.id()).orElseThrow();
        return now.status() + " " + now.remaining();
    }

    @Test
    void a_grant_has_what_was_given_and_the_id_of_its_entry() {
        CreditReceipt.Granted receipt = given(
                20,
                grant -> grant.as(GrantType.PROMOTION)
                        .withPriority(10)
                        .expiresAt(NOON.plus(HOUR))
                        .by("staff-7"));

        CreditGrant grant = receipt.grant();
        assertThat(grant.id().value())
                .isEqualTo(receipt.entry().orElseThrow().id().value());
        assertThat(grant)
                .isEqualTo(new CreditGrant(
                        grant.id(),
                        fixture.counselor,
                        TransactionType.PROMOTION,
                        Credits.of(20),
                        Credits.of(20),
                        10,
                        NOON,
                        NOON.plus(HOUR),
                        GrantStatus.ACTIVE,
                        NOON));
        assertThat(credits.findGrant(grant.id()).orElseThrow()).isEqualTo(grant);
        assertThat(credits.grants(fixture.counselor, PageRequest.first(10)).items())
                .containsExactly(grant);
    }

    @Test
    void the_lowest_priority_number_pays_first_then_what_expires_first_then_the_oldest() {
        CreditGrant oldest = given(1);
        CreditGrant newest = given(1);
        CreditGrant soon = expiring(1, HOUR);
        CreditGrant sooner = expiring(1, Duration.ofMinutes(30));
        CreditGrant urgent = given(1, grant -> grant.withPriority(0)).grant();

        SessionId session = charged(5);

        assertThat(paid(session, urgent, sooner, soon, oldest, newest)).containsOnly("1");
    }

    @Test
    void a_charge_takes_part_of_the_last_grant_it_needs_and_leaves_the_others_alone() {
        CreditGrant first = given(3);
        CreditGrant second = given(10);
        CreditGrant third = given(10);

        SessionId session = charged(7);

        assertThat(paid(session, first, second)).containsExactly("3", "4");
        assertThat(remaining(first)).isEqualTo("EXHAUSTED 0");
        assertThat(remaining(second)).isEqualTo("ACTIVE 6");
        assertThat(remaining(third)).isEqualTo("ACTIVE 10");
    }

    @Test
    void credits_past_their_expiry_count_nowhere_even_before_they_are_swept() {
        CreditGrant promotion = expiring(20, HOUR);
        given(5);

        fixture.clock.advance(HOUR);

        assertThat(fixture.account().available()).isEqualTo(Credits.of(5));
        assertThat(remaining(promotion)).isEqualTo("EXPIRED 0");
        assertThat(entries()).doesNotContain(TransactionType.EXPIRY);
    }

    @Test
    void a_moment_before_its_expiry_a_grant_still_pays() {
        CreditGrant promotion = expiring(20, HOUR);
        given(5);

        fixture.clock.advance(HOUR.minusNanos(1_000));

        assertThat(paid(charged(3), promotion)).containsExactly("3");
    }

    @Test
    void a_sweep_posts_what_has_expired_once() {
        expiring(20, HOUR);
        fixture.clock.advance(HOUR);

        assertThat(credits.sweep(fixture.counselor)).isEqualTo(new AccountSweep(0, 1, 0));
        assertThat(credits.sweep(fixture.counselor)).isEqualTo(AccountSweep.NOTHING);

        CreditLog entry =
                credits.log(fixture.counselor, PageRequest.first(1)).items().get(0);
        assertThat(entry.type()).isEqualTo(TransactionType.EXPIRY);
        assertThat(entry.delta()).isEqualTo(Credits.of(-20));
        assertThat(entry.balanceAfter()).isEqualTo(Credits.ZERO);
        assertThat(entry.createdAt()).isEqualTo(NOON.plus(HOUR));
    }

    @Test
    void a_charge_posts_first_what_has_expired_and_is_not_paid_by_it() {
        expiring(20, HOUR);
        CreditGrant bought = given(5);
        SessionId session = fixture.recorded(3);
        fixture.clock.advance(HOUR);

        assertThat(ledger.complete(session).receipt().orElseThrow().balanceAfter())
                .isEqualTo(Credits.of(2));

        assertThat(paid(session, bought)).containsExactly("3");
        assertThat(entries())
                .containsExactly(
                        TransactionType.SESSION_FEE,
                        TransactionType.EXPIRY,
                        TransactionType.PURCHASE,
                        TransactionType.PURCHASE);
    }

    @Test
    void a_spent_grant_expires_without_an_entry() {
        CreditGrant promotion = expiring(3, HOUR);
        charged(3);
        fixture.clock.advance(HOUR);

        assertThat(credits.sweep(fixture.counselor)).isEqualTo(AccountSweep.NOTHING);
        assertThat(remaining(promotion)).isEqualTo("EXHAUSTED 0");
    }

    @Test
    void a_grant_that_takes_effect_later_is_in_no_figure_until_then() {
        CreditReceipt.Granted later = given(20, grant -> grant.effectiveFrom(NOON.plus(HOUR)));

        assertThat(later.entry()).isEmpty();
        assertThat(later.grant().status()).isEqualTo(GrantStatus.SCHEDULED);
        assertThat(fixture.account().granted()).isEqualTo(Credits.ZERO);
        assertThat(entries()).isEmpty();

        fixture.clock.advance(HOUR);

        assertThat(fixture.account().available()).isEqualTo(Credits.of(20));
        assertThat(remaining(later.grant())).isEqualTo("ACTIVE 20");
        assertThat(paid(charged(4), later.grant())).containsExactly("4");
        assertThat(entries()).containsExactly(TransactionType.SESSION_FEE, TransactionType.PURCHASE);
    }

    @Test
    void a_repeat_of_a_grant_that_took_effect_meanwhile_has_its_entry() {
        GrantCredits later = GrantCredits.purchase(fixture.counselor, Credits.of(20), "later", "later")
                .effectiveFrom(NOON.plus(HOUR));
        credits.grant(later);
        fixture.clock.advance(HOUR);
        assertThat(credits.sweep(fixture.counselor)).isEqualTo(new AccountSweep(1, 0, 0));

        CreditReceipt.Granted repeated = credits.grant(later);

        assertThat(repeated.replayed()).isTrue();
        assertThat(repeated.entry().orElseThrow().delta()).isEqualTo(Credits.of(20));
        assertThat(repeated.entry().orElseThrow().reason()).isEqualTo("later");
        assertThat(fixture.account().granted()).isEqualTo(Credits.of(20));
    }

    @Test
    void what_starts_and_expires_while_nobody_looks_repays_a_debt_in_between() {
        charged(3);
        CreditGrant passing = given(
                        10, grant -> grant.effectiveFrom(NOON.plus(HOUR)).expiresAt(NOON.plus(HOUR.multipliedBy(2))))
                .grant();

        fixture.clock.advance(HOUR.multipliedBy(3));

        assertThat(fixture.account().balance()).isEqualTo(Credits.ZERO);
        assertThat(credits.sweep(fixture.counselor)).isEqualTo(new AccountSweep(1, 1, 0));
        assertThat(fixture.account().balance()).isEqualTo(Credits.ZERO);
        assertThat(remaining(passing)).isEqualTo("EXPIRED 0");
    }

    @Test
    void what_no_grant_covers_is_a_debt_that_the_next_grant_repays() {
        CreditGrant small = given(2);
        SessionId session = charged(5);
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(-3));
        assertThat(paid(session, small)).containsExactly("2");

        CreditGrant next = given(10);

        assertThat(remaining(next)).isEqualTo("ACTIVE 7");
        assertThat(paid(session, small, next)).containsExactly("2", "3");
    }

    @Test
    void a_debt_is_repaid_in_parts_the_oldest_first() {
        SessionId first = charged(2);
        SessionId second = charged(3);

        CreditGrant one = given(1);
        CreditGrant other = given(3);

        assertThat(paid(first, one, other)).containsExactly("1", "1");
        assertThat(paid(second, other)).containsExactly("2");
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(-1));
    }

    @Test
    void the_grants_of_an_account_are_paged_the_latest_first() {
        for (int i = 0; i < 5; i++) {
            given(1);
            fixture.clock.advance(Duration.ofMinutes(1));
        }

        var first = credits.grants(fixture.counselor, PageRequest.first(3));
        var second = credits.grants(
                fixture.counselor, PageRequest.after(3, first.nextCursor().orElseThrow()));

        assertThat(first.items()).extracting(CreditGrant::createdAt).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(first.items()).hasSize(3);
        assertThat(second.items()).hasSize(2).doesNotContainAnyElementsOf(first.items());
        assertThat(second.nextCursor()).isEmpty();
    }

    @Test
    void the_balance_of_a_past_instant_is_what_the_ledger_said_then() {
        given(20);
        fixture.clock.advance(HOUR);
        charged(5);

        assertThat(credits.balanceAt(fixture.counselor, NOON.minusNanos(1_000))).isEqualTo(Credits.ZERO);
        assertThat(credits.balanceAt(fixture.counselor, NOON)).isEqualTo(Credits.of(20));
        assertThat(credits.balanceAt(fixture.counselor, NOON.plus(HOUR).minusNanos(1_000)))
                .isEqualTo(Credits.of(20));
        assertThat(credits.balanceAt(fixture.counselor, NOON.plus(HOUR))).isEqualTo(Credits.of(15));
        assertThat(credits.balanceAt(fixture.counselor, NOON.plus(HOUR.multipliedBy(99))))
                .isEqualTo(Credits.of(15));
    }

    @Test
    void a_grant_that_has_expired_by_the_time_it_is_sent_again_gets_its_first_answer() {
        GrantCredits promotion = GrantCredits.purchase(fixture.counselor, Credits.of(20), "spring", "spring")
                .expiresAt(NOON.plus(HOUR));
        CreditReceipt.Granted first = credits.grant(promotion);
        fixture.clock.advance(HOUR);

        CreditReceipt.Granted repeated = credits.grant(promotion);

        assertThat(repeated.replayed()).isTrue();
        assertThat(repeated.entry()).isEqualTo(first.entry());
        assertThat(repeated.grant().status()).isEqualTo(GrantStatus.EXPIRED);
        assertThat(repeated.account().available()).isEqualTo(Credits.ZERO);
    }

    @Test
    void erased_reasons_leave_entries_and_keys_as_they_were() {
        GrantCredits grant = GrantCredits.purchase(fixture.counselor, Credits.of(20), "for her mother", "order-1");
        credits.grant(grant);

        assertThat(credits.eraseReasons(fixture.counselor)).isEqualTo(1);
        assertThat(credits.eraseReasons(fixture.counselor)).isZero();

        CreditLog entry =
                credits.log(fixture.counselor, PageRequest.first(1)).items().get(0);
        assertThat(entry.reason()).isNull();
        assertThat(fixture.tables.everything().toString()).doesNotContain("for her mother");
        assertThat(credits.grant(grant).replayed()).isTrue();
    }

    @Test
    void a_grant_by_somebody_whose_clock_is_behind_may_expire_before_the_ledgers_last_entry() {
        given(5);
        fixture.clock.advance(HOUR);
        given(5);
        fixture.clock.set(NOON);

        CreditGrant brief = expiring(20, Duration.ofMinutes(5));

        assertThat(brief.effectiveFrom()).isEqualTo(NOON);
        assertThat(fixture.account().available()).isEqualTo(Credits.of(30));
        fixture.clock.advance(Duration.ofMinutes(5));
        assertThat(fixture.account().available()).isEqualTo(Credits.of(10));
    }

    @Test
    void an_unknown_grant_is_not_found_and_cannot_be_voided() {
        GrantId unknown = GrantId.of(7);

        assertThat(credits.findGrant(unknown)).isEmpty();
        assertThatThrownBy(() -> credits.voidGrant(new VoidGrant(unknown, "why", "key", "staff-7")))
                .isInstanceOf(GrantNotFoundException.class)
                .hasMessageContaining("has no grant 00000000-0000-8000-8000-000000000007");
    }
}
