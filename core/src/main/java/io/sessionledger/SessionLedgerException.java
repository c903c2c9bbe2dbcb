package io.sessionledger;

/**
 * The root of everything the ledger throws. Unchecked; each message says what happened, to which ids, and what to do about
 * it. No message contains conversation text.
 */
public abstract class SessionLedgerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * An error that the ledger itself found.
     *
     * @param message what happened, to which ids, and what to do
     */
    protected SessionLedgerException(String message) {
        super(message);
    }

    /**
     * An error that something below the ledger reported.
     *
     * @param message what happened, to which ids, and what to do
     * @param cause what was reported
     */
    protected SessionLedgerException(String message, Throwable cause) {
        super(message, cause);
    }
}
