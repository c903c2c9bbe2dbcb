package io.sessionledger.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Settlement;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionUsage;
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
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Admissions and ends of many accounts that are in flight at once, on PostgreSQL. The pool's only connection is kept until all of them wait: the first for the connection, the second, which leads the others, for the same, and the others
 * behind it.
 */
class SessionsTogetherTest {

    private static final int COUNSELORS = 8;

    /** Under whose sessions the policy breaks. */
    private static final CounselorId UNHAPPY = CounselorId.of(99);

    private OwnDatabase own;
    private HikariDataSource pool;
    private TenantLedger ledger;
    private final BreakingPolicy policy = new BreakingPolicy();
    private final List<CompletableFuture<?>> calls = new ArrayList<>();

    @BeforeEach
    void prepareAccounts() throws SQLException {
        own = new OwnDatabase(TestDatabase.POSTGRESQL);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(own.pool().getJdbcUrl());
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(60_000);
        pool = new HikariDataSource(config);
        ledger = SessionLedger.builder(JdbcLedgerStore.builder(pool).build())
                .policy(policy)
                .build()
                .tenant("island");
        ledger.rates().publish(PublishRate.standard(Instant.EPOCH, RateMethod.perStartedMinute("1")));
        for (int i = 0; i < COUNSELORS; i++) {
            grant(CounselorId.of(i), "order");
        }
        grant(UNHAPPY, "order");
    }

    private void grant(CounselorId counselor, String order) {
        ledger.credits().grant(GrantCredits.purchase(counselor, Credits.of(10), "pack", order + counselor));
    }

    @AfterEach
    void close() throws SQLException {
        pool.close();
        own.close();
    }

    @Test
    void accounts_that_have_nothing_to_do_with_each_other_share_a_transaction() throws Exception {
        List<CompletableFuture<Settlement>> bills = new ArrayList<>();
        List<CompletableFuture<AdmitOutcome>> admissions = new ArrayList<>();
        try (Connection only = pool.getConnection()) {
            assertThat(only.isValid(1)).isTrue();
            for (int i = 0; i < COUNSELORS; i++) {
                SessionId ending = recorded(CounselorId.of(i));
                SessionId running = recorded(CounselorId.of(i));
                bills.add(call(() -> ledger.complete(ending)));
                admissions.add(call(() -> ledger.admit(running, Duration.ofMinutes(2))));
            }
        }

        for (CompletableFuture<Settlement> bill : bills) {
            assertThat(answer(bill).receipt().orElseThrow().charge().credits()).isEqualTo(Credits.of(1));
        }
        for (CompletableFuture<AdmitOutcome> admission : admissions) {
            assertThat(answer(admission).hold().orElseThrow().amount()).isEqualTo(Credits.of(3));
        }
        // of the first, which went alone; of the second, which found nobody to take along; and of all others
        assertThat(number("""
                select count(*) from (select xmin::text from credit_logs where transaction_type = 'session_fee'
                                      union select xmin::text from credit_holds) transactions""")).isEqualTo(3);
        Invariants.hold(new TenantTables(own.pool(), TenantId.of("island")));
    }

    @Test
    void a_policy_that_breaks_at_one_session_is_that_callers_own_affair() throws Exception {
        CompletableFuture<Settlement> unhappy;
        List<CompletableFuture<Settlement>> bills = new ArrayList<>();
        SessionId breaking = recorded(UNHAPPY);
        try (Connection only = pool.getConnection()) {
            assertThat(only.isValid(1)).isTrue();
            bills.add(complete(0));
            bills.add(complete(1));
            bills.add(complete(2));
            unhappy = call(() -> ledger.complete(breaking));
            bills.add(complete(3));
        }

        assertThat(catchThrowable(() -> answer(unhappy)))
                .rootCause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no price for this counselor");
        for (CompletableFuture<Settlement> bill : bills) {
            assertThat(answer(bill).receipt()).isPresent();
        }
        assertThat(ledger.session(breaking).status().ended()).isFalse();
    }

    @Test
    void a_policy_that_calls_the_ledger_is_refused_and_concerns_no_other() throws Exception {
        CompletableFuture<Settlement> calling;
        List<CompletableFuture<Settlement>> bills = new ArrayList<>();
        SessionId session = recorded(UNHAPPY);
        policy.instead = () -> grant(UNHAPPY, "top-up");
        try (Connection only = pool.getConnection()) {
            assertThat(only.isValid(1)).isTrue();
            bills.add(complete(0));
            bills.add(complete(1));
            calling = call(() -> ledger.complete(session));
            bills.add(complete(2));
        }

        assertThat(catchThrowable(() -> answer(calling)))
                .hasCauseInstanceOf(LedgerStoreException.class)
                .hasMessageContaining("A credit policy must not call the ledger, but it wanted to grant credits");
        for (CompletableFuture<Settlement> bill : bills) {
            assertThat(answer(bill).receipt()).isPresent();
        }
        assertThat(ledger.credits().account(UNHAPPY).granted()).isEqualTo(Credits.of(10));
        Invariants.hold(new TenantTables(own.pool(), TenantId.of("island")));
    }

