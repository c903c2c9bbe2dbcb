package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.HoldId;
import io.sessionledger.SessionId;
import java.time.Instant;

/**
 * Credits that are set aside for a running session.
 *
 * @param id the hold
 * @param sessionId the session it is for
 * @param counselorId whose credits they are
 * @param amount how many
 * @param placedAt when the first of them were set aside
 * @param expiresAt when the hold ends if the session stays silent; each admission and each record puts it off
 */
public record CreditHold(
        HoldId id, SessionId sessionId, CounselorId counselorId, Credits amount, Instant placedAt, Instant expiresAt) {}
