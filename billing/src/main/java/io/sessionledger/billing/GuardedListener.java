package io.sessionledger.billing;

import io.sessionledger.TenantId;
import io.sessionledger.credit.GrantReceipt;
import io.sessionledger.credit.Settlement;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.StartOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what a listener throws from a verb that has succeeded. */
final class GuardedListener implements LedgerListener {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

    private final LedgerListener listener;

    GuardedListener(LedgerListener listener) {
        this.listener = listener;
    }

    @Override
    public void started(TenantId tenant, StartOutcome outcome) {
        guard(() -> listener.started(tenant, outcome));
    }

    @Override
    public void recorded(TenantId tenant, RecordOutcome outcome) {
        guard(() -> listener.recorded(tenant, outcome));
    }

    @Override
    public void settled(TenantId tenant, Settlement settlement) {
        guard(() -> listener.settled(tenant, settlement));
    }

    @Override
    public void granted(TenantId tenant, GrantReceipt receipt) {
        guard(() -> listener.granted(tenant, receipt));
    }

    private static void guard(Runnable call) {
        try {
            call.run();
        } catch (Exception e) { // also a checked one, thrown by a listener in a language without them
            LOG.warn("A ledger listener failed; what it was told of is stored all the same.", e);
        }
    }
}
