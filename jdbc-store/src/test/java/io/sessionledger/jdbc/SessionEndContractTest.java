package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.FREE;
import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.charge;
import static io.sessionledger.jdbc.StoreFixture.minute;
import static io.sessionledger.jdbc.StoreFixture.newSession;
import static io.sessionledger.jdbc.StoreFixture.plan;
import static io.sessionledger.jdbc.StoreFixture.sumOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Late;
import io.sessionledger.session.RecordOutcome.Recorded;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartSession;
import io.sessionledger.session.UnchargedReason;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SessionUsageTracker.SettledBill;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SettlementPlan.Billing;
import io.sessionledger.store.SettlementPlan.Charged;
import io.sessionledger.store.SettlementPlan.NothingDue;
import io.sessionledger.store.SettlementPlan.Uncharged;
import io.sessionledger.store.SettlementPlan.Unrated;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@EveryWay
class SessionEndContractTest {

    private static final Instant LONG_AGO = NOON.minus(Duration.ofDays(365));

    private final TestDatabase database;
    private final StoreFixture fixture;

    SessionEndContractTest(TestDatabase database) {
        this.database = database;
        this.fixture = new StoreFixture(database);
    }

    @Test
    void a_charge_ends_the_session_moves_the_account_and_makes_the_entry() {
        CreditRate rate = fixture.published("standard", LONG_AGO);
        fixture.grant(fixture.purchase("first", 100));
        SessionId session = fixture.started();
        fixture.record(session, minute(1).build());
        AtomicReference<SettlementPlan> planned = new AtomicReference<>();

        SettledBill settled = end(session, bill -> {
            UsageFigures billed = bill.usage().counted().withDuration(Duration.ofMillis(90_500));
            Charged charged = charge(
                    new SessionBill(
                            bill.usage().withBilled(billed), bill.rate(), bill.account(), bill.fee(), bill.uncovered()),
                    7);
            planned.set(new SettlementPlan(
                    SessionStatus.COMPLETED,
                    NOON.plusSeconds(120),
                    Duration.ofMillis(90_500),
                    billed,
                    charged,
                    NOON.plusSeconds(121)));
            return Optional.of(planned.get());
        });

        SettlementPlan plan = planned.get();
        Charged charged = (Charged) plan.billing();
        assertThat(settled.changed()).isTrue();
        SessionUsage usage = settled.bill().usage();
        assertThat(usage)
                .usingRecursiveComparison()
                .isEqualTo(new SessionUsage(
                        session,
                        fixture.counselor,
                        SessionStatus.COMPLETED,
                        NOON,
                        plan.endedAt(),
                        sumOf(fixture.logs(session)),
                        plan.statedDuration(),
                        plan.billed(),
                        Credits.of(7),
                        true,
                        plan.now(),
                        null,
                        "standard",
                        rate.id(),
                        2));
        CreditLog fee = settled.bill().fee();
        assertThat(fee)
                .isEqualTo(new CreditLog(
                        charged.entry().id(),
                        fixture.counselor,
                        2,
                        TransactionType.SESSION_FEE,
                        Credits.of(-7),
                        Credits.of(93),
                        session,
                        charged.charge(),
                        NewEntry.sessionFeeKey(session),
                        "ledger",
                        "session_completed",
                        null,
                        charged.entry().at()));
        assertThat(settled.bill().account())
                .isEqualTo(new CreditAccount(fixture.counselor, Credits.of(100), Credits.of(7), Credits.ZERO, null));
        assertThat(fixture.entries(fixture.counselor)).first().isEqualTo(fee);
        assertThat(alerts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"charged", "nothing due", "usage only", "unrated", "cancelled"})
    void the_bill_afterwards_is_the_bill_that_the_next_reader_sees(String how) {
        fixture.published("standard", LONG_AGO);
        SessionId session = fixture.started();
        fixture.record(session, minute(1).build());

        SettledBill settled = switch (how) {
            case "charged" -> fixture.charged(session, 7);
            case "nothing due" -> fixture.completed(session, new NothingDue());
            case "usage only" -> fixture.completed(session, new Uncharged(UnchargedReason.USAGE_ONLY));
            case "unrated" -> fixture.completed(session, new Unrated(UUID.randomUUID()));
            default -> fixture.ended(session, SessionStatus.CANCELLED, new Uncharged(null));
        };

        assertThat(settled.changed()).isTrue();
        assertThat(settled.bill().usage().status().ended()).isTrue();
        SettledBill next = end(session, bill -> Optional.empty());
        assertThat(next.changed()).isFalse();
        assertThat(next.bill()).isEqualTo(settled.bill());
        assertThat(fixture.usage(session)).isEqualTo(settled.bill().usage());
    }

