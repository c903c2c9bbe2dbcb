package io.sessionledger.billing;

import static org.assertj.core.api.Assertions.assertThat;

/** What must hold for a tenant's rows at any quiet moment, asked of the database in plain SQL. */
final class Invariants {

    private static final String SUMS = """
        left join (
            select tenant_id, session_id, count(*) as analyses, sum(coalesce(duration_seconds, 0)) as seconds,
                sum(coalesce(prompt_tokens, 0)) as prompt, sum(coalesce(cached_tokens, 0)) as cached,
                sum(coalesce(completion_tokens, 0)) as completion, sum(coalesce(total_tokens, 0)) as total,
                sum(coalesce(estimated_cost_usd, 0)) as cost,
                sum(case when estimated_cost_usd is null then 1 else 0 end) as unpriced
            from session_analysis_logs where tenant_id = :tenant and %s group by tenant_id, session_id) l
        on l.tenant_id = u.tenant_id and l.session_id = u.session_id
        """;

    private static final String COUNTERS_THAT_ARE_NOT_THE_SUMS =
            "select * from session_usage u " + SUMS.formatted("true") + """
                where u.tenant_id = :tenant and (u.analysis_count <> coalesce(l.analyses, 0)
                    or u.duration_seconds <> coalesce(l.seconds, 0)
                    or u.total_prompt_tokens <> coalesce(l.prompt, 0)
                    or u.total_cached_tokens <> coalesce(l.cached, 0)
                    or u.total_completion_tokens <> coalesce(l.completion, 0)
                    or u.total_tokens <> coalesce(l.total, 0)
                    or u.estimated_cost_usd <> coalesce(l.cost, 0)
                    or u.unpriced_analysis_count <> coalesce(l.unpriced, 0))
                """;

    private static final String BILLS_THAT_ARE_NOT_OF_THE_TIMELY_ROWS =
            "select * from session_usage u " + SUMS.formatted("not late") + """
                where u.tenant_id = :tenant and u.status = 'completed' and (u.billed_analysis_count is null
                    or u.billed_analysis_count <> coalesce(l.analyses, 0)
                    or u.billed_duration_seconds <> coalesce(u.stated_duration_seconds, l.seconds, 0)
                    or u.billed_prompt_tokens <> coalesce(l.prompt, 0)
                    or u.billed_cached_tokens <> coalesce(l.cached, 0)
                    or u.billed_completion_tokens <> coalesce(l.completion, 0)
                    or u.billed_cost_usd <> coalesce(l.cost, 0)
                    or u.billed_unpriced_count <> coalesce(l.unpriced, 0))
                """;

    private static final String LATE_ROWS_OF_OPEN_SESSIONS = """
        select l.* from session_analysis_logs l
        join session_usage u on u.tenant_id = l.tenant_id and u.session_id = l.session_id
        where l.tenant_id = :tenant and l.late and u.status = 'in_progress'
        """;

    private static final String SESSIONS_THAT_THE_LEDGER_CONTRADICTS = """
        select * from session_usage u
        left join (select tenant_id, session_id, sum(credits_delta) as delta, count(*) as entries,
                sum(case when reason_code = 'analysis_recorded' then 1 else 0 end) as steps,
                sum(case when transaction_type = 'session_fee' and reason_code <> 'analysis_recorded'
                    then 1 else 0 end) as settlements
            from credit_logs where tenant_id = :tenant and session_id is not null group by tenant_id, session_id) c
        on c.tenant_id = u.tenant_id and c.session_id = u.session_id
        where u.tenant_id = :tenant and (coalesce(c.delta, 0) <> -u.credits_consumed or coalesce(c.settlements, 0) > 1
            or (u.credits_consumed > 0 and not u.credit_deducted and coalesce(c.steps, 0) = 0)
            or (u.status in ('cancelled', 'failed') and (u.credits_consumed <> 0 or coalesce(c.delta, 0) <> 0)))
        """;

    private static final String ACCOUNTS_THAT_THE_LEDGER_CONTRADICTS = """
        select * from credit_accounts a
        left join (select tenant_id, counselor_id, sum(credits_delta) as delta, count(*) as entries,
                max(entry_no) as last_no, min(entry_no) as first_no, max(created_at) as last_at,
                sum(case when transaction_type in ('session_fee', 'refund', 'reprice')
                    then -credits_delta else 0 end) as spent
            from credit_logs where tenant_id = :tenant group by tenant_id, counselor_id) e
        on e.tenant_id = a.tenant_id and e.counselor_id = a.counselor_id
        where a.tenant_id = :tenant and (a.granted - a.used <> coalesce(e.delta, 0)
            or a.used <> coalesce(e.spent, 0)
            or a.last_entry_no <> coalesce(e.entries, 0)
            or a.last_entry_no <> coalesce(e.last_no, 0)
            or coalesce(e.first_no, 1) <> 1
            or (e.last_at is not null and a.last_entry_at <> e.last_at))
        """;

    private static final String ENTRIES_OUT_OF_LINE = """
        select * from (
            select tenant_id, counselor_id, entry_no, balance_after,
                sum(credits_delta) over (partition by tenant_id, counselor_id order by entry_no) as running,
                row_number() over (partition by tenant_id, counselor_id order by entry_no) as place,
                created_at,
                lag(created_at) over (partition by tenant_id, counselor_id order by entry_no) as before
            from credit_logs where tenant_id = :tenant) e
        where e.balance_after <> e.running or e.entry_no <> e.place or e.created_at < e.before
        """;

    /** Refunds by hand are of completed sessions; they leave the one settlement as it is. */
    private static final String REFUNDS_OF_SESSIONS_THAT_DID_NOT_COMPLETE = """
        select * from credit_logs c
        join session_usage u on u.tenant_id = c.tenant_id and u.session_id = c.session_id
        where c.tenant_id = :tenant and c.reason_code = 'refunded_by_hand'
            and (u.status <> 'completed' or not u.credit_deducted or c.transaction_type <> 'refund')
        """;

    private Invariants() {}

    static void hold(TenantTables tables) {
        none(tables, "I1: counters that are not the sums of the logs", COUNTERS_THAT_ARE_NOT_THE_SUMS);
        none(tables, "I1: bills that are not of the timely logs", BILLS_THAT_ARE_NOT_OF_THE_TIMELY_ROWS);
        none(tables, "I1: late logs of open sessions", LATE_ROWS_OF_OPEN_SESSIONS);
        none(tables, "I2, I6: sessions that the ledger contradicts", SESSIONS_THAT_THE_LEDGER_CONTRADICTS);
        none(tables, "I2: refunds of sessions that did not complete", REFUNDS_OF_SESSIONS_THAT_DID_NOT_COMPLETE);
        none(tables, "I3: accounts that the ledger contradicts", ACCOUNTS_THAT_THE_LEDGER_CONTRADICTS);
        none(tables, "I3: entries whose number, balance or time is out of line", ENTRIES_OUT_OF_LINE);
        GrantInvariants.hold(tables);
    }

    static void none(TenantTables tables, String what, String sql) {
        assertThat(tables.rows(sql)).as(what).isEmpty();
    }
}
