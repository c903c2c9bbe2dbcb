package io.sessionledger.jdbc;

import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.GrantReceipt;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.NewEntry;
import java.util.Optional;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** Grants credits on H2 in a short transaction that locks the account. */
final class H2CreditLedger extends JdbcCreditLedger {

    H2CreditLedger(Door door) {
        super(door);
    }

    @Override
    public GrantReceipt grant(TenantId tenant, NewEntry entry) {
        return door.transaction("grant credits to " + entry.counselorId(), handle -> {
            H2Inserts.account(handle, tenant, entry.counselorId());
            Optional<GrantReceipt> replayed = PostedEntries.replay(handle, tenant, entry);
            if (replayed.isPresent()) {
                return replayed.get();
            }
            CreditAccount account;
            try {
                account = H2Inserts.entry(handle, tenant, entry, null);
            } catch (UnableToExecuteStatementException e) {
                // another account's grant took the key meanwhile; this account's lock did not keep it out
                if (SqlErrors.isUniqueViolation(e)) {
                    return PostedEntries.replay(handle, tenant, entry).orElseThrow(() -> e);
                }
                throw e;
            }
            return PostedEntries.replay(handle, tenant, entry)
                    .map(receipt -> new GrantReceipt(receipt.entry(), account, false))
                    .orElseThrow(() -> new LedgerStoreException("The grant '" + entry.idempotencyKey()
                            + "' left no entry; something deletes ledger rows."));
        });
    }
}
