package io.sessionledger.jdbc;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;

/** A past analysis on its way into its row. */
record PastLog(AnalysisInput input, PastTokens tokens, CounselorId counselorId, boolean late) {

    SessionId sessionId() {
        return input.sessionId();
    }

    AnalysisId id() {
        return input.id();
    }

    /** The same under the usage row it belongs to: whose it is, and whether it comes after a bill was made. */
    PastLog under(PastUsage usage) {
        return new PastLog(input, tokens, usage.counselorId(), !usage.historic());
    }

    /** Whether the row that is there says the same. Its texts may have been erased, and are not looked at. */
    boolean agreesWith(KnownLog stored) {
        return stored.safetyLevel() == input.analysis().safetyLevel()
                && stored.severity() == input.analysis().severity()
                && stored.analyzedAt().equals(input.analyzedAt());
    }
}
