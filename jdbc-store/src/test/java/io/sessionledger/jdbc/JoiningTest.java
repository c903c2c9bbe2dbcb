package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.minute;
import static io.sessionledger.jdbc.StoreFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.SessionId;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.RecordOutcome.Duplicate;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.StartSession;
import io.sessionledger.store.JoinedStore;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.SettlementPlan.Uncharged;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Inside a host's transaction: the host commits, the host rolls back, and a verb that fails leaves nothing of itself. */
@EveryDatabase
class JoiningTest {

    private final TestDatabase database;
    private final JdbcLedgerStore direct;
    private final StoreFixture outside;
    private Connection connection;
    private StoreFixture joined;

    JoiningTest(TestDatabase database) {
        this.database = database;
        this.direct = JdbcLedgerStore.builder(database.pool()).build();
        this.outside = new StoreFixture(direct);
    }

    @BeforeEach
    void begin() throws SQLException {
        connection = database.pool().getConnection();
        connection.setAutoCommit(false);
        joined = outside.through(direct.on(connection));
    }

    @AfterEach
    void giveBack() throws SQLException {
        connection.rollback();
        connection.close();
    }

    @Test
    void nothing_is_seen_outside_before_the_host_commits() throws SQLException {
        SessionId session = joined.started();
        joined.record(session, minute(1).build());
        assertThat(outside.store.usage().find(outside.tenant, session)).isEmpty();

        connection.commit();

        assertThat(outside.usage(session).counted().analysisCount()).isEqualTo(1);
    }

    @Test
    void a_rollback_of_the_hosts_takes_everything_along() throws SQLException {
        outside.published("standard", NOON);
        SessionId before = outside.started();

        SessionId session = joined.started();
        joined.recordAll(session, List.of(minute(1).build(), minute(2).build()));
        joined.grant(joined.purchase("key", 9));
        joined.charged(session, 5);
        joined.record(before, minute(1).build());
        joined.published("another", NOON);
        assertThat(joined.entries(joined.counselor)).hasSize(2);
        connection.rollback();

        assertThat(outside.store.usage().find(outside.tenant, session)).isEmpty();
        assertThat(outside.logs(before)).isEmpty();
        assertThat(outside.usage(before).counted().analysisCount()).isZero();
        assertThat(outside.entries(outside.counselor)).isEmpty();
        assertThat(outside.store.rates().versions(outside.tenant, "another")).isEmpty();
    }

    @Test
    void a_verb_that_fails_half_way_leaves_nothing_and_the_transaction_goes_on() throws SQLException {
        SessionId session = joined.started();
        joined.record(session, minute(2).build());

        assertThatThrownBy(() -> joined.recordAll(
                        session,
                        List.of(
                                minute(3).build(),
                                minute(4)
                                        .duration(Duration.ofSeconds(999_999_999))
                                        .build())))
                .hasMessageContaining("total");
        assertThatThrownBy(() -> joined.record(newSession(), minute(1).build()))
                .isInstanceOf(SessionNotFoundException.class);
        joined.record(session, minute(5).build());
        connection.commit();

        assertThat(outside.logs(session)).extracting(log -> log.id().asLong()).containsExactlyInAnyOrder(2L, 5L);
        assertThat(outside.usage(session).counted()).isEqualTo(StoreFixture.sumOf(outside.logs(session)));
    }

    @Test
    void a_duplicate_does_not_poison_the_transaction() throws SQLException {
        SessionId session = outside.started();
        outside.record(session, minute(1).build());
        outside.grant(outside.purchase("key", 9));

        assertThat(joined.record(session, minute(1).build())).isInstanceOf(Duplicate.class);
        assertThat(joined.start(StartSession.of(session, outside.counselor), StoreFixture.CHARGED)
                        .replayed())
                .isTrue();
        assertThat(joined.grant(joined.purchase("key", 9)).replayed()).isTrue();
        joined.record(session, minute(2).build());
        connection.commit();

        assertThat(outside.usage(session).counted().analysisCount()).isEqualTo(2);
    }

