package io.sessionledger.examples.server.desk;

import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import io.sessionledger.billing.MaintenanceTerms.LeftOpen;
import java.time.Instant;

/**
 * A session in progress.
 *
 * @param sessionId the session
 * @param counselorId whose it is
 * @param startedAt when it started
 * @param lastSignAt when something was last recorded to it; when the ledger heard of it, if nothing ever was
 * @param leftOpenAt from when on it counts as left open, unless something is recorded before
 * @param leftOpen what maintenance makes of it then
 */
public record OpenSession(
        SessionId sessionId,
        CounselorId counselorId,
        Instant startedAt,
        Instant lastSignAt,
        Instant leftOpenAt,
        LeftOpen leftOpen) {}
