package io.sessionledger.store;

import io.sessionledger.SessionLedgerException;

/** The database could not do what was asked of it. Its own report is the cause. The verb changed nothing, or, where the
 * connection broke during the commit, happened wholly. */
public class LedgerStoreException extends SessionLedgerException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports the failure.
     *
     * @param message what failed, and what to do
     * @param cause what the database reported
     */
    public LedgerStoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Reports a failure that the store itself found.
     *
     * @param message what failed, and what to do
     */
    public LedgerStoreException(String message) {
        super(message);
    }
}
