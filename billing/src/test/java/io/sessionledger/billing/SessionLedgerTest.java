package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.minute;
import static io.sessionledger.billing.LedgerFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Settlement;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.StartSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionLedgerTest {

    private static final CounselorId COUNSELOR = CounselorId.of(7);

    @ParameterizedTest(name = "{0}")
    @EnumSource(TestDatabase.class)
    void closing_the_ledger_leaves_the_hosts_pool_open(TestDatabase database) throws SQLException {
        assertThat(database.store()).as("the tables are there").isNotNull();
        try (HikariDataSource pool = database.newPool(true)) {
            SessionLedger ledger =
                    SessionLedger.builder(JdbcLedgerStore.builder(pool).build()).build();
            TenantLedger tenant = ledger.tenant("t-" + UUID.randomUUID());
            SessionId session = newSession();
            tenant.start(StartSession.of(session, COUNSELOR));
            ledger.close();
            assertThat(pool.isClosed()).isFalse();
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.isValid(5)).isTrue();
            }
            assertThat(tenant.findSession(session)).as("nothing was dropped").isPresent();
        }
    }

    @Test
    void one_line_makes_a_ledger_for_unit_tests() {
        try (SessionLedger ledger =
                SessionLedger.builder(JdbcLedgerStore.inMemory()).build()) {
            TenantLedger island = ledger.tenant("island");
            Instant yesterday = Instant.parse("2020-01-01T00:00:00Z");
            island.rates().publish(PublishRate.standard(yesterday, RateMethod.perStartedMinute("1")));
            island.credits().grant(GrantCredits.purchase(COUNSELOR, Credits.of(10), "first purchase", "order-1"));
            SessionId session = newSession();
            island.start(StartSession.of(session, COUNSELOR));
            island.record(session, minute(1));
            Settlement bill = island.complete(session);
            assertThat(bill).isInstanceOf(Settlement.Charged.class);
            assertThat(island.credits().account(COUNSELOR).balance()).isEqualTo(Credits.of(9));
        }
    }

    @Test
    void two_ledgers_in_memory_share_nothing() {
        try (SessionLedger one =
                        SessionLedger.builder(JdbcLedgerStore.inMemory()).build();
                SessionLedger other =
                        SessionLedger.builder(JdbcLedgerStore.inMemory()).build()) {
            SessionId session = newSession();
            one.tenant("island").start(StartSession.of(session, COUNSELOR));
            assertThat(other.tenant("island").findSession(session)).isEmpty();
        }
    }

    @Test
    void a_ledger_in_memory_is_gone_once_it_is_closed() {
        TenantLedger island;
        try (SessionLedger ledger =
                SessionLedger.builder(JdbcLedgerStore.inMemory()).build()) {
            island = ledger.tenant("island");
        }
        SessionId session = newSession();
        assertThatThrownBy(() -> island.start(StartSession.of(session, COUNSELOR)))
                .isInstanceOfAny(SessionLedgerException.class, IllegalStateException.class);
    }

    @Test
    void a_tenant_is_bound_once_by_name_or_by_id() {
        try (SessionLedger ledger =
                SessionLedger.builder(JdbcLedgerStore.inMemory()).build()) {
            SessionId session = newSession();
            TenantLedger byName = ledger.tenant("island");
            byName.start(StartSession.of(session, COUNSELOR));
            TenantLedger byId = ledger.tenant(TenantId.of("island"));
            assertThat(byId.tenant()).isEqualTo(byName.tenant()).hasToString("island");
            assertThat(byId.session(session).counselorId()).isEqualTo(COUNSELOR);
        }
    }

    @Test
    void what_the_host_does_not_state_comes_from_the_clock_and_the_id_generator() {
        AtomicLong made = new AtomicLong();
        SettableClock clock = new SettableClock(NOON.plusNanos(1234));
        try (SessionLedger ledger = SessionLedger.builder(JdbcLedgerStore.inMemory())
                .clock(clock)
                .idGenerator(() -> new UUID(0, made.incrementAndGet()))
                .build()) {
            TenantLedger island = ledger.tenant("island");
            SessionId session = newSession();
            Instant micros = NOON.plusNanos(1000);
            assertThat(island.start(StartSession.of(session, COUNSELOR)).usage().startedAt())
                    .as("times are kept in whole microseconds")
                    .isEqualTo(micros);
            clock.advance(Duration.ofSeconds(5));
            Analysis analysis = Analysis.builder(SafetyLevel.GREEN, 1).build();
            AnalysisLog first = island.record(session, analysis).log();
            AnalysisLog second = island.record(session, analysis).log();
            assertThat(first.id().value()).isEqualTo(new UUID(0, 1));
            assertThat(second.id().value())
                    .as("without an id each call is a new analysis")
                    .isEqualTo(new UUID(0, 2));
            assertThat(first.analyzedAt()).isEqualTo(micros.plusSeconds(5));
            assertThat(island.session(session).counted().analysisCount()).isEqualTo(2);
        }
    }

    @Test
    void unless_stated_ids_are_time_ordered_and_the_time_is_the_systems() {
        try (SessionLedger ledger =
                SessionLedger.builder(JdbcLedgerStore.inMemory()).build()) {
            TenantLedger island = ledger.tenant("island");
            SessionId session = newSession();
            Instant before = Instant.now().minusMillis(1);
            island.start(StartSession.of(session, COUNSELOR));
            AnalysisLog log = island.record(
                            session, Analysis.builder(SafetyLevel.GREEN, 1).build())
                    .log();
            Instant after = Instant.now();
            assertThat(log.id().value().version()).isEqualTo(7);
            assertThat(log.analyzedAt()).isBetween(before, after);
            assertThat(island.session(session).startedAt()).isBetween(before, after);
        }
    }

    @Test
    void closing_again_does_nothing() {
        JdbcLedgerStore store = JdbcLedgerStore.inMemory();
        SessionLedger ledger = SessionLedger.builder(store).build();
        ledger.close();

        assertThatCode(() -> {
                    store.close();
                    ledger.close();
                })
                .doesNotThrowAnyException();
    }
}
