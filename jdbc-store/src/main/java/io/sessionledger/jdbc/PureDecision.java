package io.sessionledger.jdbc;

import io.sessionledger.store.LedgerStoreException;
import java.util.function.Function;

/**
 * A decision about a bill, which is partly the host's code and may be asked while rows are locked, in the thread of whoever takes a group along. So it must not come back to the ledger: it would wait for itself, or write into a transaction that is not its own.
 * Whoever does is told so.
 */
final class PureDecision {

    private static final ThreadLocal<Boolean> ASKED_HERE = ThreadLocal.withInitial(() -> false);

    private PureDecision() {}

    /** The same decision; while it is asked, {@link #requireNone} refuses. */
    static <Q, A> Function<Q, A> of(Function<Q, A> decision) {
        return question -> {
            ASKED_HERE.set(true);
            try {
                return decision.apply(question);
            } finally {
                ASKED_HERE.remove();
            }
        };
    }

    /**
     * Refuses if this thread is asking for a decision.
     *
     * @throws LedgerStoreException if it is
     */
    static void requireNone(String verb) {
        if (ASKED_HERE.get()) {
            throw new LedgerStoreException("A credit policy must not call the ledger, but it wanted to " + verb
                    + ". Decide on what it is handed, and call the ledger before or afterwards.");
        }
    }
}
