package io.sessionledger.billing;

import io.sessionledger.TenantId;

/**
 * The ledger inside one transaction of the host's. A verb that fails leaves nothing of itself behind, and the transaction usable; nothing is committed, rolled
 * back or tried again here. No more thread-safe than the transaction's connection, and of no use after it.
 */
public final class JoinedLedger {

    private final Workplace workplace;

    JoinedLedger(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * {@return the ledger of one tenant, inside the transaction}
     *
     * @param tenant whose ledger it is
     */
    public TenantLedger tenant(TenantId tenant) {
        return new TenantLedger(workplace, tenant);
    }

    /**
     * {@return the ledger of one tenant, inside the transaction}
     *
     * @param tenant whose ledger it is, 1 to 50 characters
     * @throws io.sessionledger.InvalidInputException if the name is blank or too long
     */
    public TenantLedger tenant(String tenant) {
        return tenant(TenantId.of(tenant));
    }
}
