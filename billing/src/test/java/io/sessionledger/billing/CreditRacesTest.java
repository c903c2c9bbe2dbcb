package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantStateException;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.credit.Settlement;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.credit.VoidGrant;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.StartSession;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Two movements of one account that meet, many times over: a fresh counselor each round, and each round one of the two outcomes that the order of
 * the two allows. Every session is charged 5 credits.
 */
@EveryDatabase
class CreditRacesTest {

    private static final Credits FEE = Credits.of(5);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final int ROUNDS_BETWEEN_CHECKS = 250;

    /** One account in figures that must fit each other; cheap enough for every round. */
    private static final String BOOKS_THAT_ARE_OFF = """
            select * from (
                select a.counselor_id, a.granted - a.used as balance, a.held,
                    (select coalesce(sum(l.credits_delta), 0) from credit_logs l
                        where l.tenant_id = a.tenant_id and l.counselor_id = a.counselor_id) as moved,
                    (select coalesce(sum(g.remaining), 0) from credit_grants g where g.tenant_id = a.tenant_id
                        and g.counselor_id = a.counselor_id and g.status = 'active') as unspent,
                    (select coalesce(sum(d.unpaid), 0) from credit_debts d
                        where d.tenant_id = a.tenant_id and d.counselor_id = a.counselor_id) as owed,
                    (select coalesce(sum(h.amount), 0) from credit_holds h where h.tenant_id = a.tenant_id
                        and h.counselor_id = a.counselor_id and h.status = 'active') as set_aside
                from credit_accounts a where a.tenant_id = :tenant and a.counselor_id = ?) b
            where b.balance <> b.moved or b.held <> b.set_aside
                or b.unspent <> case when b.balance > 0 then b.balance else 0 end
                or b.owed <> case when b.balance < 0 then -b.balance else 0 end
            """;

    private static final String HOLDS =
            "select status from credit_holds where tenant_id = :tenant and session_id = ? order by placed_at";

    private static final String ALERTS =
            "select kind from credit_alerts where tenant_id = :tenant and session_id = ? order by kind";

    private final TestDatabase database;
    private final boolean often;
    private final LedgerFixture fixture;
    private final TenantLedger ledger;
    private final TenantLedger refusing;
    private int keys;

    CreditRacesTest(TestDatabase database) {
        this.database = database;
        // with every record in a batch only the records take another way, and it is not they who meet
        this.often = database == TestDatabase.POSTGRESQL;
        this.fixture = new LedgerFixture(database).withRate(RateMethod.perStartedMinute(FEE.toString()));
        this.ledger = fixture.ledger;
        this.refusing = fixture.under(CreditPolicy.chargeAtCompletion().refusing(Credits.ZERO), LedgerListener.NONE);
    }

    @FunctionalInterface
    private interface Round {

        /** Plays one round with a counselor of its own, and says whether the left one came first. */
        boolean play(Duel duel, int number, CounselorId counselor);
    }

    private void race(Round round) {
        try (Duel duel = new Duel()) {
            for (int number = 1; number <= (often ? 1_000 : 200); number++) {
                CounselorId counselor = CounselorId.of(UUID.randomUUID());
                duel.cameFirst(round.play(duel, number, counselor));
                assertThat(fixture.tables.rows(BOOKS_THAT_ARE_OFF, counselor.value()))
                        .as("the books of round %d", number)
                        .isEmpty();
                if (number % ROUNDS_BETWEEN_CHECKS == 0) {
                    Invariants.hold(fixture.tables);
                }
            }
            Invariants.hold(fixture.tables);
            if (often) {
                duel.assertBothCameFirst();
            }
        }
    }

    @Test
    void a_silent_sessions_hold_ends_once_by_the_sweep_or_by_the_completion() {
        race((duel, number, counselor) -> {
            give(counselor, 10);
            SessionId session = admitted(counselor);
            fixture.clock.advance(CreditTerms.DEFAULT_HOLD_SILENCE.plusSeconds(1));

            var result = duel.of(() -> refusing.credits().sweep(counselor), () -> refusing.complete(session));

            boolean sweptFirst = result.leftValue().expiredHolds() == 1;
            assertThat(result.leftValue()).isEqualTo(sweptFirst ? new AccountSweep(0, 0, 1) : AccountSweep.NOTHING);
            assertThat(fixture.tables.rows(HOLDS, session.value()))
                    .containsExactly(sweptFirst ? "expired" : "captured");
            assertCharged(result.rightValue());
            assertThat(balance(counselor)).isEqualTo(Credits.of(5));
            assertThat(ledger.credits().account(counselor).held()).isEqualTo(Credits.ZERO);
            return sweptFirst;
        });
    }

