package io.sessionledger.session;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.RateId;
import io.sessionledger.SessionId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The usage row of one session.
 *
 * @param sessionId the session
 * @param counselorId who runs it and pays for it
 * @param status where it stands
 * @param startedAt when it started; every report counts it, whole, at this instant
 * @param completedAt when it ended; null while it runs
 * @param counted everything recorded so far, late analyses included
 * @param statedDuration the recorded duration the host stated at completion; null if it stated none
 * @param billed what the completion froze for the bill; null unless completed
 * @param creditsConsumed what was charged, net of refunds
 * @param creditDeducted whether the session was settled; stays true after a refund
 * @param creditDeductedAt when it was settled; null if it was not
 * @param unchargedReason why a completed session will never be charged; null for all others
 * @param rateName the name of the rate it is billed by
 * @param rateId the version of that rate pinned at the start; null if none was in force
 * @param revision counts the changes of this row, so that a decision made on what was read can tell whether it still holds
 */
public record SessionUsage(
        SessionId sessionId,
        CounselorId counselorId,
        SessionStatus status,
        Instant startedAt,
        @Nullable Instant completedAt,
        UsageFigures counted,
        @Nullable Duration statedDuration,
        @Nullable UsageFigures billed,
        Credits creditsConsumed,
        boolean creditDeducted,
        @Nullable Instant creditDeductedAt,
        @Nullable UnchargedReason unchargedReason,
        String rateName,
        @Nullable RateId rateId,
        long revision) {

    /**
     * {@return what a bill is made from: the frozen figures of a completed session, otherwise what was counted so far, with
     * the stated duration if there is one}
     */
    public UsageFigures billable() {
        if (billed != null) {
            return billed;
        }
        return statedDuration == null ? counted : counted.withDuration(statedDuration);
    }

    /**
     * The same session billed by other figures, as a policy sees it before it completes.
     *
     * @param figures what is billed
     * @return a copy
     */
    public SessionUsage withBilled(UsageFigures figures) {
        return new SessionUsage(
                sessionId,
                counselorId,
                status,
                startedAt,
                completedAt,
                counted,
                statedDuration,
                figures,
                creditsConsumed,
                creditDeducted,
                creditDeductedAt,
                unchargedReason,
                rateName,
                rateId,
                revision);
    }
}
