package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.NewEntry;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** What H2 needs several statements for, inside the caller's transaction. */
final class H2Inserts {

    private static final String ADD_ACCOUNT = """
            insert into ${schema}.credit_accounts (tenant_id, counselor_id)
            select cast(:tenant_id as varchar(50)), cast(:counselor_id as uuid)
            where not exists (select 1 from ${schema}.credit_accounts a
                where a.tenant_id = :tenant_id and a.counselor_id = :counselor_id)
            """;

    private static final String LOCK_ACCOUNT = """
            select 1 from ${schema}.credit_accounts a where a.tenant_id = :tenant_id and a.counselor_id = :counselor_id for update
            """;

    private static final String ADD_ENTRY = EntrySql.insert(
            Database.H2,
            EntrySql.STATED_DELTA,
            "${schema}.credit_accounts p where p.tenant_id = :tenant_id and p.counselor_id = :counselor_id");

    private static final String ADD_REASON = """
            insert into ${schema}.credit_log_reasons (tenant_id, credit_log_id, reason, salt)
            values (:tenant_id, :entry_id, :reason, :salt)
            """;

    private static final String MOVE_ACCOUNT = """
            update ${schema}.credit_accounts a set %s, last_entry_no = a.last_entry_no + 1,
                last_entry_at = greatest(coalesce(a.last_entry_at, :entry_at), :entry_at)
            where a.tenant_id = :tenant_id and a.counselor_id = :counselor_id
            """;

    private static final String MOVE_USED =
            MOVE_ACCOUNT.formatted("used = a.used - cast(:credits_delta as numeric(19, 4))");

    private static final String MOVE_GRANTED =
            MOVE_ACCOUNT.formatted("granted = a.granted + cast(:credits_delta as numeric(19, 4))");

    private H2Inserts() {}

    /** Whether the row was inserted; a row of the same key stays as it is. H2 takes back the failed statement alone. */
    static boolean ifAbsent(Update insert) {
        try {
            return insert.execute() == 1;
        } catch (UnableToExecuteStatementException e) {
            if (SqlErrors.isUniqueViolation(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Makes sure that there is an account, and locks it. */
    static void account(Handle handle, TenantId tenant, CounselorId counselorId) {
        var unused = ifAbsent(handle.createUpdate(ADD_ACCOUNT)
                .bind("tenant_id", tenant.value())
                .bind("counselor_id", counselorId.value()));
        handle.createQuery(LOCK_ACCOUNT)
                .bind("tenant_id", tenant.value())
                .bind("counselor_id", counselorId.value())
                .mapTo(Integer.class)
                .one();
    }

    /** Posts an entry to the locked account. */
    static CreditAccount entry(Handle handle, TenantId tenant, NewEntry entry, @Nullable Charge charge) {
        EntrySql.Reason reason = EntrySql.Reason.of(entry);
        EntrySql.bind(handle.createUpdate(ADD_ENTRY), tenant, entry, charge, reason)
                .execute();
        if (reason != null) {
            handle.createUpdate(ADD_REASON)
                    .bind("tenant_id", tenant.value())
                    .bind("entry_id", entry.id().value())
                    .bind("reason", reason.text())
                    .bind("salt", reason.salt())
                    .execute();
        }
        handle.createUpdate(entry.type().movesGranted() ? MOVE_GRANTED : MOVE_USED)
                .bind("tenant_id", tenant.value())
                .bind("counselor_id", entry.counselorId().value())
                .bind("credits_delta", entry.delta().value())
                .bind("entry_at", Bind.instant(entry.at()))
                .execute();
        return JdbcCreditLedger.findAccount(handle, tenant, entry.counselorId())
                .orElseThrow(() -> new LedgerStoreException("account " + entry.counselorId() + " vanished"));
    }
}
