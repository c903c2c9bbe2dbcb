package io.sessionledger.report;

import io.sessionledger.Credits;
import io.sessionledger.session.UsageFigures;

/**
 * The usage of all sessions that started in a range, whatever became of them. A session belongs, whole, to the instant it started, so the
 * figures of touching ranges add up.
 *
 * @param totalSessions how many sessions
 * @param used what they used, late analyses included: the sums over their analyses. A duration that was stated at completion is billed, but not
 *     part of these
 * @param totalCreditsConsumed what they were charged, net of refunds, as of now
 */
public record UsageStats(long totalSessions, UsageFigures used, Credits totalCreditsConsumed) {}
