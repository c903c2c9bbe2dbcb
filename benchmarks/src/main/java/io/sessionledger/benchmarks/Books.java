package io.sessionledger.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Adds up a tenant's rows once the load is over: whoever was fast has to have been right as well. */
final class Books {

    private static final String SESSIONS_MISCOUNTED = """
            select count(*) from session_usage u
            left join (
                select session_id, count(*) as analyses, sum(coalesce(duration_seconds, 0)) as seconds,
                    sum(coalesce(prompt_tokens, 0)) as prompt, sum(coalesce(cached_tokens, 0)) as cached,
                    sum(coalesce(completion_tokens, 0)) as completion, sum(coalesce(total_tokens, 0)) as total,
                    sum(coalesce(estimated_cost_usd, 0)) as cost,
                    count(*) filter (where estimated_cost_usd is null) as unpriced
                from session_analysis_logs where tenant_id = ? group by session_id) l
            on l.session_id = u.session_id
            where u.tenant_id = ? and (u.analysis_count <> coalesce(l.analyses, 0)
                or u.duration_seconds <> coalesce(l.seconds, 0)
                or u.total_prompt_tokens <> coalesce(l.prompt, 0)
                or u.total_cached_tokens <> coalesce(l.cached, 0)
                or u.total_completion_tokens <> coalesce(l.completion, 0)
                or u.total_tokens <> coalesce(l.total, 0)
                or u.estimated_cost_usd <> coalesce(l.cost, 0)
                or u.unpriced_analysis_count <> coalesce(l.unpriced, 0))
            """;

    private static final String SESSIONS_MISCHARGED = """
            select count(*) from session_usage u
            left join (select session_id, sum(credits_delta) as delta from credit_logs
                where tenant_id = ? and session_id is not null group by session_id) l
            on l.session_id = u.session_id
            where u.tenant_id = ? and coalesce(l.delta, 0) <> -u.credits_consumed
            """;

    private static final String ACCOUNTS_OUT_OF_BALANCE = """
            select count(*) from credit_accounts a
            left join (select counselor_id, sum(credits_delta) as delta, count(*) as entries, max(entry_no) as last
                from credit_logs where tenant_id = ? group by counselor_id) l
            on l.counselor_id = a.counselor_id
            where a.tenant_id = ? and (a.granted - a.used <> coalesce(l.delta, 0)
                or a.last_entry_no <> coalesce(l.entries, 0) or a.last_entry_no <> coalesce(l.last, 0))
            """;

    private final DataSource pool;

    Books(DataSource pool) {
        this.pool = pool;
    }

    /**
     * Checks that counters are the sums of their rows, charges those of their entries, and balances those of their ledger.
     *
     * @throws IllegalStateException if not
     */
    void check(String tenant) throws SQLException {
        none(SESSIONS_MISCOUNTED, tenant, "sessions' counters are not the sums of their logs");
        none(SESSIONS_MISCHARGED, tenant, "sessions' charges are not the sums of their entries");
        none(ACCOUNTS_OUT_OF_BALANCE, tenant, "accounts' balances are not the sums of their entries");
    }

    /**
     * Checks that as many analyses are stored as were acknowledged.
     *
     * @throws IllegalStateException if not
     */
    void checkLogs(String tenant, long acknowledged) throws SQLException {
        long stored = count("select count(*) from session_analysis_logs where tenant_id = ?", tenant);
        if (stored != acknowledged) {
            throw new IllegalStateException("tenant " + tenant + ": " + acknowledged + " analyses were acknowledged, "
                    + stored + " are stored");
        }
    }

    private void none(String sql, String tenant, String complaint) throws SQLException {
        long wrong = count(sql, tenant, tenant);
        if (wrong != 0) {
            throw new IllegalStateException("tenant " + tenant + ": " + wrong + " " + complaint);
        }
    }

    private long count(String sql, String... parameters) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet counted = statement.executeQuery()) {
                counted.next();
                return counted.getLong(1);
            }
        }
    }
}
