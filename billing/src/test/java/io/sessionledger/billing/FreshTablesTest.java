package io.sessionledger.billing;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.StartSession;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * On tables whose statistics were never gathered PostgreSQL's planner may prepare a statement with an index that shares only the tenant with the query, and keep to it while
 * the tables grow. Here they grow under one connection, and the rows that are read are counted by PostgreSQL itself.
 */
class FreshTablesTest {

    private static final int SESSIONS = 400;
    private static final int COUNSELORS = 200;

    /** What a session from start to bill, and a grant for every other, may read of any one index: a few rows for each statement. A statement that reads the tenant instead comes to 200, one of a grant's to 50. */
    private static final double MOST_ROWS_A_SESSION = 30;

    /** PostgreSQL plans a statement anew for its first executions, and from then on if a plan for any parameters seems worse. */
    private static final int PLANS_AT_FIRST = 5;

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "POSTGRESQL_BATCHED"})
    void no_verb_reads_more_than_its_own_rows_or_plans_again_and_again(TestDatabase database) throws SQLException {
        try (OwnDatabase own = new OwnDatabase(TestDatabase.POSTGRESQL)) {
            leaveStatisticsAlone(own);
            for (CreditPolicy policy : List.of(
                    CreditPolicy.chargeAtCompletion().refusing(Credits.ZERO), CreditPolicy.chargePerAnalysis())) {
                Map<String, Long> before = rowsRead(own);
                useOneConnection(own, database, policy);
                Map<String, Long> after = rowsReadOnce(own, before);

                assertThat(after)
                        .allSatisfy(
                                (index, rows) -> assertThat((rows - before.getOrDefault(index, 0L)) / (double) SESSIONS)
                                        .as("rows of %s read by one session", index)
                                        .isLessThan(MOST_ROWS_A_SESSION));
            }
        }
    }

    private static void useOneConnection(OwnDatabase own, TestDatabase database, CreditPolicy policy)
            throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(own.pool().getJdbcUrl());
        config.setMaximumPoolSize(1);
        try (HikariDataSource one = new HikariDataSource(config);
                SessionLedger ledger = SessionLedger.builder(database.storeOver(one))
                        .policy(policy)
                        .build()) {
            live(ledger.tenant("t-" + UUID.randomUUID()));
            assertThat(plans(one))
                    .isNotEmpty()
                    .allSatisfy((statement, plans) ->
                            assertThat(plans).as("plans of %s", statement).isLessThanOrEqualTo(PLANS_AT_FIRST));
        }
    }

    /** How often each statement of a connection was planned for the parameters at hand. */
    private static Map<String, Integer> plans(HikariDataSource one) throws SQLException {
        Map<String, Integer> plans = new TreeMap<>();
        try (Connection connection = one.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("select statement, custom_plans from pg_prepared_statements")) {
            while (result.next()) {
                plans.put(result.getString(1), result.getInt(2));
            }
        }
        return plans;
    }

    private static void live(TenantLedger ledger) {
        ledger.rates().publish(PublishRate.standard(Instant.EPOCH, RateMethod.perStartedMinute("1")));
        for (int i = 0; i < COUNSELORS; i++) {
            ledger.credits().grant(GrantCredits.purchase(CounselorId.of(i), Credits.of(1_000), "pack", "order-" + i));
        }
        for (int i = 0; i < SESSIONS; i++) {
            SessionId session = SessionId.of(UUID.randomUUID());
            ledger.start(StartSession.of(session, CounselorId.of(i % COUNSELORS)));
            ledger.admit(session, Duration.ofMinutes(3));
            ledger.record(session, minute());
            ledger.recordAll(session, List.of(minute(), minute()));
            if (i % 10 == 0) {
                ledger.cancel(session);
            } else {
                ledger.complete(session);
            }
            ledger.credits().sweep(CounselorId.of(i % COUNSELORS));
            ledger.credits().account(CounselorId.of(i % COUNSELORS));
        }
    }

    private static Analysis minute() {
        return Analysis.builder(SafetyLevel.GREEN, 1)
                .duration(Duration.ofMinutes(1))
                .build();
    }

    private static void leaveStatisticsAlone(OwnDatabase own) throws SQLException {
        try (Connection connection = own.pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    do $$ declare found record; begin
                        for found in select relname from pg_stat_user_tables loop
                            execute format('alter table %I set (autovacuum_enabled = false)', found.relname);
                        end loop;
                    end $$""");
        }
    }

    /** A backend reports what it has counted when it ends, which the pool does not wait for. */
    private static Map<String, Long> rowsReadOnce(OwnDatabase own, Map<String, Long> before) throws SQLException {
        long giveUp = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            Map<String, Long> now = rowsRead(own);
            if (now.get("session_usage_pk") - before.get("session_usage_pk") >= SESSIONS) {
                return now;
            }
            assertThat(System.nanoTime()).as("counts that never come").isLessThan(giveUp);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static Map<String, Long> rowsRead(OwnDatabase own) throws SQLException {
        Map<String, Long> rows = new TreeMap<>();
        try (Connection connection = own.pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("""
                        select indexrelname, idx_tup_read from pg_stat_user_indexes
                        union all select relname || ' as a whole', seq_tup_read from pg_stat_user_tables""")) {
            while (result.next()) {
                rows.put(result.getString(1), result.getLong(2));
            }
        }
        return rows;
    }
}