    @Test
    void of_two_refunds_one_gives_all_back_and_the_other_is_told_that_nothing_is_left() {
        race((duel, number, counselor) -> {
            give(counselor, 10);
            SessionId session = charged(counselor);

            var result = duel.of(
                    () -> ledger.credits().refund(whole(session, "left " + number)),
                    () -> ledger.credits().refund(whole(session, "right " + number)));

            boolean leftWon = result.left().value().isPresent();
            CreditReceipt.Refunded refunded = leftWon ? result.leftValue() : result.rightValue();
            assertThat(refunded.replayed()).isFalse();
            assertThat(refunded.usage().creditsConsumed()).isEqualTo(Credits.ZERO);
            assertThat(loser(result, leftWon))
                    .isInstanceOfSatisfying(
                            SessionStateException.class,
                            refused -> assertThat(refused.status()).isEqualTo(SessionStatus.COMPLETED));
            assertThat(deltas(counselor, TransactionType.REFUND)).containsExactly(FEE);
            assertThat(balance(counselor)).isEqualTo(Credits.of(10));
            return leftWon;
        });
    }

    @Test
    void of_two_refunds_of_one_key_the_later_one_gets_the_answer_of_the_first() {
        race((duel, number, counselor) -> {
            give(counselor, 10);
            SessionId session = charged(counselor);
            RefundSession refund = whole(session, "twice " + number);

            var result = duel.of(
                    () -> ledger.credits().refund(refund),
                    () -> ledger.credits().refund(refund));

            assertThat(List.of(
                            result.leftValue().replayed(), result.rightValue().replayed()))
                    .containsExactlyInAnyOrder(true, false);
            assertThat(result.leftValue().entry()).isEqualTo(result.rightValue().entry());
            assertThat(result.leftValue().returned())
                    .isEqualTo(result.rightValue().returned());
            assertThat(deltas(counselor, TransactionType.REFUND)).containsExactly(FEE);
            assertThat(balance(counselor)).isEqualTo(Credits.of(10));
            return !result.leftValue().replayed();
        });
    }

    @Test
    void of_two_refunds_of_more_than_half_one_is_given_and_the_other_is_too_much() {
        race((duel, number, counselor) -> {
            give(counselor, 10);
            SessionId session = charged(counselor);

            var result = duel.of(
                    () -> ledger.credits().refund(part(session, "left " + number)),
                    () -> ledger.credits().refund(part(session, "right " + number)));

            boolean leftWon = result.left().value().isPresent();
            assertThat(loser(result, leftWon))
                    .isInstanceOfSatisfying(
                            InvalidInputException.class,
                            refused -> assertThat(refused.field()).isEqualTo("amount"));
            assertThat(deltas(counselor, TransactionType.REFUND)).containsExactly(Credits.of(3));
            assertThat(ledger.session(session).creditsConsumed()).isEqualTo(Credits.of(2));
            assertThat(balance(counselor)).isEqualTo(Credits.of(8));
            return leftWon;
        });
    }

