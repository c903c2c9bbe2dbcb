package io.sessionledger.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Checks a tenant's credits after a load, whoever kept them, beyond what {@link Books} adds up: numbers, balances and times of the entries, their chain as docs/ledger-chain.md describes it,
 * grants, debts and holds, and that each session was charged once, what is due.
 */
final class CreditBooks {

    /** Of the facts of an account's entries, whose digests are slow to spell out in SQL, one in so many is checked, the second first; links are all checked. */
    private static final int FACTS_SAMPLE = 10;

    private static final String ENTRIES = """
            select count(*) from (
                select l.*, row_number() over account as no, sum(credits_delta) over account as balance,
                    lag(created_at) over account as before
                from credit_logs l where tenant_id = ?
                window account as (partition by counselor_id order by entry_no)) e
            where entry_no <> no or balance_after <> balance or created_at < before
            """;

    private static final String LINKS = """
            select count(*) from (
                select l.*, coalesce(
                        lag(chain_digest) over (partition by counselor_id order by entry_no),
                        encode(sha256(convert_to('24:session-ledger-account-1' || length(tenant_id) || ':' || tenant_id
                            || '36:' || counselor_id, 'UTF8')), 'hex')) as previous,
                    (extract(epoch from created_at) * 1000000)::bigint as micros
                from credit_logs l where tenant_id = ?) e
            where chain_digest <> encode(sha256(convert_to('21:session-ledger-link-1' || '64:' || previous
                || '64:' || facts_digest || length(entry_no::text) || ':' || entry_no
                || length(credits_delta::text) || ':' || credits_delta
                || length(balance_after::text) || ':' || balance_after
                || length(micros::text) || ':' || micros, 'UTF8')), 'hex')
            """;

    private static final String LEAVES = """
            (with recursive node(path, value) as (
                select '', %1$s
                union all
                select case when path = '' then '' else path || '.' end || part.key, part.value
                from node, lateral (
                    select key, value from jsonb_each(case when jsonb_typeof(node.value) = 'object' then node.value end)
                    union all
                    select (i - 1)::text, item from jsonb_array_elements(
                        case when jsonb_typeof(node.value) = 'array' then node.value end) with ordinality items(item, i)) part)
            select length(count(*)::text) || ':' || count(*) || string_agg(
                length(path) || ':' || path || octet_length(value #>> '{}') || ':' || (value #>> '{}'), ''
                order by path collate "C")
            from node where jsonb_typeof(value) not in ('object', 'array'))
            """;

    private static final String FACTS =
            """
            select count(*) from credit_logs l
            where tenant_id = ? and transaction_type = 'session_fee' and l.entry_no %% %d = 2
                and facts_digest <> encode(sha256(convert_to('22:session-ledger-facts-1' || '36:' || id
                    || '11:session_fee' || '36:' || session_id || '36:' || rate_id || %s || %s
                    || length(idempotency_key) || ':' || idempotency_key || '64:' || request_digest
                    || length(actor) || ':' || actor || length(reason_code) || ':' || reason_code || '-', 'UTF8')), 'hex')
            """.formatted(FACTS_SAMPLE, LEAVES.formatted("l.rate_snapshot"), LEAVES.formatted("l.calculation"));

    private static final String ACCOUNTS = """
            select count(*) from credit_accounts a
            left join (
                select tenant_id, counselor_id, sum(credits_delta) as moved, max(entry_no) as last_no
                from credit_logs group by 1, 2) l using (tenant_id, counselor_id)
            left join (
                select tenant_id, counselor_id, sum(remaining) as remaining
                from credit_grants where status = 'active' group by 1, 2) g using (tenant_id, counselor_id)
            left join (
                select tenant_id, counselor_id, sum(unpaid) as unpaid from credit_debts group by 1, 2) d
                using (tenant_id, counselor_id)
            left join (
                select tenant_id, counselor_id, sum(amount) as amount from credit_holds where status = 'active'
                group by 1, 2) h using (tenant_id, counselor_id)
            left join credit_logs last on last.tenant_id = a.tenant_id and last.counselor_id = a.counselor_id
                and last.entry_no = a.last_entry_no
            where a.tenant_id = ? and (a.granted - a.used <> coalesce(l.moved, 0)
                or a.last_entry_no <> coalesce(l.last_no, 0)
                or a.last_chain_digest is distinct from last.chain_digest
                or coalesce(g.remaining, 0) <> greatest(0, a.granted - a.used)
                or coalesce(d.unpaid, 0) <> greatest(0, a.used - a.granted)
                or a.held <> coalesce(h.amount, 0))
            """;

    private static final String PAYMENTS = """
            select count(*) from credit_logs l
            left join (select tenant_id, entry_id, sum(paid) as paid from credit_grant_payments group by 1, 2) p
                on p.tenant_id = l.tenant_id and p.entry_id = l.id
            left join credit_debts d on d.tenant_id = l.tenant_id and d.entry_id = l.id
            where l.tenant_id = ? and l.credits_delta < 0
                and coalesce(p.paid, 0) + coalesce(d.unpaid, 0) <> -l.credits_delta
            """;

    /** Every rate in the benchmarks is one price for each started minute, rounded up to whole credits. */
    private static final String CHARGES = """
            select count(*) from session_usage u
            left join (
                select tenant_id, session_id, count(*) as entries, sum(credits_delta) as delta
                from credit_logs where session_id is not null group by 1, 2) l using (tenant_id, session_id)
            join credit_rates r on r.tenant_id = u.tenant_id and r.id = u.rate_id
            where u.tenant_id = ? and (case when u.status = 'completed'
                then not u.credit_deducted or l.entries is distinct from 1 or -l.delta <> u.credits_consumed
                    or u.credits_consumed <> ceil(
                        ceil(u.billed_duration_seconds / 60) * (r.terms ->> 'credits_per_minute')::numeric)
                    or u.billed_analysis_count <> u.analysis_count or u.billed_duration_seconds <> u.duration_seconds
                    or u.billed_cost_usd <> u.estimated_cost_usd
                else u.credits_consumed <> 0 or l.entries is not null end)
            """;

    private static final Map<String, String> CHECKS = new TreeMap<>(Map.of(
            "entries out of number, balance or time", ENTRIES,
            "entries that are not linked to the one before", LINKS,
            "entries whose facts have another digest", FACTS,
            "accounts whose figures, head, grants, debts or holds differ", ACCOUNTS,
            "entries that are not paid or owed in full", PAYMENTS,
            "sessions whose charge differs from what is due", CHARGES));

    private CreditBooks() {}

    /**
     * Fails unless the books are right.
     *
     * @param tenant whose books
     * @return how many sessions they charge
     */
    static long check(DataSource pool, String tenant) throws SQLException {
        new Books(pool).check(tenant);
        try (Connection connection = pool.getConnection()) {
            for (Map.Entry<String, String> check : CHECKS.entrySet()) {
                long wrong = count(connection, check.getValue(), tenant);
                if (wrong != 0) {
                    throw new IllegalStateException(
                            "The books of " + tenant + " are wrong: " + wrong + " " + check.getKey());
                }
            }
            return count(
                    connection,
                    "select count(*) from session_usage where tenant_id = ? and status = 'completed' and credit_deducted",
                    tenant);
        }
    }

    private static long count(Connection connection, String sql, String tenant) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, tenant);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
