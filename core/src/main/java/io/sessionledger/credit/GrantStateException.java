package io.sessionledger.credit;

import io.sessionledger.GrantId;
import io.sessionledger.SessionLedgerException;

/** The request does not fit where the grant stands. Nothing was changed. */
public class GrantStateException extends SessionLedgerException {

    private static final long serialVersionUID = 1L;

    /** Where the grant stands. */
    private final GrantStatus status;

    /**
     * Reports the refusal.
     *
     * @param grantId the grant
     * @param status where it stands
     * @param problem what was asked for, and what to do instead
     */
    public GrantStateException(GrantId grantId, GrantStatus status, String problem) {
        super("Grant " + grantId + " is " + status.code() + ": " + problem);
        this.status = status;
    }

    /** {@return where the grant stands} */
    public GrantStatus status() {
        return status;
    }
}
