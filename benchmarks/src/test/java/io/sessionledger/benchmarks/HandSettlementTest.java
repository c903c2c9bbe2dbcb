package io.sessionledger.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.StartSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger is measured against does the same work: the same rows come of it. */
class HandSettlementTest {

    private static final String ENTRIES = """
            select entry_no, transaction_type, credits_delta, balance_after, session_id, rate_snapshot - 'id' - 'published_at',
                calculation, idempotency_key, actor, reason_code, reason_digest
            from credit_logs where tenant_id = ? and transaction_type = 'session_fee' order by entry_no
            """;

    private static final String SESSIONS = """
            select session_id, counselor_id, status, duration_seconds, analysis_count, billed_duration_seconds,
                billed_analysis_count, billed_prompt_tokens, billed_cached_tokens, billed_completion_tokens,
                billed_cost_usd, billed_unpriced_count, credits_consumed, credit_deducted,
                credit_deducted_at = completed_at, uncharged_reason, revision
            from session_usage where tenant_id = ? order by session_id
            """;

    private static final String GRANTS = """
            select g.entry_no, g.amount, g.remaining, g.status, l.entry_no, p.paid, p.returned
            from credit_grants g
            left join credit_grant_payments p on p.tenant_id = g.tenant_id and p.grant_id = g.id
            left join credit_logs l on l.tenant_id = p.tenant_id and l.id = p.entry_id
            where g.tenant_id = ? order by g.entry_no, l.entry_no
            """;

    private static final String ACCOUNTS =
            "select granted, used, held, last_entry_no, next_change_at from credit_accounts where tenant_id = ?";

    private static final String HOLDS =
            "select session_id, amount, status, ended_at is null from credit_holds where tenant_id = ? order by session_id";

    private static final String DEBTS =
            "select counselor_id, entry_no, amount, unpaid from credit_debts where tenant_id = ? order by entry_no";

    private static final String ALERTS =
            "select kind, counselor_id, session_id from credit_alerts where tenant_id = ? order by session_id";

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
    void refresh() throws Exception {
        database.refresh();
        pool = database.pool(2);
    }

    @Test
    void by_hand_the_same_rows_come_of_a_session_as_by_the_ledger_whether_credits_cover_it_or_not() throws Exception {
        try (SessionLedger ledger = SessionLedger.builder(
                        JdbcLedgerStore.builder(pool).build())
                .policy(CreditPolicy.chargeAtCompletion().refusing(Credits.of(1000)))
                .build()) {
            List<SessionId> covered = sessions();
            TenantLedger ours = prepared(ledger.tenant("ledger"), covered);
            var unused = prepared(ledger.tenant("hand"), covered);

            HandSettlement hand = new HandSettlement(pool, "hand");
            for (SessionId session : covered) {
                var settlement = ours.complete(session);
                HandReceipt receipt = hand.complete(session.value());

                assertThat(receipt.balanceAfter())
                        .isEqualTo(settlement
                                .receipt()
                                .orElseThrow()
                                .balanceAfter()
                                .value());
                assertThat(receipt.uncovered())
                        .isEqualByComparingTo(settlement
                                .shortage()
                                .map(shortage -> shortage.missing().value())
                                .orElse(Credits.ZERO.value()));
            }
        }

        for (String table : List.of(ENTRIES, SESSIONS, GRANTS, ACCOUNTS, HOLDS, DEBTS, ALERTS)) {
            assertThat(rows(table, "hand")).isNotEmpty().isEqualTo(rows(table, "ledger"));
        }
        assertThat(CreditBooks.check(pool, "hand")).isEqualTo(3);
        assertThat(CreditBooks.check(pool, "ledger")).isEqualTo(3);
    }

    /** The first exhausts one grant, the second is not covered, the third finds nothing left. */
    private static List<SessionId> sessions() {
        return List.of(SessionId.of(new UUID(0, 1)), SessionId.of(new UUID(0, 2)), SessionId.of(new UUID(0, 3)));
    }

    private static TenantLedger prepared(TenantLedger tenant, List<SessionId> sessions) {
        var unused = tenant.rates()
                .publish(PublishRate.standard(
                        Instant.parse("2020-01-01T00:00:00Z"), RateMethod.perStartedMinute("1.5")));
        grant(tenant, 4);
        grant(tenant, 9);
        sessions.forEach(session -> recordFiveMinutes(tenant, session));
        return tenant;
    }

    private static void grant(TenantLedger tenant, int credits) {
        var unused = tenant.credits()
                .grant(GrantCredits.purchase(Counselors.id(1), Credits.of(credits), "pack", "pack-" + credits));
    }

    private static void recordFiveMinutes(TenantLedger tenant, SessionId session) {
        assertThat(tenant.start(StartSession.of(session, Counselors.id(1))).replayed())
                .isFalse();
        assertThat(tenant.admit(session, Duration.ofMinutes(5)).hold()).isPresent();
        SplittableRandom random = new SplittableRandom(session.value().getLeastSignificantBits());
        for (int i = 0; i < 5; i++) {
            assertThat(tenant.record(session, Sample.next(random).toAnalysis()))
                    .isInstanceOf(RecordOutcome.Recorded.class);
        }
    }

    private List<List<String>> rows(String sql, String tenant) throws Exception {
        List<List<String>> rows = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, tenant);
            try (ResultSet result = statement.executeQuery()) {
                ResultSetMetaData columns = result.getMetaData();
                while (result.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        row.add(columns.getColumnName(i) + "=" + result.getString(i));
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }
}
