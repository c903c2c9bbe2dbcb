package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.minute;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.SessionId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryTest {

    @Test
    void a_store_in_memory_is_migrated_and_works() {
        try (JdbcLedgerStore store = JdbcLedgerStore.inMemory()) {
            StoreFixture fixture = new StoreFixture(store);
            fixture.published("standard", StoreFixture.NOON);
            SessionId session = fixture.started();
            fixture.record(session, minute(1).build());

            assertThat(fixture.charged(session, 3).bill().account().balance()).hasToString("-3");
            assertThat(fixture.logs(session)).hasSize(1);
        }
    }

    @Test
    void two_stores_in_memory_share_nothing() {
        try (JdbcLedgerStore one = JdbcLedgerStore.inMemory();
                JdbcLedgerStore other = JdbcLedgerStore.inMemory()) {
            StoreFixture fixture = new StoreFixture(one);
            SessionId session = fixture.started();

            assertThat(one.usage().find(fixture.tenant, session)).isPresent();
            assertThat(other.usage().find(fixture.tenant, session)).isEmpty();
        }
    }

    @Test
    void closing_a_store_drops_its_database_and_no_other() {
        int before = databases();
        try (JdbcLedgerStore kept = JdbcLedgerStore.inMemory()) {
            JdbcLedgerStore dropped = JdbcLedgerStore.inMemory();
            assertThat(databases()).isEqualTo(before + 2);

            dropped.close();

            assertThat(databases()).isEqualTo(before + 1);
            StoreFixture fixture = new StoreFixture(kept);
            assertThat(fixture.usage(fixture.started()).revision()).isZero();
        }
        assertThat(databases()).isEqualTo(before);
    }

    @Test
    void more_threads_than_connections_wait_for_their_turn() throws Exception {
        try (JdbcLedgerStore store = JdbcLedgerStore.inMemory()) {
            StoreFixture fixture = new StoreFixture(store);
            List<SessionId> sessions = List.of(fixture.started(), fixture.started(), fixture.started());

            AtOnce.call(48, i -> fixture.record(sessions.get(i % 3), minute(i).build()));

            assertThat(sessions)
                    .allSatisfy(session -> assertThat(
                                    fixture.usage(session).counted().analysisCount())
                            .isEqualTo(16));
        }
    }

    /** How many databases in memory there are of those that stores have opened. */
    private static int databases() {
        int found = 0;
        for (int number = 1; number <= 100; number++) {
            try (Connection connection =
                    DriverManager.getConnection("jdbc:h2:mem:session-ledger-" + number + ";IFEXISTS=TRUE", "sa", "")) {
                found += connection.isClosed() ? 0 : 1;
            } catch (SQLException e) {
                // there is none of this number
            }
        }
        return found;
    }
}
