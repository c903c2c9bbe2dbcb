package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.jdbc.SessionSql.SessionReading;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is wanted of a session and its account, to be decided while both are locked.
 *
 * @param <A> what is answered
 */
sealed interface SessionDemand<A> permits EndDemand, AdmitDemand {

    TenantId tenant();

    SessionId sessionId();

    /** What it is about, for messages. */
    String verb();

    /**
     * Decides what is to be done, which is partly the host's code. The step that it answers does it, in memory; it is empty, and then nothing is done, if it takes more than a step: because somebody else holds the account,
     * because something has to be posted on the account first, because credits are given back, or because they are not there.
     *
     * @param reading the session as it is, locked
     */
    Function<LockedSessions, Optional<A>> decide(SessionReading reading);
}