    @Test
    void a_session_with_nothing_due_is_settled_without_an_entry() {
        SessionId session = fixture.started();

        SessionUsage usage = fixture.completed(session, new NothingDue()).bill().usage();

        assertThat(usage.creditDeducted()).isTrue();
        assertThat(usage.creditDeductedAt()).isEqualTo(NOON.plus(Duration.ofHours(1)));
        assertThat(usage.billed()).isEqualTo(UsageFigures.NONE);
        assertThat(usage.creditsConsumed()).isEqualTo(Credits.ZERO);
        assertThat(fixture.entries(fixture.counselor)).isEmpty();
    }

    @Test
    void a_session_under_usage_only_says_why_it_is_never_charged() {
        SessionId session = fixture.started();

        SessionUsage usage = fixture.completed(session, new Uncharged(UnchargedReason.USAGE_ONLY))
                .bill()
                .usage();

        assertThat(usage.unchargedReason()).isEqualTo(UnchargedReason.USAGE_ONLY);
        assertThat(usage.creditDeducted()).isFalse();
        assertThat(usage.billed()).isEqualTo(UsageFigures.NONE);
        assertThat(alerts()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"CANCELLED", "FAILED"})
    void a_session_that_did_not_complete_has_no_billed_figures(SessionStatus status) {
        SessionId session = fixture.started();
        fixture.record(session, minute(1).build());

        SessionUsage usage =
                fixture.ended(session, status, new Uncharged(null)).bill().usage();

        assertThat(usage.status()).isEqualTo(status);
        assertThat(usage.completedAt()).isEqualTo(NOON.plus(Duration.ofHours(1)));
        assertThat(usage.billed()).isNull();
        assertThat(usage.creditDeducted()).isFalse();
        assertThat(usage.counted().analysisCount()).isEqualTo(1);
    }

