package io.sessionledger.examples.server.desk;

import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import io.sessionledger.examples.server.host.Counselor;
import io.sessionledger.examples.server.host.HostSession;
import io.sessionledger.examples.server.host.HostTransaction;
import io.sessionledger.examples.server.security.Caller;
import java.util.Optional;

/** Finds what a caller may touch. What is beyond their reach is, for them, not there. */
final class Access {

    private Access() {}

    static HostSession session(HostTransaction transaction, Caller caller, SessionId id) {
        return findSession(transaction, caller, id).orElseThrow(() -> new NotFoundException("session", id));
    }

    static Optional<HostSession> findSession(HostTransaction transaction, Caller caller, SessionId id) {
        return transaction.sessions().find(id).filter(session -> caller.reaches(session.counselorId()));
    }

    static Counselor counselor(HostTransaction transaction, Caller caller, CounselorId id) {
        return transaction
                .counselors()
                .find(id)
                .filter(counselor -> caller.reaches(counselor.id()))
                .orElseThrow(() -> new NotFoundException("counselor", id));
    }

    static void wholeTenant(Caller caller, String what) {
        if (caller.counselor().isPresent()) {
            throw new NotAllowedException(
                    "This token is bound to one counselor; " + what + " needs one of the whole tenant.");
        }
    }
}
