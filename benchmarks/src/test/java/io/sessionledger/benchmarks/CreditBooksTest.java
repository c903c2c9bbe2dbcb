package io.sessionledger.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.SessionId;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.jdbc.JdbcLedgerStore;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreditBooksTest {

    private static final int ACCOUNTS = 3;

    private static final int SESSIONS = 60;

    private static BenchmarkDatabase database;

    private DataSource pool;

    @BeforeAll
    static void start() throws Exception {
        database = BenchmarkDatabase.start();
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @BeforeEach
    void settleSome() throws Exception {
        database.refresh();
        pool = database.pool(4);
        try (SessionLedger ledger =
                SessionLedger.builder(JdbcLedgerStore.builder(pool).build()).build()) {
            TenantLedger tenant = ledger.tenant("tenant");
            Accounts.open(tenant, ACCOUNTS);
            PreparedSessions sessions = PreparedSessions.recorded(pool, "tenant", ACCOUNTS);
            sessions.fill(SESSIONS + 10);
            for (int i = 0; i < SESSIONS; i++) {
                SessionId session = sessions.take();
                var unused = tenant.complete(session);
            }
        }
    }

    @Test
    void right_books_are_found_right() throws Exception {
        assertThat(CreditBooks.check(pool, "tenant")).isEqualTo(SESSIONS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            number, balance | update credit_logs set balance_after = balance_after + 1 where entry_no = 12
            number, balance | update credit_logs set created_at = created_at - interval '1 day' where entry_no = 12
            not linked      | update credit_logs set chain_digest = repeat('0', 64) where entry_no = 12
            facts           | update credit_logs set calculation = calculation - 'arithmetic'
            accounts        | update credit_grants set remaining = remaining - 1 where status = 'active'
            accounts        | update credit_accounts set last_chain_digest = repeat('0', 64)
            paid or owed    | delete from credit_grant_payments
            charge differs  | update session_usage set billed_duration_seconds = 1 where status = 'completed'
            sums of their   | delete from session_analysis_logs
            """)
    void wrong_books_are_found_wrong(String complaint, String change) throws Exception {
        database.execute("set session_replication_role = replica", change);
        assertThatThrownBy(() -> CreditBooks.check(pool, "tenant"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(complaint);
    }
}