    /** The sweep's clock runs a minute ahead of the completion's, so that only their order says whether the grant can still pay. */
    @Test
    void a_grant_pays_a_charge_or_expires_before_it() {
        Instant expiry = NOON.plus(MINUTE);
        TenantLedger later = ledgerAt(expiry);
        race((duel, number, counselor) -> {
            GrantId brief = giveUntil(counselor, 20, expiry);
            boolean another = number % 2 == 0;
            List<GrantId> lasting = another ? List.of(give(counselor, 10)) : List.of();
            SessionId session = open(counselor);

            var result = duel.of(() -> later.credits().sweep(counselor), () -> ledger.complete(session));

            assertThat(result.leftValue()).isEqualTo(new AccountSweep(0, 1, 0));
            Settlement settlement = assertCharged(result.rightValue());
            Credits expired = deltas(counselor, TransactionType.EXPIRY).get(0).negated();
            boolean expiredFirst = expired.equals(Credits.of(20));
            assertThat(expired).isEqualTo(Credits.of(expiredFirst ? 20 : 15));
            assertThat(paid(session))
                    .isEqualTo(
                            expiredFirst
                                    ? lasting.stream().collect(Collectors.toMap(grant -> grant, grant -> FEE))
                                    : Map.of(brief, FEE));
            assertEnded(later, brief, GrantStatus.EXPIRED);
            assertShort(settlement, session, expiredFirst && !another);
            assertThat(balance(counselor)).isEqualTo(Credits.of((another ? 10 : 0) - (expiredFirst ? 5 : 0)));
            return expiredFirst;
        });
    }

    @Test
    void an_expiry_that_is_due_is_posted_once_by_the_sweep_or_by_the_charge() {
        race((duel, number, counselor) -> {
            GrantId over = giveUntil(counselor, 20, fixture.clock.instant().plus(MINUTE));
            GrantId lasting = give(counselor, 10);
            SessionId session = open(counselor);
            fixture.clock.advance(MINUTE);

            var result = duel.of(() -> ledger.credits().sweep(counselor), () -> ledger.complete(session));

            boolean sweptFirst = result.leftValue().expiredGrants() == 1;
            assertThat(result.leftValue()).isEqualTo(sweptFirst ? new AccountSweep(0, 1, 0) : AccountSweep.NOTHING);
            assertThat(deltas(counselor, TransactionType.EXPIRY)).containsExactly(Credits.of(-20));
            assertShort(assertCharged(result.rightValue()), session, false);
            assertThat(paid(session)).isEqualTo(Map.of(lasting, FEE));
            assertEnded(ledger, over, GrantStatus.EXPIRED);
            assertThat(balance(counselor)).isEqualTo(Credits.of(5));
            return sweptFirst;
        });
    }

    @Test
    void what_is_set_aside_on_a_grant_pays_its_session_though_the_rest_expires_first() {
        Instant expiry = NOON.plus(MINUTE);
        TenantLedger later = ledgerAt(expiry);
        race((duel, number, counselor) -> {
            GrantId brief = giveUntil(counselor, 20, expiry);
            give(counselor, 10);
            SessionId session = admitted(counselor);

            var result = duel.of(() -> later.credits().sweep(counselor), () -> refusing.complete(session));

            assertThat(result.leftValue()).isEqualTo(new AccountSweep(0, 1, 0));
            Settlement settlement = assertCharged(result.rightValue());
            assertShort(settlement, session, false);
            assertThat(fixture.tables.rows(HOLDS, session.value())).containsExactly("captured");
            assertThat(deltas(counselor, TransactionType.EXPIRY)).containsExactly(Credits.of(-15));
            assertThat(paid(session)).isEqualTo(Map.of(brief, FEE));
            assertThat(later.credits().findGrant(brief).orElseThrow().remaining())
                    .isEqualTo(Credits.ZERO);
            assertThat(balance(counselor)).isEqualTo(Credits.of(10));
            return numberOf(counselor, TransactionType.EXPIRY) < entryNo(settlement);
        });
    }

    @Test
    void a_grant_that_meets_a_charge_pays_what_the_account_does_not_cover() {
        race((duel, number, counselor) -> {
            GrantId little = give(counselor, 2);
            SessionId session = open(counselor);

            var result = duel.of(() -> ledger.credits().grant(purchase(counselor, 10)), () -> ledger.complete(session));

            CreditReceipt.Granted granted = result.leftValue();
            Settlement settlement = assertCharged(result.rightValue());
            boolean grantedFirst = entryNo(granted) < entryNo(settlement);
            assertShort(settlement, session, !grantedFirst);
            GrantId more = granted.grant().id();
            assertThat(paid(session)).isEqualTo(Map.of(little, Credits.of(2), more, Credits.of(3)));
            assertThat(ledger.credits().findGrant(more).orElseThrow().remaining())
                    .isEqualTo(Credits.of(7));
            assertThat(balance(counselor)).isEqualTo(Credits.of(7));
            return grantedFirst;
        });
    }

