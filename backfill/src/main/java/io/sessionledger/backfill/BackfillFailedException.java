package io.sessionledger.backfill;

import io.sessionledger.SessionLedgerException;

/** The host's table could not be read. What was written until then is in the ledger; run again for the rest. */
public class BackfillFailedException extends SessionLedgerException {

    private static final long serialVersionUID = 1L;

    BackfillFailedException(String problem, Throwable cause) {
        super(problem, cause);
    }
}
