package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.charge;
import static io.sessionledger.jdbc.StoreFixture.minute;
import static io.sessionledger.jdbc.StoreFixture.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.credit.CreditAlert.Kind;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionStatus;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A completion on PostgreSQL takes two round trips, alone or in a group, and no more for whatever it alerts of. */
class RoundTripsTest {

    private final WatchedConnections connections = new WatchedConnections(TestDatabase.POSTGRESQL.pool());
    private StoreFixture fixture =
            new StoreFixture(JdbcLedgerStore.builder(connections.dataSource()).build());

    @BeforeEach
    void open() {
        fixture.published("standard", Instant.EPOCH);
        fixture.grant(fixture.purchase("first", 100));
    }

    private int tripsOfACharge(boolean alertingUnpriced) {
        SessionId session = fixture.started();
        fixture.record(
                session,
                minute(1)
                        .estimatedCost(null)
                        .model("new", TokenUsage.of(1, 2, 3))
                        .build());
        connections.forget();
        var unused = fixture.store
                .sessions()
                .end(
                        fixture.tenant,
                        session,
                        bill -> {
                            var charging = plan(bill, SessionStatus.COMPLETED, charge(bill, 60));
                            return Optional.of(alertingUnpriced ? charging.alertingUnpriced() : charging);
                        },
                        NOON);
        return connections.prepared().size();
    }

    @Test
    void without_any_rules() {
        assertThat(tripsOfACharge(false)).isEqualTo(2);
        assertThat(fixture.alerts()).isEmpty();
    }

    @Test
    void with_rules_and_alerts_of_every_kind() {
        fixture.store
                .alerts()
                .setRules(
                        fixture.tenant,
                        AlertRules.below(Credits.of(50), Credits.ZERO).withLargeCharge(Credits.of(60)));

        assertThat(tripsOfACharge(true)).isEqualTo(2);

        assertThat(fixture.alerts())
                .extracting(alert -> alert.kind())
                .containsExactlyInAnyOrder(Kind.LOW_BALANCE, Kind.LARGE_CHARGE, Kind.UNPRICED_MODEL);
    }

    @Test
    void of_a_group_the_second_commits_too() {
        fixture = new StoreFixture(BatchesOfOne.over(connections.dataSource()));
        open();

        assertThat(tripsOfACharge(false)).isEqualTo(2);
        assertThat(connections.prepared().get(1)).endsWith("commit");
    }
}
