package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import java.time.Instant;

/**
 * A session whose charge another rate changes.
 *
 * @param sessionId the session
 * @param counselorId whose account is charged
 * @param startedAt when it started
 * @param oldCharge what it was charged altogether, before anything was given back by hand
 * @param newCharge what it is charged by the other rate
 * @param difference what that takes from the account; negative if it gives back, and then no more than has not been given back by hand already
 */
public record RepricedSession(
        SessionId sessionId,
        CounselorId counselorId,
        Instant startedAt,
        Credits oldCharge,
        Credits newCharge,
        Credits difference) {}
