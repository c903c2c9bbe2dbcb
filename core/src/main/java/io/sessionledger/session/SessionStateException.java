package io.sessionledger.session;

import io.sessionledger.SessionId;
import io.sessionledger.SessionLedgerException;

/** The verb does not fit where the session stands. Nothing was changed. */
public class SessionStateException extends SessionLedgerException {

    private static final long serialVersionUID = 1L;

    /** Where the session stands. */
    private final SessionStatus status;

    /**
     * Reports the refusal.
     *
     * @param sessionId the session
     * @param status where it stands
     * @param problem what was asked for, and what to do instead
     */
    public SessionStateException(SessionId sessionId, SessionStatus status, String problem) {
        super("Session " + sessionId + " is " + status.code() + ": " + problem);
        this.status = status;
    }

    /** {@return where the session stands} */
    public SessionStatus status() {
        return status;
    }
}
