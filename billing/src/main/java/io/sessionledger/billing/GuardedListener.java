package io.sessionledger.billing;

import io.sessionledger.event.LedgerEvent;
import io.sessionledger.event.LedgerListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what a listener throws from a verb that is over. */
final class GuardedListener implements LedgerListener {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

    private final LedgerListener listener;

    GuardedListener(LedgerListener listener) {
        this.listener = listener;
    }

    @Override
    public void on(LedgerEvent event) {
        try {
            listener.on(event);
        } catch (Exception e) { // also a checked one, thrown by a listener in a language without them
            LOG.warn(
                    "A ledger listener failed when told of {} ({}), of which nothing changes.",
                    event.verb().code(),
                    event.outcome(),
                    e);
        }
    }
}
