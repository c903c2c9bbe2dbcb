package io.sessionledger.jdbc;

import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.SafetyLevel;
import java.sql.SQLException;
import java.time.Instant;

/** A log that is there, as far as it tells whether it is the one that history means. */
record KnownLog(SessionId sessionId, AnalysisId id, SafetyLevel safetyLevel, int severity, Instant analyzedAt) {

    static final Columns COLUMNS = Columns.of("session_id", "id", "safety_level", "severity", "analyzed_at");

    static KnownLog map(Row row) throws SQLException {
        return new KnownLog(
                SessionId.of(row.uuid("session_id")),
                AnalysisId.of(row.uuid("id")),
                SafetyLevel.ofCode(row.text("safety_level")),
                (int) row.number("severity"),
                row.instant("analyzed_at"));
    }
}
