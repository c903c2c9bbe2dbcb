package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.charge;
import static io.sessionledger.jdbc.StoreFixture.minute;
import static io.sessionledger.jdbc.StoreFixture.newCounselor;
import static io.sessionledger.jdbc.StoreFixture.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.AlertDelivery;
import io.sessionledger.credit.AlertDelivery.Status;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditAlert.Kind;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.store.CreditAlerts;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.NewGrant;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SettlementPlan.NothingDue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is alerted, when, and how it is brought on its way. */
@EveryWay
class AlertsContractTest {

    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Instant LATER = NOON.plus(Duration.ofHours(2));

    private final TestDatabase database;
    private final StoreFixture fixture;
    private final CreditAlerts alerts;

    AlertsContractTest(TestDatabase database) {
        this.database = database;
        this.fixture = new StoreFixture(database);
        this.alerts = fixture.store.alerts();
    }

    @BeforeEach
    void publish() {
        fixture.published("standard", Instant.EPOCH);
    }

    private SessionId charged(long credits) {
        SessionId session = fixture.started();
        fixture.charged(session, credits);
        return session;
    }

    private ListAssert<Credits> assertAlerted(Kind kind) {
        return assertThat(fixture.alerts().stream()
                .filter(alert -> alert.kind() == kind)
                .map(CreditAlert::threshold)
                .toList());
    }

