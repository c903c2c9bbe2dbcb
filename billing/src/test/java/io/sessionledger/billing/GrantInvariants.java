package io.sessionledger.billing;

import static io.sessionledger.billing.Invariants.none;

/** The part of the {@link Invariants} that is about holds, grants, and who has paid for what. */
final class GrantInvariants {

    private static final String HELD_THAT_IS_NOT_THE_HOLDS = """
        select a.*, h.amount from credit_accounts a
        left join (select tenant_id, counselor_id, sum(amount) as amount from credit_holds
            where tenant_id = :tenant and status = 'active' group by tenant_id, counselor_id) h
        on h.tenant_id = a.tenant_id and h.counselor_id = a.counselor_id
        where a.tenant_id = :tenant and a.held <> coalesce(h.amount, 0)
        """;

    private static final String HOLDS_THAT_DO_NOT_FIT_THEIR_SESSIONS = """
        select * from credit_holds h
        join session_usage u on u.tenant_id = h.tenant_id and u.session_id = h.session_id and u.counselor_id = h.counselor_id
        where h.tenant_id = :tenant and ((h.status = 'active' and u.status <> 'in_progress')
            or (h.status = 'captured' and u.status <> 'completed'))
        """;

    private static final String SESSIONS_WITH_SEVERAL_HOLDS = """
        select session_id from credit_holds where tenant_id = :tenant and status = 'active'
        group by session_id, counselor_id having count(*) > 1
        """;

    private static final String BALANCES_THAT_GRANTS_AND_DEBTS_CONTRADICT = """
        select a.*, g.remaining, d.unpaid from credit_accounts a
        left join (select tenant_id, counselor_id, sum(remaining) as remaining from credit_grants
            where tenant_id = :tenant and status = 'active' group by tenant_id, counselor_id) g
        on g.tenant_id = a.tenant_id and g.counselor_id = a.counselor_id
        left join (select tenant_id, counselor_id, sum(unpaid) as unpaid from credit_debts
            where tenant_id = :tenant group by tenant_id, counselor_id) d
        on d.tenant_id = a.tenant_id and d.counselor_id = a.counselor_id
        where a.tenant_id = :tenant and (
            coalesce(g.remaining, 0) <> case when a.granted > a.used then a.granted - a.used else 0 end
            or coalesce(d.unpaid, 0) <> case when a.used > a.granted then a.used - a.granted else 0 end)
        """;

    /** A scheduled grant has no entry yet, one that was voided before its time never gets one; all others came by the entry of their id. */
    private static final String GRANTS_THAT_THEIR_ENTRIES_CONTRADICT = """
        select * from credit_grants g
        left join credit_logs c on c.tenant_id = g.tenant_id and c.id = g.id
        where g.tenant_id = :tenant and not case
            when g.entry_no is null then c.id is null and g.status in ('scheduled', 'voided')
            else c.id is not null and c.counselor_id = g.counselor_id and c.entry_no = g.entry_no
                and ((c.transaction_type = g.grant_type and c.credits_delta = g.amount)
                    or (c.transaction_type in ('refund', 'reprice') and g.grant_type = 'compensation'
                        and c.credits_delta >= g.amount)) end
        """;

    /** What of each grant that took effect is neither there nor paid was lost: it ran out of time, or was voided. */
    private static final String FATES = """
        select g.*, g.amount - g.remaining - coalesce(p.paid, 0) + coalesce(r.returned, 0) as lost
        from credit_grants g
        left join (select tenant_id, grant_id, sum(paid) as paid from credit_grant_payments
            where tenant_id = :tenant group by tenant_id, grant_id) p
        on p.tenant_id = g.tenant_id and p.grant_id = g.id
        left join (select tenant_id, grant_id, sum(amount) as returned from credit_grant_returns
            where tenant_id = :tenant and entry_id <> grant_id group by tenant_id, grant_id) r
        on r.tenant_id = g.tenant_id and r.grant_id = g.id
        where g.tenant_id = :tenant and g.entry_no is not null
        """;

    private static final String GRANTS_THAT_LOST_WHAT_THEY_MUST_NOT = "select * from (" + FATES + """
        ) f where f.lost < 0 or (f.lost > 0 and f.expires_at is null and f.status <> 'voided')
        """;

    private static final String LOSSES_THAT_THE_LEDGER_CONTRADICTS =
            "select a.counselor_id, f.lost, c.lost from credit_accounts a left join (select counselor_id, sum(lost) as"
                    + " lost from ("
                    + FATES + """
                    ) g group by counselor_id) f
                    on f.counselor_id = a.counselor_id
                    left join (select counselor_id, -sum(credits_delta) as lost from credit_logs
                        where tenant_id = :tenant and (transaction_type = 'expiry' or reason_code = 'grant_voided')
                        group by counselor_id) c
                    on c.counselor_id = a.counselor_id
                    where a.tenant_id = :tenant and coalesce(f.lost, 0) <> coalesce(c.lost, 0)
                    """;

