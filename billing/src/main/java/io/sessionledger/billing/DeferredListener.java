package io.sessionledger.billing;

import io.sessionledger.event.LedgerEvent;
import io.sessionledger.event.LedgerListener;
import java.util.function.Consumer;

/**
 * Tells a listener of what happened in a host's transaction once the host has committed it. A verb that failed is told of at once: its failure has happened, whatever
 * becomes of the transaction.
 */
record DeferredListener(LedgerListener listener, Consumer<Runnable> afterCommit) implements LedgerListener {

    @Override
    public void on(LedgerEvent event) {
        if (event instanceof LedgerEvent.Failed) {
            listener.on(event);
        } else {
            afterCommit.accept(() -> listener.on(event));
        }
    }
}
