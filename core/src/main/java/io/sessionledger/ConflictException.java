package io.sessionledger;

/**
 * A repeat that says something else than the first call did: another start of the same session, or a used idempotency key
 * with other content. Nothing was changed; what was stored first still holds.
 */
public class ConflictException extends SessionLedgerException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports the contradiction.
     *
     * @param message what is stored, what was asked for, and for which ids
     */
    public ConflictException(String message) {
        super(message);
    }
}
