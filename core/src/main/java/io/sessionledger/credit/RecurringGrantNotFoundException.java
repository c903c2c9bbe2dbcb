package io.sessionledger.credit;

import io.sessionledger.RecurringGrantId;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.TenantId;

/** The tenant has no recurring grant of this id. Another tenant's looks the same: its existence is not revealed. */
public class RecurringGrantNotFoundException extends SessionLedgerException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports the miss.
     *
     * @param tenant who asked
     * @param id what for
     */
    public RecurringGrantNotFoundException(TenantId tenant, RecurringGrantId id) {
        super("Tenant '" + tenant + "' has no recurring grant " + id
                + ". Take the id from credits().repeat(...) or from credits().recurringGrants(...).");
    }
}
