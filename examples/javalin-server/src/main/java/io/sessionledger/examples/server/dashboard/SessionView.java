package io.sessionledger.examples.server.dashboard;

import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.examples.server.host.Counselor;
import io.sessionledger.examples.server.host.HostSession;
import io.sessionledger.report.SafetyDistribution;
import io.sessionledger.session.SessionUsage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One session.
 *
 * @param session as the host knows it
 * @param counselor who runs it
 * @param usage what it used
 * @param split how its analyses split
 * @param level of which level the timeline is, if of one
 * @param analyses one page of the timeline
 * @param next the cursor of the next page
 * @param entries what it moved
 */
record SessionView(
        HostSession session,
        Counselor counselor,
        SessionUsage usage,
        SafetyDistribution split,
        Optional<SafetyLevel> level,
        List<AnalysisView> analyses,
        Optional<String> next,
        List<CreditLog> entries) {

    /** By which rate it was charged, and how that came to what it did. */
    Optional<Charge> charge() {
        return entries.stream()
                .flatMap(entry -> Optional.ofNullable(entry.charge()).stream())
                .reduce((first, last) -> last);
    }

    /** When the first of the analyses that are shown was made. */
    Instant firstAt() {
        return analyses.get(0).log().analyzedAt();
    }

    /** When the last of them was. */
    Instant lastAt() {
        return analyses.get(analyses.size() - 1).log().analyzedAt();
    }

    boolean refundable() {
        return usage.creditsConsumed().isPositive() && usage.creditDeducted();
    }
}
