package io.sessionledger.jdbc;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.AnalysisContent;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import java.math.BigDecimal;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The table {@code session_analysis_logs}. */
final class AnalysisLogRow {

    static final Columns COLUMNS = Columns.of(
            "session_id",
            "id",
            "counselor_id",
            "safety_level",
            "severity",
            "display_text",
            "action_suggestion",
            "rag_documents",
            "rag_sources",
            "transcript_length",
            "duration_seconds",
            "model_used",
            "prompt_tokens",
            "cached_tokens",
            "completion_tokens",
            "estimated_cost_usd",
            "analyzed_at",
            "late");

    private AnalysisLogRow() {}

    static AnalysisLog map(Row row) throws SQLException {
        Long transcriptLength = row.numberOrNull("transcript_length");
        BigDecimal cost = row.decimalOrNull("estimated_cost_usd");
        return new AnalysisLog(
                SessionId.of(row.uuid("session_id")),
                AnalysisId.of(row.uuid("id")),
                CounselorId.of(row.uuid("counselor_id")),
                SafetyLevel.ofCode(row.text("safety_level")),
                (int) row.number("severity"),
                new AnalysisContent(
                        row.textOrNull("display_text"),
                        row.textOrNull("action_suggestion"),
                        row.textOrNull("rag_documents"),
                        row.textOrNull("rag_sources")),
                transcriptLength == null ? null : transcriptLength.intValue(),
                row.secondsOrNull("duration_seconds"),
                row.textOrNull("model_used"),
                tokens(row),
                cost == null ? null : Usd.of(cost),
                row.instant("analyzed_at"),
                row.flag("late"));
    }

    private static @Nullable TokenUsage tokens(Row row) throws SQLException {
        Long prompt = row.numberOrNull("prompt_tokens");
        Long cached = row.numberOrNull("cached_tokens");
        Long completion = row.numberOrNull("completion_tokens");
        if (prompt == null && cached == null && completion == null) {
            return null;
        }
        return TokenUsage.of(orZero(prompt), orZero(cached), orZero(completion));
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }
}
