package io.sessionledger.benchmarks;

/**
 * The two strings by which a session is settled by hand. Written from the tables and from docs/ledger-chain.md alone, so that what the ledger is
 * measured against owes nothing to its statements. Parameters are in the order in which {@link HandSettlement} sets them.
 */
final class SettlementSql {

    /** Everything the arithmetic needs, without a lock. */
    static final String READ = """
            select u.counselor_id, u.status, u.started_at, u.duration_seconds, u.analysis_count, u.total_prompt_tokens,
                u.total_cached_tokens, u.total_completion_tokens, u.estimated_cost_usd, u.unpriced_analysis_count,
                u.revision,
                r.id as rate_id, r.name, r.version, r.effective_from, r.method,
                r.terms ->> 'credits_per_minute' as credits_per_minute, r.rounding_decimals, r.rounding_direction,
                r.minimum, r.published_at,
                a.next_change_at
            from session_usage u
            join credit_rates r on r.tenant_id = u.tenant_id and r.id = u.rate_id
            join credit_accounts a on a.tenant_id = u.tenant_id and a.counselor_id = u.counselor_id
            where u.tenant_id = ? and u.session_id = ?
            """;

    private static final String LOCKS = """
            select 1 from session_usage where tenant_id = ? and session_id = ? for no key update;
            select 1 from credit_holds
            where tenant_id = ? and session_id = ? and counselor_id = ? and status = 'active' for no key update;
            select 1 from credit_accounts where tenant_id = ? and counselor_id = ? for no key update;
            """;

    /** Ends the session if nothing has happened to it since it was read, and nothing waits to be posted on its account. */
    private static final String END = """
            with ended as (
                update session_usage set status = 'completed', completed_at = ?, billed_duration_seconds = ?,
                    billed_analysis_count = ?, billed_prompt_tokens = ?, billed_cached_tokens = ?,
                    billed_completion_tokens = ?, billed_cost_usd = ?, billed_unpriced_count = ?, credits_consumed = ?,
                    credit_deducted = true, credit_deducted_at = ?, revision = revision + 1
                where tenant_id = ? and session_id = ? and status = 'in_progress' and revision = ?
                    and not exists (select 1 from credit_accounts
                                    where tenant_id = ? and counselor_id = ? and next_change_at <= ?)
                returning session_id),
            hold as (
                update credit_holds h set status = 'captured', ended_at = ? from ended
                where h.tenant_id = ? and h.session_id = ? and h.counselor_id = ? and h.status = 'active'
                returning h.amount),
            """;

    /** The entry's place in the account, and the entry. */
    private static final String ENTER = """
            place as (
                select c.last_entry_no + 1 as entry_no, c.granted - c.used - ? as balance,
                    greatest(c.last_entry_at, ?) as posted_at, coalesce(c.last_chain_digest, ?) as previous
                from credit_accounts c, ended where c.tenant_id = ? and c.counselor_id = ?),
            entry as (
                insert into credit_logs (tenant_id, id, counselor_id, entry_no, transaction_type, credits_delta, balance_after,
                    session_id, rate_id, rate_snapshot, calculation, idempotency_key, request_digest, actor, reason_code,
                    facts_digest, chain_digest, created_at)
                select ?, ?, ?, entry_no, 'session_fee', ?, balance, ?, ?, cast(? as jsonb), cast(? as jsonb), ?, ?,
                    'ledger', 'session_completed', ?,
                    encode(sha256(convert_to('21:session-ledger-link-1' || '64:' || previous || '64:' || ?
                        || length(entry_no::text) || ':' || entry_no
                        || length(?) || ':' || ?
                        || length(balance::numeric(19, 4)::text) || ':' || balance::numeric(19, 4)
                        || length(micros::text) || ':' || micros, 'UTF8')), 'hex'),
                    posted_at
                from (select place.*, (extract(epoch from posted_at) * 1000000)::bigint as micros from place) placed
                returning entry_no, balance_after, chain_digest, created_at),
            """;

    /** Who pays, in burn order, and what nobody pays. */
    private static final String PAY = """
            purse as (
                select id, remaining, sum(remaining) over (order by priority, expires_at nulls last, entry_no) as reach
                from credit_grants where tenant_id = ? and counselor_id = ? and status = 'active'),
            share as (
                select purse.id, least(purse.remaining, ? - (purse.reach - purse.remaining)) as paid
                from purse, entry where purse.reach - purse.remaining < ?),
            burnt as (
                update credit_grants g set remaining = g.remaining - share.paid,
                    status = case when g.remaining > share.paid then 'active' else 'exhausted' end
                from share where g.tenant_id = ? and g.id = share.id),
            payments as (
                insert into credit_grant_payments (tenant_id, entry_id, grant_id, paid)
                select ?, ?, share.id, share.paid from share, entry),
            debt as (
                insert into credit_debts (tenant_id, entry_id, counselor_id, entry_no, amount, unpaid)
                select ?, ?, ?, entry.entry_no, short.amount, short.amount
                from entry, (select ? - coalesce(sum(paid), 0) as amount from share) short where short.amount > 0
                returning amount),
            alert as (
                insert into credit_alerts (tenant_id, kind, subject, counselor_id, session_id, amount, created_at, next_attempt_at)
                select about.tenant_id, 'shortage', cast(about.session_id as text), about.counselor_id, about.session_id,
                    entry.balance_after, entry.created_at, entry.created_at
                from entry, (select ? as tenant_id, cast(? as uuid) as counselor_id, cast(? as uuid) as session_id) about
                where entry.balance_after < 0
                on conflict (tenant_id, kind, subject) do nothing),
            """;

    private static final String ACCOUNT = """
            account as (
                update credit_accounts c set used = c.used + ?,
                    held = c.held - coalesce((select sum(amount) from hold), 0),
                    last_entry_no = entry.entry_no, last_entry_at = entry.created_at,
                    last_chain_digest = entry.chain_digest
                from entry where c.tenant_id = ? and c.counselor_id = ?
                returning c.granted, c.used, c.held, c.overdraft_limit)
            select entry.entry_no, entry.balance_after, entry.created_at, account.granted, account.used, account.held,
                account.overdraft_limit, coalesce((select sum(amount) from debt), 0) as uncovered
            from entry, account
            """;

    /** Three locks and the work: one round trip, one transaction. */
    static final String SETTLE = LOCKS + END + ENTER + PAY + ACCOUNT;

    /** How many of its statements come before the one that answers. */
    static final int STATEMENTS_BEFORE_ANSWER = 3;

    private SettlementSql() {}
}
