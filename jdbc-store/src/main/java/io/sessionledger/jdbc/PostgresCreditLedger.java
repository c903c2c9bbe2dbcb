package io.sessionledger.jdbc;

import io.sessionledger.TenantId;
import io.sessionledger.credit.GrantReceipt;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.NewEntry;
import org.jdbi.v3.core.statement.Query;

/** Grants credits on PostgreSQL in one string of statements: account, lock, work. */
final class PostgresCreditLedger extends JdbcCreditLedger {

    /**
     * The entry is inserted first, from the locked account; the account moves by what was really inserted. A used key so does nothing at all, without an
     * error that would spoil a transaction.
     */
    private static final String GRANT = """
            insert into ${schema}.credit_accounts (tenant_id, counselor_id)
            select :tenant_id, :counselor_id
            where not exists (select 1 from ${schema}.credit_logs
                where tenant_id = :tenant_id and idempotency_key = :idempotency_key)
            on conflict (tenant_id, counselor_id) do nothing;
            select 1 from ${schema}.credit_accounts where tenant_id = :tenant_id and counselor_id = :counselor_id
            for no key update;
            with p as (
                select * from ${schema}.credit_accounts where tenant_id = :tenant_id and counselor_id = :counselor_id),
            l as (
                %s
                on conflict (tenant_id, idempotency_key) do nothing
                returning tenant_id, %s),
            a as (
                update ${schema}.credit_accounts c
                set granted = c.granted + l.credits_delta, last_entry_no = l.entry_no, last_entry_at = l.created_at
                from l where c.tenant_id = l.tenant_id and c.counselor_id = l.counselor_id
                returning %s),
            n as (
                insert into ${schema}.credit_log_reasons (tenant_id, credit_log_id, reason, salt)
                select l.tenant_id, l.id, :reason, :salt from l where cast(:reason as text) is not null)
            select %s, %s from l, a
            """.formatted(
                    EntrySql.insert(Database.POSTGRESQL, EntrySql.STATED_DELTA, "p"),
                    CreditLogRow.COLUMNS.from("credit_logs"),
                    CreditAccountRow.COLUMNS.from("c"),
                    CreditLogRow.COLUMNS.prefixed("l"),
                    CreditAccountRow.COLUMNS.prefixed("a"));

    PostgresCreditLedger(Door door) {
        super(door);
    }

    @Override
    public GrantReceipt grant(TenantId tenant, NewEntry entry) {
        return door.string("grant credits to " + entry.counselorId(), handle -> {
            EntrySql.Reason reason = EntrySql.Reason.of(entry);
            Query query = EntrySql.bind(handle.createQuery(GRANT), tenant, entry, null, reason)
                    .bind("reason", reason == null ? null : reason.text())
                    .bind("salt", reason == null ? null : reason.salt());
            return Results.ofLast(
                            3,
                            query,
                            row -> new GrantReceipt(
                                    CreditLogRow.map(row.of("l"), entry.reason()),
                                    CreditAccountRow.map(row.of("a")),
                                    false))
                    .or(() -> PostedEntries.replay(handle, tenant, entry))
                    .orElseThrow(() -> new LedgerStoreException("The grant '" + entry.idempotencyKey()
                            + "' left no entry; something deletes ledger rows."));
        });
    }
}
