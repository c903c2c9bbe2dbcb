package io.sessionledger.session;

import io.sessionledger.SessionId;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.TenantId;

/**
 * The tenant has no session of this id. Another tenant's session looks the same: its existence is not revealed.
 */
public class SessionNotFoundException extends SessionLedgerException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports the miss.
     *
     * @param tenant who asked
     * @param sessionId what for
     */
    public SessionNotFoundException(TenantId tenant, SessionId sessionId) {
        super("Tenant '" + tenant + "' has no session " + sessionId + ". Start the session first.");
    }
}