    @Test
    void a_grant_that_meets_a_charge_on_an_account_in_debt_repays_the_oldest_debt_first() {
        race((duel, number, counselor) -> {
            SessionId earlier = charged(counselor);
            SessionId session = open(counselor);
            int amount = List.of(3, 8, 12).get(number % 3);

            var result =
                    duel.of(() -> ledger.credits().grant(purchase(counselor, amount)), () -> ledger.complete(session));

            CreditReceipt.Granted granted = result.leftValue();
            Settlement settlement = assertCharged(result.rightValue());
            boolean grantedFirst = entryNo(granted) < entryNo(settlement);
            assertShort(settlement, session, !grantedFirst || amount < 10);
            assertThat(settlement.receipt().orElseThrow().balanceAfter())
                    .isEqualTo(Credits.of(grantedFirst ? amount - 10 : -10));
            GrantId grant = granted.grant().id();
            int toTheEarlier = Math.min(amount, 5);
            int toThis = Math.min(amount - toTheEarlier, 5);
            assertThat(paid(earlier)).isEqualTo(Map.of(grant, Credits.of(toTheEarlier)));
            assertThat(paid(session)).isEqualTo(toThis == 0 ? Map.of() : Map.of(grant, Credits.of(toThis)));
            assertThat(balance(counselor)).isEqualTo(Credits.of(amount - 10));
            return grantedFirst;
        });
    }

    @Test
    void a_void_takes_exactly_what_a_charge_has_left_or_leaves_it_in_debt() {
        race((duel, number, counselor) -> {
            GrantId grant = give(counselor, 20);
            SessionId session = number % 2 == 0 ? open(counselor) : admitted(counselor);

            var result =
                    duel.of(() -> ledger.credits().voidGrant(voiding(grant, number)), () -> refusing.complete(session));

            CreditReceipt.Voided voided = result.leftValue();
            Settlement settlement = assertCharged(result.rightValue());
            boolean voidedFirst = entryNo(voided) < entryNo(settlement);
            assertThat(voided.entry().orElseThrow().delta()).isEqualTo(Credits.of(voidedFirst ? -20 : -15));
            assertThat(voided.replayed()).isFalse();
            assertThat(paid(session)).isEqualTo(voidedFirst ? Map.of() : Map.of(grant, FEE));
            assertShort(settlement, session, voidedFirst);
            assertEnded(ledger, grant, GrantStatus.VOIDED);
            assertThat(balance(counselor)).isEqualTo(Credits.of(voidedFirst ? -5 : 0));
            return voidedFirst;
        });
    }

    @Test
    void a_grant_is_voided_or_spent_to_the_last_credit_and_then_there_is_nothing_to_void() {
        race((duel, number, counselor) -> {
            GrantId grant = give(counselor, 5);
            SessionId session = number % 2 == 0 ? open(counselor) : admitted(counselor);

            var result =
                    duel.of(() -> ledger.credits().voidGrant(voiding(grant, number)), () -> refusing.complete(session));

            boolean voidedFirst = result.left().value().isPresent();
            Settlement settlement = assertCharged(result.rightValue());
            if (voidedFirst) {
                assertThat(result.leftValue().entry().orElseThrow().delta()).isEqualTo(FEE.negated());
            } else {
                assertThat(result.left().thrown().orElseThrow())
                        .isInstanceOfSatisfying(
                                GrantStateException.class,
                                refused -> assertThat(refused.status()).isEqualTo(GrantStatus.EXHAUSTED));
            }
            assertThat(paid(session)).isEqualTo(voidedFirst ? Map.of() : Map.of(grant, FEE));
            assertShort(settlement, session, voidedFirst);
            assertEnded(ledger, grant, voidedFirst ? GrantStatus.VOIDED : GrantStatus.EXHAUSTED);
            assertThat(balance(counselor)).isEqualTo(Credits.of(voidedFirst ? -5 : 0));
            return voidedFirst;
        });
    }

    private TenantLedger ledgerAt(Instant time) {
        return SessionLedger.builder(database.store())
                .clock(new SettableClock(time))
                .build()
                .tenant(fixture.tenant);
    }