    @Test
    void a_connection_with_autocommit_on_is_refused_and_left_as_it_is() throws SQLException {
        SessionId session = outside.started();
        connection.setAutoCommit(true);

        assertThatThrownBy(() -> joined.record(session, minute(1).build()))
                .isInstanceOf(LedgerStoreException.class)
                .hasMessageContaining("no transaction to join")
                .hasMessageContaining("autocommit");
        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(outside.logs(session)).isEmpty();
        connection.setAutoCommit(false);
    }

    @Test
    void a_closed_connection_is_reported() throws SQLException {
        connection.close();
        assertThatThrownBy(() -> joined.started()).isInstanceOf(LedgerStoreException.class);
        connection = database.pool().getConnection();
        connection.setAutoCommit(false);
    }

    @Test
    void the_connection_keeps_its_settings() throws SQLException {
        int isolation = connection.getTransactionIsolation();
        String schema = connection.getSchema();

        EveryVerb.assertSeenBy(joined.store, joined);

        assertThat(connection.isClosed()).isFalse();
        assertThat(connection.getAutoCommit()).isFalse();
        assertThat(connection.isReadOnly()).isFalse();
        assertThat(connection.getTransactionIsolation()).isEqualTo(isolation);
        assertThat(connection.getSchema()).isEqualTo(schema);
    }

    @Test
    void closing_what_has_joined_closes_nothing() throws SQLException {
        try (JoinedStore store = direct.on(connection)) {
            assertThat(store.usage()).isNotNull();
        }
        assertThat(connection.isClosed()).isFalse();
    }

    /** What the host has seen before the ledger's verb is the past; PostgreSQL says so, H2 would not. */
    @Test
    void a_host_at_repeatable_read_hears_of_what_has_changed_and_can_start_over() throws SQLException {
        SessionId session = outside.started();
        connection.commit();
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try {
            if (!database.isPostgres()) {
                assertThatThrownBy(() -> joined.record(session, minute(1).build()))
                        .isInstanceOf(LedgerStoreException.class)
                        .hasMessageContaining("READ COMMITTED only");
                return;
            }
            assertThat(joined.usage(session).counted().analysisCount()).isZero();
            outside.record(session, minute(1).build());

            assertThatThrownBy(() -> joined.record(session, minute(2).build()))
                    .isInstanceOf(LedgerStoreException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
            connection.rollback();
            joined.record(session, minute(2).build());
            connection.commit();

            assertThat(outside.usage(session).counted().analysisCount()).isEqualTo(2);
            assertThat(outside.usage(session).counted()).isEqualTo(StoreFixture.sumOf(outside.logs(session)));
        } finally {
            connection.rollback();
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
    }

    @Test
    void a_transaction_of_jdbis_is_joined_like_any_other() {
        SessionId kept = newSession();
        SessionId dropped = newSession();
        Jdbi host = Jdbi.create(database.pool());

        host.useTransaction(
                handle -> outside.through(direct.on(handle.getConnection())).start(kept, outside.counselor, NOON));
        host.useTransaction(handle -> {
            outside.through(direct.on(handle.getConnection())).start(dropped, outside.counselor, NOON);
            handle.rollback();
        });

        assertThat(outside.store.usage().find(outside.tenant, kept)).isPresent();
        assertThat(outside.store.usage().find(outside.tenant, dropped)).isEmpty();
    }

    @Test
    void the_hosts_own_rows_and_the_ledgers_are_one_transaction() throws SQLException {
        SessionId session = newSession();
        try (var statement = connection.createStatement()) {
            statement.execute("create table if not exists host_notes (session_id uuid, note varchar(20))");
            connection.commit();
            statement.execute("insert into host_notes values ('" + session + "', 'kept')");
            joined.start(session, joined.counselor, NOON);
            joined.ended(session, SessionStatus.CANCELLED, new Uncharged(null));
            connection.commit();
            var rows = statement.executeQuery(
                    "select n.note, u.status from host_notes n join session_usage u on u.session_id = n.session_id"
                            + " where n.session_id = '" + session + "'");
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString("status")).isEqualTo("cancelled");
        }
    }
}