    @Test
    void a_charge_beyond_the_balance_writes_one_alert() {
        fixture.published("standard", LONG_AGO);
        fixture.grant(fixture.purchase("first", 10));
        SessionId covered = fixture.started();
        SessionId short_ = fixture.started();

        fixture.charged(covered, 10);
        assertThat(alerts()).isEmpty();
        SettledBill settled = fixture.charged(short_, 1);

        assertThat(settled.bill().account().balance()).isEqualTo(Credits.of(-1));
        assertThat(alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.kind()).isEqualTo(CreditAlert.Kind.SHORTAGE);
            assertThat(alert.sessionId()).isEqualTo(short_);
            assertThat(alert.counselorId()).isEqualTo(fixture.counselor);
        });
    }

    @Test
    void a_session_that_cannot_be_rated_is_settled_later_by_the_version_that_was_in_force() {
        SessionId session = fixture.started();
        fixture.record(session, minute(1).build());
        UUID alertId = UUID.randomUUID();
        SessionBill unrated = fixture.completed(session, new Unrated(alertId)).bill();
        assertThat(unrated.rate()).isNull();
        assertThat(unrated.usage().creditDeducted()).isFalse();
        assertThat(alerts()).containsExactly(fixture.unratedAlert(alertId, session, NOON.plus(Duration.ofHours(1))));
        fixture.record(session, minute(2).build());
        CreditRate published = fixture.published("standard", LONG_AGO);
        fixture.published("standard", NOON.plusSeconds(1));

        SettledBill settled = settle(session, bill -> charge(bill, 3));

        assertThat(settled.changed()).isTrue();
        assertThat(settled.bill().rate()).isEqualTo(published);
        assertThat(settled.bill().fee().charge().rate()).isEqualTo(published);
        SessionUsage usage = settled.bill().usage();
        assertThat(usage.rateId()).isEqualTo(published.id());
        assertThat(usage.creditsConsumed()).isEqualTo(Credits.of(3));
        assertThat(usage.billed()).isEqualTo(unrated.usage().billed());
        assertThat(usage.completedAt()).isEqualTo(unrated.usage().completedAt());
    }

    @Test
    void a_session_that_stays_unrated_keeps_its_one_alert() {
        SessionId session = fixture.started();
        fixture.completed(session, new Unrated(UUID.randomUUID()));

        settle(session, bill -> new Unrated(UUID.randomUUID()));

        assertThat(alerts()).hasSize(1);
    }

    @Test
    void a_session_is_billed_by_the_version_it_pinned_whatever_is_published_later() {
        CreditRate pinned = fixture.published("standard", LONG_AGO);
        SessionId session = fixture.started();
        fixture.published("standard", LONG_AGO);

        assertThat(fixture.charged(session, 1).bill().rate()).isEqualTo(pinned);
    }

    @Test
    void a_charge_opens_the_account_that_a_start_without_charges_did_not() {
        CreditRate rate = fixture.published("standard", LONG_AGO);
        SessionId session = newSession();
        fixture.start(StartSession.of(session, fixture.counselor), FREE);

        SettledBill settled = fixture.charged(session, 4);

        assertThat(settled.bill().rate()).isEqualTo(rate);
        assertThat(settled.bill().account())
                .isEqualTo(new CreditAccount(fixture.counselor, Credits.ZERO, Credits.of(4), Credits.ZERO, null));
        assertThat(settled.bill().fee().entryNo()).isEqualTo(1);
    }

    @Test
    void of_many_ends_at_once_one_is_carried_out() throws Exception {
        fixture.published("standard", LONG_AGO);
        SessionId session = fixture.started();

        List<SettledBill> settled = AtOnce.call(12, i -> fixture.charged(session, 5));

        assertThat(settled).filteredOn(SettledBill::changed).hasSize(1);
        assertThat(settled)
                .extracting(SettledBill::bill)
                .containsOnly(settled.get(0).bill());
        assertThat(fixture.entries(fixture.counselor))
                .singleElement()
                .isEqualTo(settled.get(0).bill().fee());
        assertThat(settled.get(0).bill().account().used()).isEqualTo(Credits.of(5));
    }

    @Test
    void charges_of_one_account_at_once_leave_no_gap_and_the_right_balance() throws Exception {
        fixture.published("standard", LONG_AGO);

        AtOnce.call(12, i -> fixture.charged(fixture.started(), i + 1));

        List<CreditLog> entries = fixture.entries(fixture.counselor);
        assertThat(entries)
                .extracting(CreditLog::entryNo)
                .containsExactly(12L, 11L, 10L, 9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);
        assertThat(entries.get(0).balanceAfter()).isEqualTo(Credits.of(-78));
        assertThat(fixture.account().orElseThrow().balance()).isEqualTo(Credits.of(-78));
    }

    @Test
    void a_decision_whose_figures_a_record_has_changed_is_not_carried_out() throws Exception {
        SessionId session = fixture.started();
        fixture.record(session, minute(1).build());
        List<Long> seen = new ArrayList<>();
        AtomicReference<Future<RecordOutcome>> racing = new AtomicReference<>();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            end(session, bill -> {
                seen.add(bill.usage().counted().analysisCount());
                if (seen.size() == 1) {
                    racing.set(
                            other.submit(() -> fixture.record(session, minute(2).build())));
                    if (!database.asksWhileHolding()) {
                        // where the row is held meanwhile, the record can only come afterwards
                        waitFor(racing.get());
                    }
                }
                return Optional.of(plan(bill, SessionStatus.COMPLETED, new NothingDue()));
            });
            racing.get().get();
        } finally {
            other.shutdown();
        }

        boolean askedAgain = !database.asksWhileHolding();
        assertThat(seen).isEqualTo(askedAgain ? List.of(1L, 2L) : List.of(1L));
        assertThat(racing.get().get()).isInstanceOf(askedAgain ? Recorded.class : Late.class);
        assertThat(fixture.usage(session).billed())
                .isEqualTo(sumOf(fixture.logs(session).stream()
                        .filter(log -> !log.late())
                        .toList()));
    }

    @Test
    void an_end_is_not_starved_by_records_that_keep_arriving() {
        SessionId session = fixture.started();
        List<Long> seen = new ArrayList<>();

        SettledBill settled = end(session, bill -> {
            seen.add(bill.usage().counted().analysisCount());
            if (!isHeld(session)) {
                // a decision itself must not call the ledger
                waitFor(CompletableFuture.runAsync(
                        () -> fixture.record(session, minute(seen.size()).build())));
            }
            return Optional.of(plan(bill, SessionStatus.COMPLETED, new NothingDue()));
        });

        assertThat(settled.changed()).isTrue();
        assertThat(settled.bill().usage().billed()).isEqualTo(sumOf(fixture.logs(session)));
        assertThat(seen).hasSizeLessThan(10);
    }

    @Test
    void what_the_decision_throws_reaches_the_caller_and_changes_nothing() {
        SessionId session = fixture.started();
        SessionUsage before = fixture.usage(session);

        for (RuntimeException thrown : List.of(
                new IllegalStateException("the host's own"),
                new InvalidInputException("completedAt", "expected something else"),
                new LedgerStoreException("of another store"))) {
            assertThatThrownBy(() -> end(session, bill -> {
                        throw thrown;
                    }))
                    .isSameAs(thrown);
            assertThat(fixture.usage(session)).isEqualTo(before);
        }
        assertThat(fixture.record(session, minute(1).build())).isInstanceOf(Recorded.class);
    }

    @Test
    void a_plan_that_the_database_refuses_changes_nothing() {
        fixture.published("standard", LONG_AGO);
        CreditAccount account = fixture.grant(fixture.purchase("taken", 10)).account();
        SessionId session = fixture.started();
        SessionUsage before = fixture.usage(session);

        assertThatThrownBy(() -> end(session, bill -> {
                    Charged charged = charge(bill, 3);
                    NewEntry fee = charged.entry();
                    NewEntry taken = new NewEntry(
                            fee.id(),
                            fee.counselorId(),
                            fee.type(),
                            fee.delta(),
                            session,
                            "taken",
                            fee.requestDigest(),
                            fee.actor(),
                            fee.reasonCode(),
                            null,
                            fee.at());
                    return Optional.of(plan(
                            bill, SessionStatus.COMPLETED, new Charged(charged.charge(), taken, charged.alertId())));
                }))
                .isInstanceOf(LedgerStoreException.class)
                .hasMessageContaining(session.toString());

        assertThat(fixture.usage(session)).isEqualTo(before);
        assertThat(fixture.account()).contains(account);
        assertThat(fixture.entries(fixture.counselor)).hasSize(1);
    }

    @Test
    void an_unknown_session_cannot_be_ended() {
        SessionId unknown = newSession();

        assertThatThrownBy(() -> fixture.completed(unknown, new NothingDue()))
                .isInstanceOf(SessionNotFoundException.class)
                .hasMessageContaining(unknown.toString());
    }

    private SettledBill end(SessionId session, Function<SessionBill, Optional<SettlementPlan>> decision) {
        return fixture.store.sessions().end(fixture.tenant, session, decision, NOON);
    }

    private SettledBill settle(SessionId session, Function<SessionBill, Billing> billing) {
        return end(
                session,
                bill -> Optional.of(
                        SettlementPlan.ofCompleted(bill.usage(), billing.apply(bill), NOON.plusSeconds(7200))));
    }

    private List<CreditAlert> alerts() {
        return fixture.store
                .accounts()
                .listAlerts(fixture.tenant, PageRequest.first(100))
                .items();
    }

    /** Whether somebody holds the session's usage row: H2's end always does, PostgreSQL's as its last resort. */
    private boolean isHeld(SessionId session) {
        if (!database.isPostgres()) {
            return true;
        }
        try {
            Jdbi.create(database.pool())
                    .useHandle(handle -> handle.execute(
                            "select 1 from session_usage where tenant_id = ? and session_id = ? for update nowait",
                            fixture.tenant.value(),
                            session.value()));
            return false;
        } catch (JdbiException e) {
            return true;
        }
    }

    private static void waitFor(Future<?> work) {
        try {
            work.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