    /**
     * For each entry: what it took, who has paid, and what is owed. The debt says how much nobody could pay at first, so that at least the rest was paid at once; less than all
     * is accounted for only where a refund has forgiven part of a session's debt.
     */
    private static final String ENTRIES_THAT_ARE_PAID_WRONGLY = """
        select * from (
            select c.*, case when c.credits_delta < 0 and c.transaction_type <> 'expiry'
                    and c.reason_code <> 'grant_voided' then -c.credits_delta else 0 end as taken,
                coalesce(p.paid, 0) as paid, coalesce(d.amount, 0) as debt, coalesce(d.unpaid, 0) as unpaid,
                d.entry_no as debt_no, d.counselor_id as debtor
            from credit_logs c
            left join (select tenant_id, entry_id, sum(paid) as paid from credit_grant_payments
                where tenant_id = :tenant group by tenant_id, entry_id) p
            on p.tenant_id = c.tenant_id and p.entry_id = c.id
            left join credit_debts d on d.tenant_id = c.tenant_id and d.entry_id = c.id
            where c.tenant_id = :tenant) e
        where e.paid + e.unpaid > e.taken or e.paid < e.taken - e.debt
            or (e.session_id is null and e.paid + e.unpaid <> e.taken)
            or e.debt_no <> e.entry_no or e.debtor <> e.counselor_id
        """;

    /** What a session has consumed was paid by grants and not returned, or is still owed. */
    private static final String SESSIONS_THAT_ARE_PAID_WRONGLY = """
        select * from session_usage u
        left join (
            select c.tenant_id, c.session_id, sum(coalesce(p.kept, 0) + coalesce(d.unpaid, 0)) as covered
            from credit_logs c
            left join (select tenant_id, entry_id, sum(paid - returned) as kept from credit_grant_payments
                where tenant_id = :tenant group by tenant_id, entry_id) p
            on p.tenant_id = c.tenant_id and p.entry_id = c.id
            left join credit_debts d on d.tenant_id = c.tenant_id and d.entry_id = c.id
            where c.tenant_id = :tenant and c.session_id is not null group by c.tenant_id, c.session_id) e
        on e.tenant_id = u.tenant_id and e.session_id = u.session_id
        where u.tenant_id = :tenant and u.credits_consumed <> coalesce(e.covered, 0)
        """;

    private static final String PAYMENTS_ACROSS_ACCOUNTS = """
        select * from (
            select tenant_id, entry_id, grant_id from credit_grant_payments where tenant_id = :tenant
            union all
            select tenant_id, entry_id, grant_id from credit_grant_returns where tenant_id = :tenant) p
        join credit_logs c on c.tenant_id = p.tenant_id and c.id = p.entry_id
        join credit_grants g on g.tenant_id = p.tenant_id and g.id = p.grant_id
        where g.counselor_id <> c.counselor_id
        """;

    /** What was returned of a session's payments is what its refunds say they gave back. */
    private static final String RETURNS_THAT_DO_NOT_MATCH = """
        select c.session_id, sum(coalesce(p.returned, 0)) as returned, sum(coalesce(r.amount, 0)) as given_back
        from credit_logs c
        left join (select tenant_id, entry_id, sum(returned) as returned from credit_grant_payments
            where tenant_id = :tenant group by tenant_id, entry_id) p
        on p.tenant_id = c.tenant_id and p.entry_id = c.id
        left join (select tenant_id, entry_id, sum(amount) as amount from credit_grant_returns
            where tenant_id = :tenant group by tenant_id, entry_id) r
        on r.tenant_id = c.tenant_id and r.entry_id = c.id
        where c.tenant_id = :tenant group by c.session_id
        having sum(coalesce(p.returned, 0)) <> sum(coalesce(r.amount, 0))
        """;

    private static final String REFUNDS_THAT_GAVE_BACK_TOO_MUCH = """
        select * from credit_logs c
        join (select tenant_id, entry_id, sum(amount) as amount,
                sum(case when entry_id = grant_id then amount else 0 end) as compensation
            from credit_grant_returns where tenant_id = :tenant group by tenant_id, entry_id) r
        on r.tenant_id = c.tenant_id and r.entry_id = c.id
        left join credit_grants g on g.tenant_id = c.tenant_id and g.id = c.id
        where c.tenant_id = :tenant and (c.transaction_type not in ('refund', 'reprice') or r.amount > c.credits_delta
            or r.compensation <> coalesce(g.amount, 0))
        """;

    private GrantInvariants() {}

    static void hold(TenantTables tables) {
        none(tables, "I4: held credits that are not the sum of the holds", HELD_THAT_IS_NOT_THE_HOLDS);
        none(tables, "I4: holds that do not fit their sessions", HOLDS_THAT_DO_NOT_FIT_THEIR_SESSIONS);
        none(tables, "I4: sessions with several holds", SESSIONS_WITH_SEVERAL_HOLDS);
        none(tables, "I10: balances that grants or debts contradict", BALANCES_THAT_GRANTS_AND_DEBTS_CONTRADICT);
        none(tables, "grants that their entries contradict", GRANTS_THAT_THEIR_ENTRIES_CONTRADICT);
        none(tables, "grants that lost what they must not", GRANTS_THAT_LOST_WHAT_THEY_MUST_NOT);
        none(tables, "losses that the ledger contradicts", LOSSES_THAT_THE_LEDGER_CONTRADICTS);
        none(tables, "entries that are paid wrongly", ENTRIES_THAT_ARE_PAID_WRONGLY);
        none(tables, "sessions that are paid wrongly", SESSIONS_THAT_ARE_PAID_WRONGLY);
        none(tables, "payments from one account to another", PAYMENTS_ACROSS_ACCOUNTS);
        none(tables, "returns that do not match", RETURNS_THAT_DO_NOT_MATCH);
        none(tables, "refunds that gave back too much", REFUNDS_THAT_GAVE_BACK_TOO_MUCH);
    }
}
