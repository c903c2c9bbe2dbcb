package io.sessionledger.credit;

import io.sessionledger.GrantId;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.TenantId;

/** The tenant has no grant of this id. Another tenant's grant looks the same: its existence is not revealed. */
public class GrantNotFoundException extends SessionLedgerException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports the miss.
     *
     * @param tenant who asked
     * @param grantId what for
     */
    public GrantNotFoundException(TenantId tenant, GrantId grantId) {
        super("Tenant '" + tenant + "' has no grant " + grantId
                + ". Take the id from CreditReceipt.Granted.grant().id() or from credits().grants(...).");
    }
}