    private GrantCredits purchase(CounselorId counselor, int amount) {
        return GrantCredits.purchase(counselor, Credits.of(amount), "why", "grant " + keys++);
    }

    private GrantId give(CounselorId counselor, int amount) {
        return ledger.credits().grant(purchase(counselor, amount)).grant().id();
    }

    /** A grant that pays before all others, until it expires. */
    private GrantId giveUntil(CounselorId counselor, int amount, Instant expiry) {
        GrantCredits grant = purchase(counselor, amount).withPriority(10).expiresAt(expiry);
        return ledger.credits().grant(grant).grant().id();
    }

    /** A running session that will owe the fee. */
    private SessionId open(CounselorId counselor) {
        return fixture.recorded(1, StartSession.of(newSession(), counselor));
    }

    /** The same, with the fee set aside. */
    private SessionId admitted(CounselorId counselor) {
        SessionId session = fixture.started(StartSession.of(newSession(), counselor));
        assertThat(refusing.admit(session, MINUTE).hold()).isPresent();
        ledger.record(session, LedgerFixture.minute(1));
        return session;
    }

    private SessionId charged(CounselorId counselor) {
        SessionId session = open(counselor);
        assertCharged(ledger.complete(session));
        return session;
    }

    private static RefundSession whole(SessionId session, String key) {
        return RefundSession.whole(session, "why", key, "staff-7");
    }

    private static RefundSession part(SessionId session, String key) {
        return RefundSession.part(session, Credits.of(3), "why", key, "staff-7");
    }

    private static VoidGrant voiding(GrantId grant, int number) {
        return new VoidGrant(grant, "why", "void " + number, "staff-7");
    }

    private static Throwable loser(Duel.Result<?, ?> result, boolean leftWon) {
        return (leftWon ? result.right() : result.left()).thrown().orElseThrow();
    }

    private static Settlement assertCharged(Settlement settlement) {
        assertThat(settlement).isInstanceOf(Settlement.Charged.class);
        assertThat(settlement.replayed()).isFalse();
        assertThat(settlement.receipt().orElseThrow().delta()).isEqualTo(FEE.negated());
        return settlement;
    }

    /** Whoever charges an account that does not cover it is told, and so is everybody else. */
    private void assertShort(Settlement settlement, SessionId session, boolean expected) {
        assertThat(settlement.shortage().isPresent()).as("told of a shortage").isEqualTo(expected);
        assertThat(fixture.tables.rows(ALERTS, session.value())).isEqualTo(expected ? List.of("shortage") : List.of());
    }

    private static void assertEnded(TenantLedger by, GrantId id, GrantStatus as) {
        CreditGrant grant = by.credits().findGrant(id).orElseThrow();
        assertThat(grant.status()).isEqualTo(as);
        assertThat(grant.remaining()).isEqualTo(Credits.ZERO);
    }

    /** What the ledger's entries come to; no clock has a say in it. */
    private Credits balance(CounselorId counselor) {
        return entries(counselor).get(0).balanceAfter();
    }

    /** The latest first. */
    private List<CreditLog> entries(CounselorId counselor) {
        return ledger.credits().log(counselor, PageRequest.first(10)).items();
    }

    private List<Credits> deltas(CounselorId counselor, TransactionType type) {
        return entries(counselor).stream()
                .filter(entry -> entry.type() == type)
                .map(CreditLog::delta)
                .toList();
    }

    private long numberOf(CounselorId counselor, TransactionType type) {
        return entries(counselor).stream()
                .filter(entry -> entry.type() == type)
                .findFirst()
                .orElseThrow()
                .entryNo();
    }

    private static long entryNo(Settlement settlement) {
        return settlement.receipt().orElseThrow().entryNo();
    }

    private static long entryNo(CreditReceipt receipt) {
        return receipt.receipt().orElseThrow().entryNo();
    }

    /** What each grant has paid for a session. */
    private Map<GrantId, Credits> paid(SessionId session) {
        return ledger.credits().payments(session).stream()
                .collect(Collectors.toMap(payment -> payment.grantId(), payment -> payment.paid()));
    }
}
