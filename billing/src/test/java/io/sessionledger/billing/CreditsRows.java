package io.sessionledger.billing;

import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** All rows about the credits of one tenant at one moment. Counselors and sessions go by the numbers that their ids hold. */
record CreditsRows(
        List<AccountRow> accounts,
        List<EntryRow> entries,
        List<GrantRow> grants,
        List<DebtRow> debts,
        List<HoldRow> holds,
        List<SessionRow> sessions,
        List<LoggedRow> logged,
        List<Integer> shortages) {

    static final CreditsRows NONE =
            new CreditsRows(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    record AccountRow(
            int counselor, Credits granted, Credits used, Credits held, Optional<Credits> overdraftLimit, int entries) {

        Credits balance() {
            return granted.minus(used);
        }
    }

    record EntryRow(
            int counselor, int number, String type, Credits delta, Credits balanceAfter, int session, Instant at) {}

    record GrantRow(int counselor, String type, Credits amount, Credits remaining, String status) {}

    record DebtRow(int counselor, int entryNo, Credits unpaid) {}

    record HoldRow(UUID id, int session, int counselor, Credits amount, String status, Optional<Instant> endedAt) {

        boolean isActive() {
            return status.equals("active");
        }
    }

    record SessionRow(
            int session,
            int counselor,
            String status,
            long seconds,
            long analyses,
            long billedSeconds,
            Credits consumed) {}

    /** What a session's analysis logs come to. */
    record LoggedRow(int session, long seconds, long analyses) {}

    /** Stands for the session of an entry that concerns none. */
    static final int NO_SESSION = -1;

    List<HoldRow> activeHolds() {
        return holds.stream().filter(HoldRow::isActive).toList();
    }

    Optional<AccountRow> account(int counselor) {
        return accounts.stream().filter(row -> row.counselor() == counselor).findAny();
    }

    Optional<SessionRow> session(int session) {
        return sessions.stream().filter(row -> row.session() == session).findAny();
    }

    /** Reads tenant after tenant on one connection, whose statements it keeps. Not thread-safe. */
    static final class Reader implements AutoCloseable {

        private static final String ACCOUNTS = """
            select counselor_id, granted, used, held, overdraft_limit, last_entry_no
            from credit_accounts where tenant_id = ? order by counselor_id
            """;

        private static final String ENTRIES = """
            select counselor_id, entry_no, transaction_type, credits_delta, balance_after, session_id, created_at
            from credit_logs where tenant_id = ? order by counselor_id, entry_no
            """;

        /** In the order in which they were given: ids are counted. */
        private static final String GRANTS = """
            select counselor_id, grant_type, amount, remaining, status
            from credit_grants where tenant_id = ? order by id
            """;

        private static final String DEBTS = """
            select counselor_id, entry_no, unpaid from credit_debts where tenant_id = ? and unpaid > 0
            """;

        private static final String HOLDS = """
            select id, session_id, counselor_id, amount, status, ended_at
            from credit_holds where tenant_id = ? order by id
            """;

        private static final String SESSIONS = """
            select session_id, counselor_id, status, duration_seconds, analysis_count,
                coalesce(billed_duration_seconds, duration_seconds) as billed_seconds, credits_consumed
            from session_usage where tenant_id = ? order by session_id
            """;

        private static final String LOGGED = """
            select session_id, sum(duration_seconds) as seconds, count(*) as analyses
            from session_analysis_logs where tenant_id = ? group by session_id
            """;

        private static final String SHORTAGES =
                "select session_id from credit_alerts where tenant_id = ? and kind = 'shortage'";

        private final Connection connection;
        private final Map<String, PreparedStatement> statements = new HashMap<>();

        Reader(DataSource dataSource) throws SQLException {
            connection = dataSource.getConnection();
        }

        CreditsRows of(TenantId tenant) throws SQLException {
            return new CreditsRows(
                    list(tenant, ACCOUNTS, Reader::account),
                    list(tenant, ENTRIES, Reader::entry),
                    list(tenant, GRANTS, Reader::grant),
                    list(tenant, DEBTS, Reader::debt),
                    list(tenant, HOLDS, Reader::hold),
                    list(tenant, SESSIONS, Reader::session),
                    list(tenant, LOGGED, Reader::logged),
                    list(tenant, SHORTAGES, row -> number(row, "session_id")));
        }

        @FunctionalInterface
        private interface RowMapper<R> {
            R map(ResultSet row) throws SQLException;
        }

        private <R> List<R> list(TenantId tenant, String sql, RowMapper<R> mapper) throws SQLException {
            PreparedStatement statement = statements.get(sql);
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                statements.put(sql, statement);
            }
            statement.setString(1, tenant.value());
            try (ResultSet result = statement.executeQuery()) {
                List<R> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(mapper.map(result));
                }
                return rows;
            }
        }

        private static AccountRow account(ResultSet row) throws SQLException {
            return new AccountRow(
                    number(row, "counselor_id"),
                    credits(row, "granted"),
                    credits(row, "used"),
                    credits(row, "held"),
                    Optional.ofNullable(row.getBigDecimal("overdraft_limit")).map(Credits::of),
                    row.getInt("last_entry_no"));
        }

        private static EntryRow entry(ResultSet row) throws SQLException {
            return new EntryRow(
                    number(row, "counselor_id"),
                    row.getInt("entry_no"),
                    row.getString("transaction_type"),
                    credits(row, "credits_delta"),
                    credits(row, "balance_after"),
                    row.getObject("session_id") == null ? NO_SESSION : number(row, "session_id"),
                    row.getObject("created_at", OffsetDateTime.class).toInstant());
        }

        private static GrantRow grant(ResultSet row) throws SQLException {
            return new GrantRow(
                    number(row, "counselor_id"),
                    row.getString("grant_type"),
                    credits(row, "amount"),
                    credits(row, "remaining"),
                    row.getString("status"));
        }

        private static DebtRow debt(ResultSet row) throws SQLException {
            return new DebtRow(number(row, "counselor_id"), row.getInt("entry_no"), credits(row, "unpaid"));
        }

        private static HoldRow hold(ResultSet row) throws SQLException {
            return new HoldRow(
                    row.getObject("id", UUID.class),
                    number(row, "session_id"),
                    number(row, "counselor_id"),
                    credits(row, "amount"),
                    row.getString("status"),
                    Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class))
                            .map(OffsetDateTime::toInstant));
        }

        private static SessionRow session(ResultSet row) throws SQLException {
            return new SessionRow(
                    number(row, "session_id"),
                    number(row, "counselor_id"),
                    row.getString("status"),
                    row.getLong("duration_seconds"),
                    row.getLong("analysis_count"),
                    row.getLong("billed_seconds"),
                    credits(row, "credits_consumed"));
        }

        private static LoggedRow logged(ResultSet row) throws SQLException {
            return new LoggedRow(number(row, "session_id"), row.getLong("seconds"), row.getLong("analyses"));
        }

        /** Sessions and counselors have ids of the same kind. */
        private static int number(ResultSet row, String column) throws SQLException {
            return (int) SessionId.of(row.getObject(column, UUID.class)).asLong();
        }

        private static Credits credits(ResultSet row, String column) throws SQLException {
            return Credits.of(row.getBigDecimal(column));
        }

        @Override
        public void close() throws SQLException {
            for (PreparedStatement statement : statements.values()) {
                statement.close();
            }
            connection.close();
        }
    }
}
