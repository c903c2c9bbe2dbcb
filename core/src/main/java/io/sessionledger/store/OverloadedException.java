package io.sessionledger.store;

/**
 * More work waits for the database than the store lets wait, and in the time that the store grants nothing became free. The verb changed nothing. Let the caller try
 * again later, and look at what keeps the database: a lock that is held for long, a pool that is too small, or simply more work than it can do.
 */
public class OverloadedException extends LedgerStoreException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports that there was no room.
     *
     * @param message what was refused, how much waits, and what to do
     */
    public OverloadedException(String message) {
        super(message);
    }
}
