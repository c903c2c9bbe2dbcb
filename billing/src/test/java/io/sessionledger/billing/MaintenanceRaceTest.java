package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.minute;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.Credits;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.credit.AlertDelivery.Status;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Settlement;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Maintenance against hosts, and against itself: one of them does it, and the books are whole. As often as the system property {@code ledger.races} says.
 */
@EveryDatabase
class MaintenanceRaceTest {

    private static final int ROUNDS = Integer.getInteger("ledger.races", 60);
    private static final Duration DAY = Duration.ofDays(1);

    /** A run looks for other work first. */
    private static final long HANDICAP_NANOS = 300_000;

    private final TestDatabase database;
    private final LedgerFixture fixture;
    private final RecordingChannel channel = new RecordingChannel();

    MaintenanceRaceTest(TestDatabase database) {
        this.database = database;
        this.fixture = new LedgerFixture(database)
                .withRate(RateMethod.perStartedMinute("1"))
                .withCredits(1_000_000);
    }

    /** As another instance of the host would have it. */
    private Maintenance instance() {
        return SessionLedger.builder(database.store())
                .clock(fixture.clock)
                .alertChannel(channel)
                .build()
                .maintenance();
    }

    private MaintenanceReport run(Maintenance maintenance) {
        return maintenance.run(List.of(fixture.tenant));
    }

    @Test
    void a_sweep_and_a_completion_of_one_session_charge_it_once() {
        Maintenance maintenance = instance();
        try (Duel duel = new Duel(HANDICAP_NANOS)) {
            for (int round = 0; round < ROUNDS; round++) {
                SessionId session = fixture.recorded(2);
                fixture.clock.advance(DAY);

                var met = duel.of(() -> run(maintenance), () -> fixture.ledger.complete(session));

                Settlement bill = met.rightValue();
                boolean swept = met.leftValue().completedSessions() == 1;
                assertThat(bill.replayed()).isEqualTo(swept);
                assertThat(bill.usage().creditsConsumed()).isEqualTo(Credits.of(2));
                duel.cameFirst(swept);
            }
            duel.assertBothCameFirst();
        }
        assertThat(fixture.account().used()).isEqualTo(Credits.of(2L * ROUNDS));
        Invariants.hold(fixture.tables);
        report("sweep x complete");
    }

    @Test
    void a_sweep_and_a_record_of_one_session_leave_it_running_or_the_analysis_late() {
        Maintenance maintenance = instance();
        try (Duel duel = new Duel(HANDICAP_NANOS)) {
            for (int round = 0; round < ROUNDS; round++) {
                SessionId session = fixture.recorded(1);
                fixture.clock.advance(DAY);

                var met = duel.of(() -> run(maintenance), () -> fixture.ledger.record(session, minute(2)));

                boolean swept = met.leftValue().completedSessions() == 1;
                var usage = fixture.ledger.session(session);
                if (swept) {
                    assertThat(met.rightValue()).isInstanceOf(RecordOutcome.Late.class);
                    assertThat(usage.status()).isEqualTo(SessionStatus.COMPLETED);
                    assertThat(usage.creditsConsumed()).isEqualTo(Credits.of(1));
                } else {
                    assertThat(met.rightValue()).isInstanceOf(RecordOutcome.Recorded.class);
                    assertThat(usage.status()).isEqualTo(SessionStatus.IN_PROGRESS);
                    fixture.ledger.cancel(session);
                }
                duel.cameFirst(swept);
            }
            duel.assertBothCameFirst();
        }
        Invariants.hold(fixture.tables);
        report("sweep x record");
    }

    @Test
    void four_instances_that_deliver_at_once_deliver_each_alert_once() {
        List<Maintenance> instances = Stream.generate(this::instance).limit(4).toList();
        int alerts = 0;
        int delivered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < 3; i++) {
                var unused = fixture.ledger.complete(fixture.recorded(1, fixture.unrated()));
                alerts++;
            }
            // now and then a receiver is out of order
            channel.failNext(round % 5 == 0 ? 1 : 0);
            List<MaintenanceReport> reports = Race.values(Race.of(4, i -> run(instances.get(i))));
            delivered += reports.stream()
                    .mapToInt(MaintenanceReport::deliveredAlerts)
                    .sum();
            fixture.clock.advance(Duration.ofSeconds(30));
        }
        delivered += run(instances.get(0)).deliveredAlerts();

        assertThat(channel.collisions())
                .as("times an alert was delivered twice at once")
                .isZero();
        assertThat(delivered).isEqualTo(alerts);
        assertThat(channel.taken()).hasSize(alerts).extracting(CreditAlert::id).doesNotHaveDuplicates();
        assertThat(fixture.tables.rows("select distinct delivery from credit_alerts where tenant_id = :tenant"))
                .containsExactly(Status.DELIVERED.code());
        report("deliver x deliver");
    }

    @Test
    void runs_at_once_do_each_thing_once() {
        List<Maintenance> instances = Stream.generate(this::instance).limit(4).toList();
        int completed = 0;
        int expired = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < 3; i++) {
                var unused = fixture.recorded(1);
            }
            var unused = fixture.ledger
                    .credits()
                    .grant(GrantCredits.purchase(fixture.counselor, Credits.of(5), "short", "short-" + round)
                            .expiresAt(fixture.clock.instant().plusSeconds(60)));
            fixture.clock.advance(DAY);
            List<MaintenanceReport> reports = Race.values(Race.of(4, i -> run(instances.get(i))));
            completed += reports.stream()
                    .mapToInt(MaintenanceReport::completedSessions)
                    .sum();
            expired += reports.stream()
                    .mapToInt(report -> report.accounts().expiredGrants())
                    .sum();
            assertThat(reports).extracting(MaintenanceReport::errors).containsOnly(0);
        }

        assertThat(completed).isEqualTo(3 * ROUNDS);
        assertThat(expired).isEqualTo(ROUNDS);
        assertThat(fixture.account().used()).isEqualTo(Credits.of(3L * ROUNDS));
        List<String> kinds =
                new ArrayList<>(fixture.ledger.credits().log(fixture.counselor, PageRequest.first(10)).items().stream()
                        .map(entry -> entry.reasonCode())
                        .toList());
        assertThat(kinds).contains("session_left_open", "grant_expired");
        Invariants.hold(fixture.tables);
        report("run x run");
    }

    private void report(String race) {
        System.out.printf("%s: %s, %d rounds%n", database, race, ROUNDS);
    }
}
