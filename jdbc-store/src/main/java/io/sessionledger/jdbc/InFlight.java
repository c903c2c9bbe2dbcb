package io.sessionledger.jdbc;

import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.OverloadedException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many records are under way or wait: never more than there is room for, and none once the store has been closed. First come, first served. */
final class InFlight {

    private final int room;
    private final Duration patience;
    private final Semaphore free;
    private volatile boolean closed;

    InFlight(int room, Duration patience) {
        this.room = room;
        this.patience = patience;
        this.free = new Semaphore(room, true);
    }

    /**
     * Takes a place, for which its caller waits if it has to; each goes back by {@link #leave}.
     *
     * @throws OverloadedException if none became free in time
     * @throws LedgerStoreException if the store is closed, or the thread was interrupted while it waited
     */
    void enter(String verb) {
        try {
            if (closed || !(takesAFreePlace() || free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS))) {
                throw refusal(verb, " after " + patience.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerStoreException(
                    "Could not " + verb + ": interrupted while waiting for room. Nothing was recorded.", e);
        }
        leaveIfClosed(verb);
    }

    /** Takes a place if there is one now. */
    void enterAtOnce(String verb) {
        if (closed || !takesAFreePlace()) {
            throw refusal(verb, "");
        }
        leaveIfClosed(verb);
    }

    /** Nobody who stands in line is overtaken; and who need not wait may have been interrupted. */
    private boolean takesAFreePlace() {
        return !free.hasQueuedThreads() && free.tryAcquire();
    }

    void leave() {
        free.release();
    }

    /** Lets nobody in any more, and waits until everybody has left. */
    void close() {
        closed = true;
        free.acquireUninterruptibly(room);
        free.release(room);
    }

    /** Whoever got in as the store was being closed goes out again: the store may not be there for the answer. */
    private void leaveIfClosed(String verb) {
        if (closed) {
            leave();
            throw refusal(verb, "");
        }
    }

    private LedgerStoreException refusal(String verb, String waited) {
        return closed
                ? new LedgerStoreException("Could not " + verb + ": the ledger's store is closed.")
                : new OverloadedException(
                        "Could not " + verb + ": " + room + " records are in flight already, and none was done"
                                + waited
                                + ". Record it again later under its id. If this happens often the database is too slow for what"
                                + " is asked of it, or something holds its rows; RecordBatching.maxInFlight says how many may wait.");
    }
}
