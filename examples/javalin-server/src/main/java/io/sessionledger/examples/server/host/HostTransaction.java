package io.sessionledger.examples.server.host;

import io.sessionledger.TenantId;
import io.sessionledger.billing.TenantLedger;
import org.jdbi.v3.core.Handle;

/** One tenant's tables and its ledger inside one transaction: what they write is committed together or not at all. Of no use after it. */
public final class HostTransaction {

    private final Handle handle;
    private final TenantId tenant;
    private final TenantLedger ledger;

    HostTransaction(Handle handle, TenantId tenant, TenantLedger ledger) {
        this.handle = handle;
        this.tenant = tenant;
        this.ledger = ledger;
    }

    /** {@return the tenant's ledger, joined to this transaction} */
    public TenantLedger ledger() {
        return ledger;
    }

    /** {@return the tenant's counselors} */
    public CounselorTable counselors() {
        return new CounselorTable(handle, tenant);
    }

    /** {@return the tenant's sessions} */
    public SessionTable sessions() {
        return new SessionTable(handle, tenant);
    }

    /** {@return the tenant's own row} */
    public TenantTable tenants() {
        return new TenantTable(handle, tenant);
    }

    /** {@return the tenant's requests that came with a key} */
    public RequestTable requests() {
        return new RequestTable(handle, tenant);
    }
}
