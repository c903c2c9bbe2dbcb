package io.sessionledger.jdbc;

/**
 * The links that PostgreSQL's strings of statements are made of. First come the locks, in the order session, hold, account; then one statement does the work. What waits for
 * a lock would otherwise see its own row as it is and all others as they were.
 */
final class PostgresSql {

    static final String ENSURE_ACCOUNT = """
            insert into ${schema}.credit_accounts (tenant_id, counselor_id) values (:tenant_id, :counselor_id)
            on conflict (tenant_id, counselor_id) do nothing;
            """;

    static final String LOCK_USAGE = """
            select 1 from ${schema}.session_usage where tenant_id = :tenant_id and session_id = :session_id for no key update;
            """;

    static final String LOCK_HOLD = """
            select 1 from ${schema}.credit_holds
            where tenant_id = :tenant_id and session_id = :session_id and status = 'active' for no key update;
            """;

    static final String LOCK_ACCOUNT = """
            select 1 from ${schema}.credit_accounts where tenant_id = :tenant_id and counselor_id = :counselor_id
            for no key update;
            """;

    /** An account on which nothing has to be posted before it moves. */
    static final String ACCOUNT_IS_READY = """
            exists (select 1 from ${schema}.credit_accounts
                    where tenant_id = :tenant_id and counselor_id = :counselor_id
                        and (next_change_at is null or next_change_at > :entry_at))
            """;

    /** Ends the hold of the session {@code s}, and tells what that frees. */
    static final String END_HOLD = """
            h as (
                update ${schema}.credit_holds r set status = '%s', ended_at = %s
                from s where r.tenant_id = :tenant_id and r.session_id = s.session_id and r.status = 'active'
                returning r.amount as freed),
            """;

    /** Lowers the hold of the session {@code s} by what it is charged, as far as it goes, and tells what that frees. */
    static final String SHRINK_HOLD = """
            h as (
                update ${schema}.credit_holds r set amount = r.amount - o.freed
                from (select x.id, least(x.amount, -s.credits_delta) as freed from ${schema}.credit_holds x, s
                    where x.tenant_id = :tenant_id and x.session_id = s.session_id and x.status = 'active') o
                where r.tenant_id = :tenant_id and r.id = o.id
                returning o.freed),
            """;

    /**
     * When something is due next on an account that a hold has left: at once, if a grant whose time is over had been kept for holds. One look at a few
     * rows, and only where a hold has ended.
     */
    static final String NEXT_CHANGE = """
            case when %1$s > 0 and exists (
                    select 1 from ${schema}.credit_grants k
                    where k.tenant_id = :tenant_id and k.counselor_id = c.counselor_id
                        and k.status in ('active', 'scheduled') and k.expires_at <= %2$s)
                then %2$s else c.next_change_at end
            """;

    /**
     * What follows a first link {@code s}, the session and its negative {@code credits_delta}, and a second, {@code h}, with what its hold has freed: the entry, the grants that pay in
     * their order, the debt that they leave, the account, the alert. If the first link finds no row, none of these does anything.
     */
    static final String TAKE_CREDITS = """
            p as (
                select c.*, s.credits_delta, greatest(coalesce(c.last_entry_at, :entry_at), :entry_at) as posted_at,
                    coalesce((select sum(h.freed) from h), 0) as freed
                from ${schema}.credit_accounts c, s
                where c.tenant_id = :tenant_id and c.counselor_id = s.counselor_id),
            l as (%1$s returning tenant_id, chain_digest, %2$s),
            g as (
                select r.id, least(r.remaining, -p.credits_delta - r.paid_before) as paid
                from p, (
                    select x.id, x.remaining, sum(x.remaining) over (
                            order by x.priority, x.expires_at nulls last, x.entry_no) - x.remaining as paid_before
                    from ${schema}.credit_grants x
                    where x.tenant_id = :tenant_id and x.counselor_id = :counselor_id and x.status = 'active') r
                where r.paid_before < -p.credits_delta),
            b as (
                update ${schema}.credit_grants x set remaining = x.remaining - g.paid,
                    status = case when x.remaining = g.paid then 'exhausted' else x.status end
                from g where x.tenant_id = :tenant_id and x.id = g.id
                returning x.id, g.paid),
            y as (
                insert into ${schema}.credit_grant_payments (tenant_id, entry_id, grant_id, paid)
                select l.tenant_id, l.id, b.id, b.paid from l, b),
            d as (
                insert into ${schema}.credit_debts (tenant_id, entry_id, counselor_id, entry_no, amount, unpaid)
                select l.tenant_id, l.id, l.counselor_id, l.entry_no, o.unpaid, o.unpaid
                from l, (select -p.credits_delta - coalesce((select sum(g.paid) from g), 0) as unpaid from p) o
                where o.unpaid > 0),
            a as (
                update ${schema}.credit_accounts c
                set used = c.used - p.credits_delta, held = c.held - p.freed, next_change_at = %3$s,
                    last_entry_no = l.entry_no, last_entry_at = l.created_at, last_chain_digest = l.chain_digest
                from l, p where c.tenant_id = l.tenant_id and c.counselor_id = l.counselor_id
                returning %4$s),
            t as (
                %5$s select l.tenant_id, cast(:alert_id as uuid), 'shortage', l.counselor_id, l.session_id, l.created_at
                from l where l.balance_after < 0
                on conflict (tenant_id, session_id, kind) do nothing)
            select %6$s, %7$s, %8$s from s, l, a
            """.formatted(
                    EntrySql.insertFrom("p"),
                    CreditLogRow.COLUMNS.from("credit_logs"),
                    NEXT_CHANGE.formatted("p.freed", "p.posted_at"),
                    CreditAccountRow.COLUMNS.from("c"),
                    SessionSql.ADD_ALERT,
                    SessionUsageRow.COLUMNS.prefixed("s"),
                    CreditLogRow.COLUMNS.prefixed("l"),
                    CreditAccountRow.COLUMNS.prefixed("a"));

    private PostgresSql() {}
}
