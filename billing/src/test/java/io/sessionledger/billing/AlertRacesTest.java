package io.sessionledger.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.Credits;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditAlert.Kind;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A level is alerted once for each time the balance sinks below it: how often it swings, and however many charge at once. */
@EveryDatabase
class AlertRacesTest {

    private final LedgerFixture fixture;

    AlertRacesTest(TestDatabase database) {
        this.fixture = new LedgerFixture(database).withRate(RateMethod.perStartedMinute("1"));
    }

    private List<CreditAlert> alerts(Kind kind) {
        return fixture.ledger.credits().alerts(PageRequest.first(1000)).items().stream()
                .filter(alert -> alert.kind() == kind)
                .toList();
    }

    @Test
    void a_balance_that_swings_across_a_level_a_hundred_times_is_alerted_as_often_as_it_sinks() {
        fixture.withCredits(51);
        fixture.ledger.credits().setAlertRules(AlertRules.below(Credits.of(50)));
        for (int i = 1; i <= 100; i++) {
            var bill = fixture.ledger.complete(fixture.recorded(2));
            assertThat(bill.receipt().orElseThrow().balanceAfter()).isEqualTo(Credits.of(49));
            assertThat(alerts(Kind.LOW_BALANCE)).hasSize(i);
            var unused = fixture.ledger
                    .credits()
                    .grant(GrantCredits.purchase(fixture.counselor, Credits.of(2), "again", "again-" + i));
        }
        assertThat(alerts(Kind.LOW_BALANCE)).extracting(CreditAlert::amount).containsOnly(Credits.of(49));
        Invariants.hold(fixture.tables);
    }

    @Test
    void thirty_two_threads_that_charge_across_a_level_at_once_are_alerted_once() {
        for (int round = 1; round <= 10; round++) {
            fixture.withCredits(100 - (round == 1 ? 0 : 68));
            if (round == 1) {
                fixture.ledger.credits().setAlertRules(AlertRules.below(Credits.of(80), Credits.of(69)));
            }
            List<SessionId> sessions = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                sessions.add(fixture.recorded(1));
            }

            Race.values(Race.of(32, i -> fixture.ledger.complete(sessions.get(i))));

            assertThat(fixture.account().balance()).isEqualTo(Credits.of(68));
            assertThat(alerts(Kind.LOW_BALANCE))
                    .extracting(CreditAlert::threshold)
                    .filteredOn(Credits.of(80)::equals)
                    .hasSize(round);
            assertThat(alerts(Kind.LOW_BALANCE)).hasSize(2 * round);
        }
        Invariants.hold(fixture.tables);
    }
}
