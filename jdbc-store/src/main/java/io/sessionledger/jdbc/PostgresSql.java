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
            where tenant_id = :tenant_id and session_id = :session_id and counselor_id = :counselor_id and status = 'active'
            for no key update;
            """;

    static final String LOCK_ACCOUNT = """
            select 1 from ${schema}.credit_accounts where tenant_id = :tenant_id and counselor_id = :counselor_id
            for no key update;
            """;

    /** The session as it was read, and not charged yet. */
    static final String IF_UNCHANGED = """
            where tenant_id = :tenant_id and session_id = :session_id and counselor_id = :counselor_id and revision = :seen
                and not credit_deducted
            """;

    /** An account on which nothing has to be posted before it moves. */
    static final String ACCOUNT_IS_READY = """
            exists (select 1 from ${schema}.credit_accounts
                    where tenant_id = :tenant_id and counselor_id = :counselor_id
                        and (next_change_at is null or next_change_at > :entry_at))
            """;

    /** Ends the hold of the session {@code charged}, and tells what that frees. */
    static final String END_HOLD = """
            freed as (
                update ${schema}.credit_holds h set status = '%s', ended_at = %s
                from charged
                where h.tenant_id = :tenant_id and h.session_id = charged.session_id
                    and h.counselor_id = charged.counselor_id and h.status = 'active'
                returning h.amount),
            """;

    /** Lowers the hold of the session {@code charged} by what it is charged, as far as it goes, and tells what that frees. */
    static final String SHRINK_HOLD = """
            freed as (
                update ${schema}.credit_holds h set amount = h.amount - part.amount
                from (
                    select held.id, least(held.amount, -charged.credits_delta) as amount
                    from ${schema}.credit_holds held, charged
                    where held.tenant_id = :tenant_id and held.session_id = charged.session_id
                        and held.counselor_id = charged.counselor_id and held.status = 'active') part
                where h.tenant_id = :tenant_id and h.id = part.id
                returning part.amount),
            """;

    /**
     * What follows a first link {@code charged}, the session with what it is charged by now and its negative {@code credits_delta}, and a second, {@code freed}, with what its hold has let go: the entry, the grants that pay in
     * their order, the debt that they leave, the account, the alert. Answers with the account, the entry's place in it, and what no grant has covered of it. If the first link finds no row, none of these does anything.
     */
    private static final String TAKE_CREDITS = """
            p as (
                select c.*, charged.credits_delta,
                    greatest(coalesce(c.last_entry_at, :entry_at), :entry_at) as posted_at,
                    coalesce((select sum(freed.amount) from freed), 0) as freed
                from ${schema}.credit_accounts c, charged
                where c.tenant_id = :tenant_id and c.counselor_id = :counselor_id),
            entry as (
                ${insert_entry}
                returning tenant_id, id, counselor_id, session_id, entry_no, credits_delta, balance_after, chain_digest, created_at),
            shares as (
                select p.tenant_id, g.id, least(g.remaining, -p.credits_delta - g.before) as paid
                from p, (
                    select x.id, x.remaining, sum(x.remaining) over (
                            order by x.priority, x.expires_at nulls last, x.entry_no) - x.remaining as before
                    from ${schema}.credit_grants x
                    where x.tenant_id = :tenant_id and x.counselor_id = :counselor_id and x.status = 'active') g
                where g.before < -p.credits_delta),
            paying as (
                update ${schema}.credit_grants g set remaining = g.remaining - shares.paid,
                    status = case when g.remaining = shares.paid then 'exhausted' else g.status end
                from shares where g.tenant_id = shares.tenant_id and g.id = shares.id
                returning g.id, shares.paid),
            payments as (
                insert into ${schema}.credit_grant_payments (tenant_id, entry_id, grant_id, paid)
                select entry.tenant_id, entry.id, paying.id, paying.paid from entry, paying),
            debt as (
                insert into ${schema}.credit_debts (tenant_id, entry_id, counselor_id, entry_no, amount, unpaid)
                select entry.tenant_id, entry.id, entry.counselor_id, entry.entry_no, rest.unpaid, rest.unpaid
                from entry, (
                    select -p.credits_delta - coalesce((select sum(shares.paid) from shares), 0) as unpaid from p) rest
                where rest.unpaid > 0
                returning amount),
            account as (
                update ${schema}.credit_accounts c
                set used = c.used - p.credits_delta, held = c.held - p.freed,
                    last_entry_no = entry.entry_no, last_entry_at = entry.created_at,
                    last_chain_digest = entry.chain_digest
                from entry, p where c.tenant_id = :tenant_id and c.counselor_id = :counselor_id
                returning ${account_columns}),
            alert as (
                ${alert})
            select ${account}, entry.entry_no, entry.credits_delta, entry.balance_after, entry.created_at,
                coalesce((select sum(debt.amount) from debt), 0) as uncovered
                ${and_more}
            from charged, entry, account
            """.replace("${insert_entry}", EntrySql.insertFrom("p"))
            .replace("${account_columns}", CreditAccountRow.COLUMNS.from("c"))
            .replace("${alert}", AlertSql.OF_CHARGE)
            .replace("${account}", CreditAccountRow.COLUMNS.prefixed("account"));

    private PostgresSql() {}

    /** The links that take what the first link charges. */
    static String takeCredits() {
        return TAKE_CREDITS.replace("${and_more}", "");
    }

    /** The same, and more to answer from the links before. */
    static String takeCredits(String more) {
        return TAKE_CREDITS.replace("${and_more}", ", " + more);
    }
}
