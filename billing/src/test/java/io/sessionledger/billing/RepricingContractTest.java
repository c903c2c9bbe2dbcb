package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.RateId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.CreditTerms.ChargeTime;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.credit.RepriceSessions;
import io.sessionledger.credit.RepricedSession;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Charges that are corrected to another rate: looked at first, then corrected once, however often and by however many. */
@EveryDatabase
class RepricingContractTest {

    private static final TimeRange DAY = TimeRange.of(NOON.minus(Duration.ofDays(1)), NOON.plus(Duration.ofDays(1)));
    private static final PageRequest ALL = PageRequest.first(1000);

    private final LedgerFixture fixture;
    private CreditRate wrong;

    RepricingContractTest(TestDatabase database) {
        this.fixture = new LedgerFixture(database).withCredits(1000);
    }

    @BeforeEach
    void publish() {
        wrong = rate("10");
    }

    private CreditRate rate(String perMinute) {
        return fixture.ledger
                .rates()
                .publish(PublishRate.standard(NOON.minus(Duration.ofDays(9)), RateMethod.perStartedMinute(perMinute)));
    }

    private TenantCredits credits() {
        return fixture.ledger.credits();
    }

    private SessionId charged(int minutes) {
        SessionId session = fixture.recorded(minutes);
        fixture.ledger.complete(session);
        return session;
    }

    private static RepriceSessions to(CreditRate rate) {
        return RepriceSessions.startedIn(DAY, rate.id()).by("staff-7");
    }

    private List<CreditLog> reprices() {
        return credits().log(fixture.counselor, ALL).items().stream()
                .filter(entry -> entry.type() == TransactionType.REPRICE)
                .toList();
    }

