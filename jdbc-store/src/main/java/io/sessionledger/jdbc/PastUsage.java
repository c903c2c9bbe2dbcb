package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;

/**
 * A usage row as history finds it, locked.
 *
 * @param counselorId whose session it is in the ledger
 * @param running whether it has not ended
 * @param historic whether it was brought in by history: completed, and never billed, so that nothing was frozen
 * @param settled whether credits were charged for it
 */
record PastUsage(CounselorId counselorId, boolean running, boolean historic, boolean settled) {

    static PastUsage of(SessionUsage usage) {
        return new PastUsage(
                usage.counselorId(),
                !usage.status().ended(),
                usage.status() == SessionStatus.COMPLETED && usage.billed() == null,
                usage.creditDeducted());
    }
}
