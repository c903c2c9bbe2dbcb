package io.sessionledger.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Settlement;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.StartSession;
import io.sessionledger.store.LedgerStoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Completions of one account that are in flight at once, on PostgreSQL: one account row is held until all of them wait: the first, which goes alone, the second, which leads those of the account, and the others behind it. */
class ChargesTogetherTest {

    private static final int CALLERS = 9;
    private static final CounselorId COUNSELOR = CounselorId.of(7);

    private OwnDatabase own;
    private HikariDataSource pool;
    private TenantLedger ledger;
    private Connection host;
    private List<SessionId> sessions;

    @BeforeEach
    void prepareSessions() throws SQLException {
        own = new OwnDatabase(TestDatabase.POSTGRESQL);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(own.pool().getJdbcUrl());
        config.setMaximumPoolSize(3);
        pool = new HikariDataSource(config);
        ledger = SessionLedger.builder(JdbcLedgerStore.builder(pool).build())
                .build()
                .tenant("island");
        ledger.rates().publish(PublishRate.standard(Instant.EPOCH, RateMethod.perStartedMinute("1")));
        ledger.credits().grant(GrantCredits.purchase(COUNSELOR, Credits.of(5), "pack", "order-1"));
        sessions = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            sessions.add(recorded());
        }
        host = own.pool().getConnection();
        host.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        host.close();
        pool.close();
        own.close();
    }

    private SessionId recorded() {
        SessionId session = SessionId.of(UUID.randomUUID());
        ledger.start(StartSession.of(session, COUNSELOR));
        ledger.record(
                session,
                Analysis.builder(SafetyLevel.GREEN, 1)
                        .duration(Duration.ofMinutes(1))
                        .build());
        return session;
    }

    @Test
    void those_that_wait_hold_no_connection_and_then_share_one_transaction() throws Exception {
        holdAccount();
        List<CompletableFuture<Settlement>> bills = completeAll();
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(2);
        host.commit();

        for (CompletableFuture<Settlement> bill : bills) {
            assertThat(charged(bill)).isEqualTo(Credits.of(1));
        }
        assertThat(number("select count(*) from credit_logs where transaction_type = 'session_fee'"))
                .isEqualTo(CALLERS);
        assertThat(number("select count(distinct xmin::text) from credit_logs where transaction_type = 'session_fee'"))
                .isEqualTo(3);
        assertThat(number("select max(entry_no) from credit_logs")).isEqualTo(CALLERS + 1);
        assertThat(number("select count(*) from credit_debts")).isEqualTo(4);
        assertThat(ledger.credits().account(COUNSELOR).available()).isEqualTo(Credits.of(-4));
    }

    @Test
    void a_session_that_moves_meanwhile_is_read_again_and_the_others_are_charged() throws Exception {
        holdAccount();
        List<CompletableFuture<Settlement>> bills = completeAll();
        execute(
                host,
                "update session_usage set duration_seconds = 300, revision = revision + 1 where session_id = ?",
                last());
        host.commit();

        assertThat(charged(bills.get(CALLERS - 1))).isEqualTo(Credits.of(5));
        for (CompletableFuture<Settlement> bill : bills.subList(0, CALLERS - 1)) {
            assertThat(charged(bill)).isEqualTo(Credits.of(1));
        }
    }

    @Test
    void a_session_that_somebody_holds_delays_no_other() throws Exception {
        holdAccount();
        List<CompletableFuture<Settlement>> bills = completeAll();
        try (Connection another = own.pool().getConnection()) {
            another.setAutoCommit(false);
            execute(another, "select 1 from session_usage where session_id = ? for update", last());
            host.commit();

            for (CompletableFuture<Settlement> bill : bills.subList(0, CALLERS - 1)) {
                assertThat(charged(bill)).isEqualTo(Credits.of(1));
            }
            assertThat(bills.get(CALLERS - 1)).isNotDone();
            another.commit();
        }
        assertThat(charged(bills.get(CALLERS - 1))).isEqualTo(Credits.of(1));
    }

    @Test
    void a_charge_that_the_database_refuses_fails_alone() throws Exception {
        refuse(last(), "check_violation");
        holdAccount();
        List<CompletableFuture<Settlement>> bills = completeAll();
        host.commit();

        for (CompletableFuture<Settlement> bill : bills.subList(0, CALLERS - 1)) {
            assertThat(charged(bill)).isEqualTo(Credits.of(1));
        }
        assertThat(catchThrowable(() -> charged(bills.get(CALLERS - 1))))
                .hasCauseInstanceOf(LedgerStoreException.class)
                .hasMessageContaining("end session " + last());
        assertThat(ledger.session(last()).status().ended()).isFalse();
        assertThat(number("select max(entry_no) from credit_logs")).isEqualTo(CALLERS);
    }

    @Test
    void what_no_single_charge_can_be_blamed_for_fails_its_group_and_names_each_session() throws Exception {
        refuse(sessions.get(5), "insufficient_resources");
        holdAccount();
        List<CompletableFuture<Settlement>> bills = completeAll();
        host.commit();

        for (CompletableFuture<Settlement> bill : bills.subList(0, 2)) {
            assertThat(charged(bill)).isEqualTo(Credits.of(1));
        }
        for (int i = 2; i < CALLERS; i++) {
            CompletableFuture<Settlement> bill = bills.get(i);
            assertThat(catchThrowable(() -> charged(bill)))
                    .hasCauseInstanceOf(LedgerStoreException.class)
                    .hasMessageContaining("end session " + sessions.get(i));
        }
        assertThat(number("select max(entry_no) from credit_logs")).isEqualTo(3);
    }

    /** A trigger of the host's that lets one session's entry not pass. */
    private void refuse(SessionId session, String condition) throws SQLException {
        try (Statement statement = host.createStatement()) {
            statement.execute("""
                    create function refuse() returns trigger language plpgsql as $$
                    begin raise exception 'not this one' using errcode = '%s'; end $$""".formatted(condition));
            statement.execute("create trigger refuse before insert on credit_logs for each row when (new.session_id = '"
                    + session + "') execute function refuse()");
            host.commit();
        }
    }

    private SessionId last() {
        return sessions.get(CALLERS - 1);
    }

    private void holdAccount() throws SQLException {
        execute(host, "select 1 from credit_accounts where counselor_id = ? for update", COUNSELOR.value());
    }

    /** In their order. */
    private List<CompletableFuture<Settlement>> completeAll() {
        List<CompletableFuture<Settlement>> bills = new ArrayList<>();
        for (SessionId session : sessions) {
            CompletableFuture<Settlement> bill = new CompletableFuture<>();
            bills.add(bill);
            Thread caller = new Thread(() -> {
                try {
                    bill.complete(ledger.complete(session));
                } catch (Throwable e) {
                    bill.completeExceptionally(e);
                }
            });
            caller.start();
            int waiting = Math.min(bills.size(), 2);
            await(() -> number("select count(*) from pg_locks where not granted") == waiting
                    && pool.getHikariPoolMXBean().getActiveConnections() == waiting
                    && (bills.size() <= 2 || caller.getState() == Thread.State.WAITING));
        }
        return bills;
    }

    private static void await(BooleanSupplier condition) {
        long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("what never comes").isLessThan(giveUp);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private static Credits charged(CompletableFuture<Settlement> bill) throws Exception {
        return bill.get(60, TimeUnit.SECONDS).receipt().orElseThrow().charge().credits();
    }

    private static void execute(Connection connection, String sql, SessionId session) throws SQLException {
        execute(connection, sql, session.value());
    }

    private static void execute(Connection connection, String sql, UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            statement.execute();
        }
    }

    private long number(String sql) {
        try (Connection connection = own.pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