    @Test
    void a_charge_that_takes_the_balance_below_a_level_says_which_and_where_it_stands() {
        alerts.setRules(fixture.tenant, AlertRules.below(Credits.of(50)));
        fixture.grant(fixture.purchase("first", 60));
        charged(10);
        assertThat(fixture.alerts()).isEmpty();

        SessionId session = charged(1);

        assertThat(fixture.alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.kind()).isEqualTo(Kind.LOW_BALANCE);
            assertThat(alert.sessionId()).isEqualTo(session);
            assertThat(alert.counselorId()).isEqualTo(fixture.counselor);
            assertThat(alert.threshold()).isEqualTo(Credits.of(50));
            assertThat(alert.amount()).isEqualTo(Credits.of(49));
            assertThat(alert.createdAt()).isEqualTo(NOON.plus(Duration.ofHours(1)));
            assertThat(alert.delivery().status()).isEqualTo(Status.PENDING);
        });
    }

    @Test
    void a_level_is_alerted_once_for_each_time_the_balance_sinks_below_it() {
        alerts.setRules(fixture.tenant, AlertRules.below(Credits.of(50)));
        fixture.grant(fixture.purchase("first", 55));
        for (int i = 0; i < 4; i++) {
            charged(10);
            charged(3);
            fixture.grant(fixture.purchase("again " + i, 13));
        }

        assertAlerted(Kind.LOW_BALANCE).hasSize(4);
    }

    @Test
    void each_level_that_one_charge_crosses_is_alerted_and_a_debt_is_alerted_as_one() {
        alerts.setRules(fixture.tenant, AlertRules.below(Credits.of(10), Credits.of(50), Credits.ZERO, Credits.of(-5)));
        fixture.grant(fixture.purchase("first", 60));

        charged(64);
        charged(2);

        assertAlerted(Kind.LOW_BALANCE).containsExactlyInAnyOrder(Credits.of(50), Credits.of(10));
        assertAlerted(Kind.NEGATIVE_BALANCE).containsExactlyInAnyOrder(Credits.ZERO, Credits.of(-5));
        assertAlerted(Kind.SHORTAGE).hasSize(2);
    }

    @Test
    void whatever_takes_credits_is_alerted_not_only_charges() {
        alerts.setRules(fixture.tenant, AlertRules.below(Credits.of(50)));
        fixture.grant(new NewGrant(fixture.purchase("ends", 60), 50, null, NOON.plusSeconds(5)));
        adjust("down", -20);
        adjust("up", 20);
        assertAlerted(Kind.LOW_BALANCE).hasSize(1);

        assertThat(fixture.store
                        .credits()
                        .sweep(fixture.tenant, fixture.counselor, LATER)
                        .expiredGrants())
                .isEqualTo(1);

        assertAlerted(Kind.LOW_BALANCE).hasSize(2);
        assertThat(fixture.alerts()).extracting(CreditAlert::sessionId).containsOnlyNulls();
    }

    @Test
    void an_account_with_rules_of_its_own_follows_these_alone() {
        alerts.setRules(fixture.tenant, AlertRules.below(Credits.of(50)).withLargeCharge(Credits.of(5)));
        alerts.setRules(fixture.tenant, fixture.counselor, Optional.of(AlertRules.below(Credits.of(20))));
        assertThat(alerts.rules(fixture.tenant, fixture.counselor)).isEqualTo(AlertRules.below(Credits.of(20)));
        assertThat(alerts.rules(fixture.tenant, newCounselor()))
                .isEqualTo(AlertRules.below(Credits.of(50)).withLargeCharge(Credits.of(5)));
        fixture.grant(fixture.purchase("first", 60));
        charged(15);
        assertThat(fixture.alerts()).isEmpty();
        charged(30);
        assertAlerted(Kind.LOW_BALANCE).containsExactly(Credits.of(20));

        alerts.setRules(fixture.tenant, fixture.counselor, Optional.of(AlertRules.NONE));
        fixture.grant(fixture.purchase("second", 100));
        charged(100);
        assertThat(fixture.alerts()).hasSize(1);

        alerts.setRules(fixture.tenant, fixture.counselor, Optional.empty());
        fixture.grant(fixture.purchase("third", 100));
        charged(100);
        assertAlerted(Kind.LOW_BALANCE).containsExactlyInAnyOrder(Credits.of(20), Credits.of(50));
        assertAlerted(Kind.LARGE_CHARGE).containsExactly(Credits.of(5));
    }

    @Test
    void rules_of_one_tenant_are_not_those_of_another() {
        alerts.setRules(fixture.tenant, AlertRules.below(Credits.of(50)));
        StoreFixture other = new StoreFixture(fixture.store);
        other.published("standard", Instant.EPOCH);
        other.grant(other.purchase("first", 60));
        other.charged(other.started(), 20);

        assertThat(other.alerts()).isEmpty();
        assertThat(alerts.rules(other.tenant)).isEqualTo(AlertRules.NONE);
    }

    @Test
    void rules_can_be_changed_and_taken_back() {
        alerts.setRules(fixture.tenant, AlertRules.below(Credits.of(50)));
        alerts.setRules(fixture.tenant, AlertRules.below(Credits.of(5)).withLargeCharge(Credits.of("1.5")));
        assertThat(alerts.rules(fixture.tenant))
                .isEqualTo(AlertRules.below(Credits.of(5)).withLargeCharge(Credits.of("1.5")));

        alerts.setRules(fixture.tenant, AlertRules.NONE);

        assertThat(alerts.rules(fixture.tenant)).isEqualTo(AlertRules.NONE);
    }

    @Test
    void a_large_charge_is_alerted_with_what_it_came_to() {
        alerts.setRules(fixture.tenant, AlertRules.NONE.withLargeCharge(Credits.of(30)));
        fixture.grant(fixture.purchase("first", 100));
        charged(29);
        assertThat(fixture.alerts()).isEmpty();

        SessionId session = charged(30);

        assertThat(fixture.alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.kind()).isEqualTo(Kind.LARGE_CHARGE);
            assertThat(alert.sessionId()).isEqualTo(session);
            assertThat(alert.amount()).isEqualTo(Credits.of(30));
        });
    }

    @Test
    void a_session_charged_as_it_goes_is_alerted_when_its_whole_charge_becomes_large() {
        alerts.setRules(fixture.tenant, AlertRules.below(Credits.of(75)).withLargeCharge(Credits.of(30)));
        fixture.grant(fixture.purchase("first", 100));
        SessionId session = fixture.started();
        for (long due : List.of(20L, 29L, 31L, 40L)) {
            raise(session, due);
        }

        assertAlerted(Kind.LARGE_CHARGE).containsExactly(Credits.of(30));
        assertThat(fixture.alerts())
                .filteredOn(alert -> alert.kind() == Kind.LARGE_CHARGE)
                .extracting(CreditAlert::amount)
                .containsExactly(Credits.of(31));
        assertAlerted(Kind.LOW_BALANCE).hasSize(1);
    }

    private void raise(SessionId session, long due) {
        var usage = fixture.usage(session);
        var rate = fixture.store
                .rates()
                .findInForce(fixture.tenant, "standard", NOON)
                .orElseThrow();
        var whole = new Charge(rate, usage.billable(), Credits.of(due), due + " = " + due);
        var entry = StoreFixture.fee(usage, due, NOON);
        var keyed = new NewEntry(
                entry.id(),
                entry.counselorId(),
                entry.type(),
                entry.delta(),
                entry.sessionId(),
                entry.idempotencyKey() + ":" + due,
                entry.requestDigest(),
                entry.actor(),
                entry.reasonCode(),
                null,
                NOON);
        assertThat(fixture.store
                        .sessions()
                        .raise(fixture.tenant, session, new SettlementPlan.Charged(whole, keyed, UUID.randomUUID())))
                .isPresent();
    }

    @Test
    void models_without_a_price_are_alerted_once_a_day_each_if_the_plan_says_so() {
        fixture.grant(fixture.purchase("first", 100));
        SessionId first = unpriced("model-a", "model-b");
        end(first, bill -> charging(bill, true));
        SessionId second = unpriced("model-a");
        end(second, bill -> charging(bill, true));
        SessionId third = unpriced("model-c");
        end(third, bill -> charging(bill, false));
        SessionId free = unpriced("model-d");
        end(
                free,
                bill -> Optional.of(
                        plan(bill, SessionStatus.COMPLETED, new NothingDue()).alertingUnpriced()));

        assertThat(fixture.alerts())
                .filteredOn(alert -> alert.kind() == Kind.UNPRICED_MODEL)
                .extracting(CreditAlert::model)
                .containsExactlyInAnyOrder("model-a", "model-b", "model-d");
        assertThat(fixture.usage(first).creditsConsumed()).isEqualTo(Credits.of(7));
    }

    private void adjust(String key, long delta) {
        var unused = fixture.store.credits().adjust(fixture.tenant, fixture.adjustment(key, Credits.of(delta), NOON));
    }

    private void end(SessionId session, Function<SessionBill, Optional<SettlementPlan>> decision) {
        var unused = fixture.store.sessions().end(fixture.tenant, session, decision, NOON);
    }

    private SessionId unpriced(String... models) {
        SessionId session = fixture.started();
        long number = 0;
        for (String model : models) {
            number++;
            fixture.record(
                    session,
                    minute(number)
                            .estimatedCost(null)
                            .model(model, TokenUsage.of(1, 2, 3))
                            .build());
            fixture.record(session, minute(number + 100).build());
        }
        return session;
    }

    private static Optional<SettlementPlan> charging(SessionBill bill, boolean alerting) {
        SettlementPlan plan = plan(bill, SessionStatus.COMPLETED, charge(bill, 7));
        return Optional.of(alerting ? plan.alertingUnpriced() : plan);
    }

    // delivery

    private CreditAlert due() {
        SessionId session = fixture.started();
        UUID id = UUID.randomUUID();
        fixture.completed(session, new SettlementPlan.Unrated(id));
        return fixture.alerts().stream()
                .filter(alert -> alert.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private Optional<CreditAlert> claim(Instant now) {
        return alerts.claim(fixture.tenant, now, LEASE);
    }

    private ObjectAssert<AlertDelivery> assertDelivery(CreditAlert alert) {
        return assertThat(fixture.alerts().stream()
                .filter(stored -> stored.id().equals(alert.id()))
                .findFirst()
                .orElseThrow()
                .delivery());
    }

    @Test
    void an_alert_is_somebodys_alone_until_its_lease_ends() {
        CreditAlert alert = due();

        CreditAlert claimed = claim(LATER).orElseThrow();

        assertThat(claimed.id()).isEqualTo(alert.id());
        assertThat(claimed.delivery().attempts()).isEqualTo(1);
        assertThat(claim(LATER)).isEmpty();
        assertThat(claim(LATER.plus(LEASE).minusNanos(1000))).isEmpty();
        assertThat(claim(LATER.plus(LEASE)))
                .get()
                .returns(alert.id(), CreditAlert::id)
                .returns(2, again -> again.delivery().attempts());
    }

    @Test
    void an_alert_that_somebody_is_taking_keeps_nobody_from_the_other() throws SQLException {
        List<CreditAlert> both = List.of(due(), due());

        for (int i = 0; i < 2; i++) {
            CreditAlert taken = both.get(i);
            CreditAlert other = both.get(1 - i);
            Instant now = LATER.plus(LEASE.multipliedBy(i));
            try (Connection taking = database.pool().getConnection()) {
                taking.setAutoCommit(false);
                lock(taking, taken);

                assertThat(Caller.of(() -> claim(now)).result())
                        .map(CreditAlert::id)
                        .contains(other.id());

                taking.rollback();
                taking.setAutoCommit(true);
            }
            assertThat(claim(now)).map(CreditAlert::id).contains(taken.id());
        }
    }

    private void lock(Connection connection, CreditAlert alert) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select id from credit_alerts where tenant_id = ? and id = ? for update")) {
            statement.setString(1, fixture.tenant.value());
            statement.setObject(2, alert.id());
            assertThat(statement.executeQuery().next()).isTrue();
        }
    }

    @Test
    void nobody_claims_an_alert_before_it_is_due_or_of_another_tenant() {
        due();

        assertThat(claim(NOON)).isEmpty();
        assertThat(alerts.claim(new StoreFixture(fixture.store).tenant, LATER, LEASE))
                .isEmpty();
    }

    @Test
    void what_is_delivered_is_over() {
        CreditAlert alert = due();
        claim(LATER);

        assertThat(alerts.delivered(fixture.tenant, alert.id(), 1, LATER)).isTrue();

        assertThat(claim(LATER.plus(Duration.ofDays(9)))).isEmpty();
        assertThat(alerts.delivered(fixture.tenant, alert.id(), 1, LATER)).isFalse();
        assertDelivery(alert).returns(Status.DELIVERED, AlertDelivery::status).returns(LATER, AlertDelivery::endedAt);
    }

    @Test
    void whoever_lost_the_lease_notes_nothing_about_the_next_ones_attempt() {
        CreditAlert alert = due();
        claim(LATER);
        Instant next = LATER.plus(LEASE);
        claim(next);

        assertThat(alerts.delivered(fixture.tenant, alert.id(), 1, next)).isFalse();
        assertThat(alerts.failed(fixture.tenant, alert.id(), 1, "late", Optional.empty(), next))
                .isFalse();
        assertDelivery(alert).returns(Status.PENDING, AlertDelivery::status);
        assertThat(alerts.delivered(fixture.tenant, alert.id(), 2, next)).isTrue();
    }

    @Test
    void what_failed_is_due_again_when_it_is_said_to_be_or_given_up() {
        CreditAlert alert = due();
        claim(LATER);
        Instant retry = LATER.plusSeconds(10);

        assertThat(alerts.failed(fixture.tenant, alert.id(), 1, "IOException", Optional.of(retry), LATER))
                .isTrue();
        assertThat(claim(retry.minusNanos(1000))).isEmpty();
        assertThat(claim(retry)).isPresent();
        assertThat(alerts.failed(fixture.tenant, alert.id(), 2, "IOException", Optional.empty(), retry))
                .isTrue();

        assertThat(claim(LATER.plus(Duration.ofDays(9)))).isEmpty();
        assertDelivery(alert).isEqualTo(new AlertDelivery(Status.GIVEN_UP, 2, null, retry, "IOException"));
    }

    @Test
    void only_what_was_tried_and_is_old_is_given_up_without_a_word_of_its_deliverer() {
        CreditAlert tried = due();
        claim(LATER);
        CreditAlert untried = due();
        Instant next = LATER.plus(LEASE);

        assertThat(alerts.giveUp(fixture.tenant, NOON, next)).isZero();
        assertThat(alerts.giveUp(fixture.tenant, LATER, next)).isEqualTo(1);

        assertDelivery(tried).returns(Status.GIVEN_UP, AlertDelivery::status);
        assertDelivery(untried).returns(Status.PENDING, AlertDelivery::status);
    }

    @Test
    void the_alert_that_has_been_due_for_longest_comes_first() {
        CreditAlert first = due();
        CreditAlert second = due();
        claim(LATER);
        Optional<CreditAlert> other = claim(LATER);
        assertThat(List.of(first.id(), second.id()))
                .contains(other.orElseThrow().id());
        assertThat(alerts.failed(fixture.tenant, second.id(), 1, "x", Optional.of(LATER.plusSeconds(1)), LATER))
                .isTrue();
        assertThat(alerts.failed(fixture.tenant, first.id(), 1, "x", Optional.of(LATER.plusSeconds(2)), LATER))
                .isTrue();

        assertThat(claim(LATER.plusSeconds(5))).get().returns(second.id(), CreditAlert::id);
    }
}