    private static <T> List<T> walk(int size, Function<PageRequest, Page<T>> pages) {
        List<T> items = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<T> page = pages.apply(new PageRequest(size, cursor));
            items.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor.isPresent());
        return items;
    }

    @Test
    void a_dry_run_lists_old_and_new_charge_and_changes_nothing() {
        SessionId session = charged(3);
        CreditRate right = rate("2");
        var before = fixture.tables.everything();

        assertThat(credits().previewRepricing(to(right), ALL).items())
                .containsExactly(new RepricedSession(
                        session, fixture.counselor, NOON, Credits.of(30), Credits.of(6), Credits.of(-24)));

        fixture.tables.assertUnchanged(before);
    }

    @Test
    void a_correction_gives_back_or_takes_what_differs_and_says_how_that_came_about() {
        SessionId session = charged(3);
        CreditRate cheap = rate("2");
        CreditRate dear = rate("20");

        assertThat(credits().reprice(to(cheap), ALL).items()).hasSize(1);
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(994));
        assertThat(fixture.ledger.session(session).creditsConsumed()).isEqualTo(Credits.of(6));
        assertThat(reprices()).singleElement().satisfies(entry -> {
            assertThat(entry.delta()).isEqualTo(Credits.of(24));
            assertThat(entry.actor()).isEqualTo("staff-7");
            assertThat(entry.reasonCode()).isEqualTo("repriced");
            assertThat(entry.charge().credits()).isEqualTo(Credits.of(6));
            assertThat(entry.charge().rate()).isEqualTo(cheap);
        });
        Invariants.hold(fixture.tables);

        assertThat(credits().reprice(to(dear), ALL).items())
                .singleElement()
                .returns(Credits.of(6), RepricedSession::oldCharge)
                .returns(Credits.of(54), RepricedSession::difference);
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(940));
        assertThat(fixture.ledger
                        .complete(session)
                        .receipt()
                        .orElseThrow()
                        .charge()
                        .credits())
                .isEqualTo(Credits.of(60));
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_correction_happens_once_however_often_it_runs_and_the_dry_run_is_empty_then() {
        charged(3);
        charged(1);
        CreditRate right = rate("2");

        for (int i = 0; i < 3; i++) {
            var unused = credits().reprice(to(right), ALL);
        }

        assertThat(reprices()).hasSize(2);
        assertThat(credits().previewRepricing(to(right), ALL).items()).isEmpty();
    }

    @Test
    void killed_half_way_and_applied_again_each_charge_is_corrected_once() {
        List<SessionId> sessions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sessions.add(charged(1 + i % 3));
        }
        CreditRate right = rate("2");
        int before = credits().previewRepricing(to(right), ALL).items().size();
        assertThat(before).isEqualTo(20);
        // the third page never came
        Optional<String> cursor = Optional.empty();
        for (int page = 0; page < 2; page++) {
            cursor = credits().reprice(to(right), new PageRequest(4, cursor)).nextCursor();
        }
        assertThat(credits().previewRepricing(to(right), ALL).items()).hasSize(12);

        List<RepricedSession> rest = walk(4, page -> credits().reprice(to(right), page));

        assertThat(rest).hasSize(12);
        assertThat(reprices())
                .hasSize(20)
                .extracting(CreditLog::sessionId)
                .containsExactlyInAnyOrderElementsOf(sessions);
        assertThat(walk(7, page -> credits().previewRepricing(to(right), page))).isEmpty();
        Invariants.hold(fixture.tables);
    }

    @Test
    void broken_off_within_a_page_what_was_corrected_stays_and_the_rest_follows() {
        for (int i = 0; i < 10; i++) {
            charged(2);
        }
        CreditRate right = rate("2");
        AtomicInteger rated = new AtomicInteger();
        TenantLedger dying = fixture.under(
                new CreditPolicy() {

                    @Override
                    public CreditTerms termsFor(TenantId tenant, CounselorId counselor) {
                        return new CreditTerms(ChargeTime.AT_COMPLETION);
                    }

                    @Override
                    public Credits due(SessionUsage usage, CreditRate rate) {
                        if (rated.incrementAndGet() > 11) {
                            throw new IllegalStateException("killed");
                        }
                        return rate.creditsFor(usage);
                    }
                },
                LedgerListener.NONE);

        assertThatThrownBy(() -> dying.credits().reprice(to(right), ALL)).hasMessage("killed");
        int done = reprices().size();
        assertThat(done).isBetween(1, 9);
        Invariants.hold(fixture.tables);

        assertThat(credits().reprice(to(right), ALL).items()).hasSize(10 - done);

        assertThat(reprices()).hasSize(10);
        assertThat(credits().previewRepricing(to(right), ALL).items()).isEmpty();
        Invariants.hold(fixture.tables);
    }

    @Test
    void many_that_correct_at_once_correct_each_charge_once() {
        int rounds = Math.max(1, Integer.getInteger("ledger.races", 60) / 10);
        CreditRate right = rate("2");
        CreditRate other = rate("3");
        for (int i = 0; i < 5; i++) {
            charged(2);
        }
        for (int round = 0; round < rounds; round++) {
            CreditRate target = round % 2 == 0 ? right : other;
            List<Page<RepricedSession>> done =
                    Race.values(Race.of(4, i -> credits().reprice(to(target), ALL)));
            assertThat(done.stream().mapToInt(page -> page.items().size()).sum())
                    .isEqualTo(5);
        }
        assertThat(credits().account(fixture.counselor).used())
                .isEqualTo(Credits.of(5L * 2 * (rounds % 2 == 1 ? 2 : 3)));
        Invariants.hold(fixture.tables);
    }

    @Test
    void what_was_given_back_by_hand_is_not_given_back_again() {
        SessionId part = charged(3);
        SessionId whole = charged(3);
        credits().refund(RefundSession.part(part, Credits.of(20), "sorry", "r1", "staff-7"));
        credits().refund(RefundSession.whole(whole, "sorry", "r2", "staff-7"));
        CreditRate right = rate("2");

        assertThat(credits().reprice(to(right), ALL).items())
                .singleElement()
                .returns(part, RepricedSession::sessionId)
                .returns(Credits.of(-10), RepricedSession::difference);

        assertThat(fixture.ledger.session(part).creditsConsumed()).isEqualTo(Credits.ZERO);
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(1000));
        assertThat(credits().reprice(to(rate("100")), ALL).items()).isEmpty();
        Invariants.hold(fixture.tables);
    }

    @Test
    void only_settled_sessions_of_the_range_and_if_stated_of_the_rate_are_corrected() {
        SessionId charged = charged(1);
        fixture.recorded(1);
        fixture.ledger.cancel(fixture.recorded(1));
        fixture.ledger.complete(fixture.recorded(1, fixture.unrated()));
        CreditRate right = rate("2");

        assertThat(credits().previewRepricing(to(right), ALL).items())
                .extracting(RepricedSession::sessionId)
                .containsExactly(charged);
        assertThat(credits()
                        .previewRepricing(to(right).chargedUnder(wrong.id()), ALL)
                        .items())
                .hasSize(1);
        assertThat(credits()
                        .previewRepricing(to(right).chargedUnder(right.id()), ALL)
                        .items())
                .isEmpty();
        TimeRange tomorrow = TimeRange.of(NOON.plusNanos(1000), NOON.plus(Duration.ofDays(1)));
        assertThat(credits()
                        .previewRepricing(RepriceSessions.startedIn(tomorrow, right.id()), ALL)
                        .items())
                .isEmpty();
    }

    @Test
    void a_rate_that_the_tenant_does_not_have_is_refused() {
        RepriceSessions request = RepriceSessions.startedIn(DAY, RateId.of(UUID.randomUUID()));

        assertThatThrownBy(() -> credits().previewRepricing(request, ALL))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("rateId");
        assertThatThrownBy(() -> credits().reprice(request, ALL)).isInstanceOf(InvalidInputException.class);
    }
}
