package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.minute;
import static io.sessionledger.billing.LedgerFixture.minuteBuilder;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.ModelPrices;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.billing.MaintenanceTerms.LeftOpen;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.AlertDelivery.Status;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditAlert.Kind;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.event.LedgerEvent;
import io.sessionledger.event.Verb;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.StartSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a run of maintenance does, and what it leaves alone. */
@EveryDatabase
class MaintenanceContractTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final PageRequest PAGE = PageRequest.first(100);

    private final TestDatabase database;
    private final LedgerFixture fixture;
    private final RecordingChannel channel = new RecordingChannel();
    private final List<LedgerEvent> heard = new ArrayList<>();

    MaintenanceContractTest(TestDatabase database) {
        this.database = database;
        this.fixture = new LedgerFixture(database, policy());
    }

    private static CreditPolicy policy() {
        return CreditPolicy.chargeAtCompletion().refusing(Credits.ZERO);
    }

    private SessionLedger.Builder builder() {
        return SessionLedger.builder(database.store())
                .policy(policy())
                .clock(fixture.clock)
                .listener(heard::add)
                .alertChannel(channel);
    }

    private MaintenanceReport run(MaintenanceTerms terms) {
        return builder().maintenance(terms).build().maintenance().run(List.of(fixture.tenant));
    }

    private MaintenanceReport run() {
        return run(MaintenanceTerms.DEFAULT);
    }

    private List<CreditAlert> alerts() {
        return fixture.ledger.credits().alerts(PAGE).items();
    }

    @Test
    void a_run_that_finds_nothing_says_so() {
        assertThat(run())
                .isEqualTo(new MaintenanceReport(1, 0, 0, 0, AccountSweep.NOTHING, 0, 0, 0, 0, 0, false))
                .returns(false, MaintenanceReport::changedAnything);
        assertThat(heard).isEmpty();
    }

    // sessions left open

    @Test
    void a_session_without_a_record_for_long_is_completed_and_charged_as_of_its_last_record() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(10);
        SessionId session = fixture.recorded(3);
        fixture.clock.advance(DAY.minusSeconds(1));
        assertThat(run().changedAnything()).isFalse();
        fixture.clock.advance(Duration.ofSeconds(1));

        assertThat(run().completedSessions()).isEqualTo(1);

        assertThat(fixture.ledger.session(session)).satisfies(usage -> {
            assertThat(usage.status()).isEqualTo(SessionStatus.COMPLETED);
            assertThat(usage.completedAt()).isEqualTo(NOON);
            assertThat(usage.creditsConsumed()).isEqualTo(Credits.of(3));
        });
        assertThat(fixture.ledger
                        .credits()
                        .log(fixture.counselor, PageRequest.first(1))
                        .items())
                .singleElement()
                .returns("session_left_open", entry -> entry.reasonCode());
        assertThat(heard)
                .singleElement()
                .returns(Verb.COMPLETE, LedgerEvent::verb)
                .returns("charged", LedgerEvent::outcome);
        assertThat(run().changedAnything()).isFalse();
        assertThat(fixture.ledger.record(session, minute(9))).isInstanceOf(RecordOutcome.Late.class);
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_record_is_a_sign_of_life() {
        fixture.withRate(RateMethod.perStartedMinute("1"));
        SessionId session = fixture.started();
        fixture.clock.advance(DAY.minusSeconds(1));
        fixture.ledger.record(session, minute(1));
        fixture.clock.advance(DAY.minusSeconds(1));

        assertThat(run().completedSessions()).isZero();
        fixture.clock.advance(Duration.ofSeconds(1));
        assertThat(run().completedSessions()).isEqualTo(1);
    }

    @Test
    void a_session_that_is_written_down_afterwards_is_not_left_open() {
        fixture.withRate(RateMethod.perStartedMinute("1"));
        Instant longAgo = fixture.clock.instant().minus(DAY.multipliedBy(30));
        SessionId session = fixture.started(
                StartSession.of(LedgerFixture.newSession(), fixture.counselor).startedAt(longAgo));

        assertThat(run().changedAnything()).isFalse();
        assertThat(fixture.ledger.record(session, minute(1))).isInstanceOf(RecordOutcome.Recorded.class);

        fixture.clock.advance(DAY);
        assertThat(run().completedSessions()).isEqualTo(1);
    }

    @Test
    void sessions_left_open_may_fail_instead_which_charges_nothing() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(10);
        SessionId session = fixture.recorded(3);
        assertThat(fixture.ledger.admit(session, Duration.ofMinutes(1)).hold()).isPresent();
        fixture.clock.advance(DAY);

        assertThat(run(MaintenanceTerms.DEFAULT.withLeftOpen(LeftOpen.FAIL)).failedSessions())
                .isEqualTo(1);

        assertThat(fixture.ledger.session(session).status()).isEqualTo(SessionStatus.FAILED);
        assertThat(fixture.account().available()).isEqualTo(Credits.of(10));
        Invariants.hold(fixture.tables);
    }

    @Test
    void sessions_left_open_may_be_kept() {
        SessionId session = fixture.recorded(1);
        fixture.clock.advance(DAY.multipliedBy(30));

        assertThat(run(MaintenanceTerms.DEFAULT.withLeftOpen(LeftOpen.KEEP)).changedAnything())
                .isFalse();

        assertThat(fixture.ledger.session(session).status()).isEqualTo(SessionStatus.IN_PROGRESS);
    }

    @Test
    void a_run_does_so_much_of_a_kind_and_says_that_there_is_more() {
        fixture.withRate(RateMethod.perStartedMinute("1"));
        for (int i = 0; i < 5; i++) {
            fixture.recorded(1);
        }
        fixture.clock.advance(DAY);
        Maintenance maintenance = builder()
                .maintenance(MaintenanceTerms.DEFAULT.withLimit(2))
                .build()
                .maintenance();

        List<Integer> completed = new ArrayList<>();
        MaintenanceReport report;
        do {
            report = maintenance.run(List.of(fixture.tenant));
            completed.add(report.completedSessions());
        } while (report.more() && report.changedAnything() && completed.size() < 20);

        assertThat(completed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(5);
        assertThat(completed).startsWith(2, 2, 1);
    }

    // accounts

    @Test
    void grants_and_holds_that_have_come_due_are_posted_on_accounts_that_do_not_move() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(10);
        fixture.ledger
                .credits()
                .grant(GrantCredits.purchase(fixture.counselor, Credits.of(5), "short", "short")
                        .expiresAt(NOON.plus(Duration.ofHours(1))));
        SessionId session = fixture.recorded(1);
        assertThat(fixture.ledger.admit(session, Duration.ofMinutes(1)).hold()).isPresent();
        fixture.clock.advance(Duration.ofHours(2));

        assertThat(run().accounts()).isEqualTo(new AccountSweep(0, 1, 1));

        assertThat(fixture.tables.rows("select status from credit_holds where tenant_id = :tenant"))
                .containsExactly("expired");
        assertThat(run().changedAnything()).isFalse();
        Invariants.hold(fixture.tables);
    }

    // unsettled sessions

    @Test
    void sessions_that_waited_for_their_rate_are_settled_once_it_is_there_and_others_do_not_keep_them_from_it() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(10);
        List<SessionId> never = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            never.add(fixture.recorded(1, fixture.unrated()));
        }
        SessionId waiting = fixture.recorded(
                2,
                StartSession.of(LedgerFixture.newSession(), fixture.counselor)
                        .rate("late")
                        .startedAt(NOON.plusSeconds(5)));
        never.forEach(fixture.ledger::complete);
        fixture.ledger.complete(waiting);
        fixture.ledger.rates().publish(PublishRate.named("late", Instant.EPOCH, RateMethod.perStartedMinute("2")));
        Maintenance maintenance = builder()
                .maintenance(MaintenanceTerms.DEFAULT.withLimit(2))
                .build()
                .maintenance();

        int settled = 0;
        for (int i = 0; i < 2; i++) {
            settled += maintenance.run(List.of(fixture.tenant)).settledSessions();
        }

        assertThat(settled).isEqualTo(1);
        assertThat(fixture.ledger.session(waiting).creditsConsumed()).isEqualTo(Credits.of(4));
        assertThat(heard)
                .extracting(LedgerEvent::outcome)
                .containsOnlyOnce("charged")
                .doesNotContain("unrated");
        Invariants.hold(fixture.tables);
    }

    // alerts

    @Test
    void whether_an_account_has_alert_rules_of_its_own_can_be_told_also_where_they_say_what_the_tenants_do() {
        AlertRules rules = AlertRules.below(Credits.of(50), Credits.ZERO).withLargeCharge(Credits.of(500));
        TenantCredits credits = fixture.ledger.credits();
        credits.setAlertRules(rules);
        assertThat(credits.ownAlertRules(fixture.counselor)).isEmpty();

        credits.setAlertRules(fixture.counselor, Optional.of(rules));
        assertThat(credits.ownAlertRules(fixture.counselor)).contains(rules);
        assertThat(fixture.other().credits().ownAlertRules(fixture.counselor)).isEmpty();

        credits.setAlertRules(fixture.counselor, Optional.of(AlertRules.NONE));
        assertThat(credits.ownAlertRules(fixture.counselor)).contains(AlertRules.NONE);

        credits.setAlertRules(fixture.counselor, Optional.empty());
        assertThat(credits.ownAlertRules(fixture.counselor)).isEmpty();
        assertThat(credits.alertRules(fixture.counselor)).isEqualTo(rules);
    }

    private void alertOf(int minutes) {
        var unused = fixture.ledger.complete(fixture.recorded(minutes, fixture.unrated()));
    }

    @Test
    void alerts_are_delivered_once_each() {
        alertOf(1);
        alertOf(2);
        Instant written = NOON;

        MaintenanceReport report = run();

        assertThat(report.deliveredAlerts()).isEqualTo(2);
        assertThat(channel.taken())
                .extracting(CreditAlert::id)
                .containsExactlyInAnyOrderElementsOf(
                        alerts().stream().map(CreditAlert::id).toList());
        assertThat(channel.taken()).allSatisfy(alert -> {
            assertThat(alert.kind()).isEqualTo(Kind.UNRATED_SESSION);
            assertThat(alert.createdAt()).isEqualTo(written);
            assertThat(alert.delivery().attempts()).isEqualTo(1);
        });
        assertThat(run().deliveredAlerts()).isZero();
        assertThat(alerts())
                .allSatisfy(alert -> assertThat(alert.delivery().status()).isEqualTo(Status.DELIVERED));
    }

    @Test
    void what_fails_is_tried_again_later_and_later_under_the_same_id() {
        alertOf(1);
        channel.failNext(3);

        List<Instant> tried = new ArrayList<>();
        for (int second = 0; second <= 70; second++) {
            MaintenanceReport report = run();
            if (report.failedDeliveries() + report.deliveredAlerts() > 0) {
                tried.add(fixture.clock.instant());
            }
            fixture.clock.advance(Duration.ofSeconds(1));
        }

        assertThat(tried).containsExactly(NOON, NOON.plusSeconds(10), NOON.plusSeconds(30), NOON.plusSeconds(70));
        assertThat(channel.taken()).singleElement().satisfies(alert -> {
            assertThat(alert.id()).isEqualTo(alerts().get(0).id());
            assertThat(alert.delivery().attempts()).isEqualTo(4);
        });
        assertThat(alerts().get(0).delivery().lastError()).isEqualTo("IOException");
    }

    @Test
    void what_nobody_takes_for_days_is_given_up_and_stays_visible() {
        alertOf(1);
        channel.failNext(Integer.MAX_VALUE);
        for (int hours = 0; hours < 80; hours++) {
            run();
            fixture.clock.advance(Duration.ofHours(1));
        }

        assertThat(alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.delivery().status()).isEqualTo(Status.GIVEN_UP);
            assertThat(alert.delivery().endedAt())
                    .isBetween(
                            NOON.plus(MaintenanceTerms.DEFAULT_GIVE_UP_ALERTS_AFTER), NOON.plus(Duration.ofHours(75)));
        });
        channel.failNext(0);
        assertThat(run().deliveredAlerts()).isZero();
    }

    @Test
    void an_alert_that_lay_for_long_because_nothing_ran_is_tried_all_the_same() {
        alertOf(1);
        fixture.clock.advance(Duration.ofDays(30));

        assertThat(run().deliveredAlerts()).isEqualTo(1);
    }

    @Test
    void a_channel_that_fails_again_and_again_is_left_alone_until_the_next_run() {
        for (int i = 0; i < 6; i++) {
            alertOf(1);
        }
        channel.failNext(Integer.MAX_VALUE);

        assertThat(run().failedDeliveries()).isEqualTo(3);
        channel.failNext(0);
        assertThat(run().deliveredAlerts()).isEqualTo(3);
    }

    @Test
    void a_model_that_the_prices_do_not_know_is_alerted_once_a_day() {
        fixture.withRate(RateMethod.perStartedMinute("1")).withCredits(100);
        ModelPrices prices = (model, at) -> Optional.empty();
        TenantLedger priced = builder().prices(prices).build().tenant(fixture.tenant);
        for (int day = 0; day < 2; day++) {
            for (int i = 0; i < 2; i++) {
                SessionId session = fixture.started();
                priced.record(
                        session,
                        minuteBuilder(1)
                                .estimatedCost(null)
                                .model("brand-new", TokenUsage.of(1, 2, 3))
                                .build());
                priced.complete(session);
            }
            fixture.clock.advance(DAY);
        }
        SessionId withoutPrices = fixture.started();
        fixture.ledger.record(
                withoutPrices,
                minuteBuilder(1)
                        .estimatedCost(null)
                        .model("other", TokenUsage.of(1, 2, 3))
                        .build());
        fixture.ledger.complete(withoutPrices);

        assertThat(alerts())
                .filteredOn(alert -> alert.kind() == Kind.UNPRICED_MODEL)
                .extracting(CreditAlert::model)
                .containsExactly("brand-new", "brand-new");
    }

    // all of it

    @Test
    void a_run_without_names_finds_every_tenant_that_has_something_to_do_and_no_other() {
        try (OwnDatabase own = new OwnDatabase(database);
                SessionLedger ledger = SessionLedger.builder(own.store())
                        .clock(fixture.clock)
                        .policy(policy())
                        .alertChannel(channel)
                        .build()) {
            for (String name : List.of("alerted", "expiring", "idle", "open", "silent")) {
                ledger.tenant(name)
                        .rates()
                        .publish(PublishRate.standard(Instant.EPOCH, RateMethod.perStartedMinute("1")));
                ledger.tenant(name)
                        .credits()
                        .grant(GrantCredits.purchase(CounselorId.of(1), Credits.of(10), "some", "some"));
            }
            ledger.tenant("open").start(StartSession.of(SessionId.of(1), CounselorId.of(1)));
            ledger.tenant("expiring")
                    .credits()
                    .grant(GrantCredits.purchase(CounselorId.of(1), Credits.of(1), "short", "short")
                            .expiresAt(NOON.plusSeconds(5)));
            ledger.tenant("alerted").credits().setAlertRules(AlertRules.below(Credits.of(10)));
            ledger.tenant("alerted").start(StartSession.of(SessionId.of(1), CounselorId.of(1)));
            ledger.tenant("alerted").record(SessionId.of(1), minute(1));
            ledger.tenant("alerted").complete(SessionId.of(1));
            ledger.tenant("silent").start(StartSession.of(SessionId.of(1), CounselorId.of(1)));
            assertThat(ledger.tenant("silent")
                            .admit(SessionId.of(1), Duration.ofMinutes(1))
                            .admitted())
                    .isTrue();
            assertThat(ledger.maintenance().run())
                    .isEqualTo(new MaintenanceReport(1, 0, 0, 0, AccountSweep.NOTHING, 0, 1, 0, 0, 0, false));
            fixture.clock.advance(CreditTerms.DEFAULT_HOLD_SILENCE);
            assertThat(ledger.maintenance().run())
                    .isEqualTo(new MaintenanceReport(2, 0, 0, 0, new AccountSweep(0, 1, 1), 0, 0, 0, 0, 0, false));
            fixture.clock.advance(DAY);
            assertThat(ledger.maintenance().run())
                    .isEqualTo(new MaintenanceReport(2, 2, 0, 0, AccountSweep.NOTHING, 0, 0, 0, 0, 0, false));
            assertThat(ledger.maintenance().run().tenants()).isZero();
        }
    }

    @Test
    void what_cannot_be_done_is_counted_and_keeps_a_run_from_nothing_else() {
        fixture.withRate(RateMethod.perStartedMinute("1"));
        CounselorId broken = CounselorId.of(UUID.randomUUID());
        fixture.ledger.start(StartSession.of(LedgerFixture.newSession(), broken).startedAt(NOON.minusSeconds(9)));
        fixture.recorded(1);
        fixture.clock.advance(DAY);
        CreditPolicy policy = (tenant, counselor) -> {
            if (counselor.equals(broken)) {
                throw new IllegalStateException("no terms for this one");
            }
            return policy().termsFor(tenant, counselor);
        };

        MaintenanceReport report =
                builder().policy(policy).build().maintenance().run(List.of(fixture.tenant));

        assertThat(report.errors()).isEqualTo(1);
        assertThat(report.completedSessions()).isEqualTo(1);
    }

    @Test
    void tenants_that_are_not_named_are_left_alone() {
        SessionId session = fixture.recorded(1);
        fixture.clock.advance(DAY);

        builder().build().maintenance().run(List.of(TenantId.of("somebody else")));

        assertThat(fixture.ledger.session(session).status()).isEqualTo(SessionStatus.IN_PROGRESS);
    }
}