    @Test
    void a_policy_that_calls_the_ledger_is_refused_where_nobody_else_is_under_way() {
        SessionId session = recorded(UNHAPPY);
        policy.instead = () -> grant(UNHAPPY, "top-up");

        assertThat(catchThrowable(() -> ledger.complete(session)))
                .isInstanceOf(LedgerStoreException.class)
                .hasMessageContaining("A credit policy must not call the ledger");
        assertThat(ledger.credits().account(UNHAPPY).granted()).isEqualTo(Credits.of(10));
    }

    @Test
    void an_account_that_somebody_holds_delays_no_other() throws Exception {
        List<CompletableFuture<Settlement>> bills = new ArrayList<>();
        CompletableFuture<Settlement> delayed;
        pool.setMaximumPoolSize(2);
        try (Connection host = own.pool().getConnection()) {
            host.setAutoCommit(false);
            try (Connection one = pool.getConnection();
                    Connection other = pool.getConnection()) {
                assertThat(one.isValid(1) && other.isValid(1)).isTrue();
                bills.add(complete(0));
                bills.add(complete(1));
                delayed = complete(2);
                bills.add(complete(3));
                bills.add(complete(4));
                lockAccount(host, CounselorId.of(2));
            }
            for (CompletableFuture<Settlement> bill : bills) {
                assertThat(answer(bill).receipt()).isPresent();
            }
            assertThat(delayed).isNotDone();
            host.commit();
        }
        assertThat(answer(delayed).receipt()).isPresent();
    }

    @Test
    void a_session_that_two_complete_in_one_group_is_charged_once() throws Exception {
        CompletableFuture<Settlement> one;
        CompletableFuture<Settlement> other;
        SessionId session = recorded(CounselorId.of(2));
        try (Connection only = pool.getConnection()) {
            assertThat(only.isValid(1)).isTrue();
            var first = complete(0);
            var second = complete(1);
            assertThat(List.of(first, second)).noneMatch(CompletableFuture::isDone);
            one = call(() -> ledger.complete(session));
            other = call(() -> ledger.complete(session));
        }

        assertThat(List.of(answer(one).replayed(), answer(other).replayed())).containsExactly(false, true);
        assertThat(ledger.credits().account(CounselorId.of(2)).used()).isEqualTo(Credits.of(1));
    }

    /** Its records are made through a store of their own, since the pool's connection is taken. */
    private SessionId recorded(CounselorId counselor) {
        try (SessionLedger beside = SessionLedger.builder(
                        JdbcLedgerStore.builder(own.pool()).build())
                .build()) {
            TenantLedger island = beside.tenant("island");
            SessionId session = SessionId.of(UUID.randomUUID());
            island.start(StartSession.of(session, counselor));
            island.record(
                    session,
                    Analysis.builder(SafetyLevel.GREEN, 1)
                            .duration(Duration.ofMinutes(1))
                            .build());
            return session;
        }
    }

    private CompletableFuture<Settlement> complete(long counselor) {
        SessionId session = recorded(CounselorId.of(counselor));
        return call(() -> ledger.complete(session));
    }

    /** Calls, and returns when the caller waits: the first two for a connection, and so with a time limit, the others without. */
    private <T> CompletableFuture<T> call(Supplier<T> verb) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        calls.add(answer);
        Thread caller = new Thread(() -> {
            try {
                answer.complete(verb.get());
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        });
        caller.start();
        Thread.State waiting = calls.size() <= 2 ? Thread.State.TIMED_WAITING : Thread.State.WAITING;
        long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (caller.getState() != waiting) {
            assertThat(System.nanoTime()).as("a wait that never comes").isLessThan(giveUp);
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
        return answer;
    }

    private static <T> T answer(CompletableFuture<T> call) throws Exception {
        return call.get(60, TimeUnit.SECONDS);
    }

    private static void lockAccount(Connection connection, CounselorId counselor) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select 1 from credit_accounts where counselor_id = ? for update")) {
            lock.setObject(1, counselor.value());
            lock.execute();
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = own.pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static final class BreakingPolicy implements CreditPolicy {

        private final CreditPolicy usual = CreditPolicy.chargeAtCompletion().refusing(Credits.ZERO);

        /** What it does before it breaks. */
        private volatile Runnable instead = () -> {};

        @Override
        public CreditTerms termsFor(TenantId tenant, CounselorId counselor) {
            return usual.termsFor(tenant, counselor);
        }

        @Override
        public Credits due(SessionUsage usage, CreditRate rate) {
            if (usage.counselorId().equals(UNHAPPY)) {
                instead.run();
                throw new IllegalStateException("no price for this counselor");
            }
            return usual.due(usage, rate);
        }
    }
}
