package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.RateId;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UnchargedReason;
import io.sessionledger.session.UsageFigures;
import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code session_usage}. */
final class SessionUsageRow {

    static final Columns COLUMNS = Columns.of(
            "session_id",
            "counselor_id",
            "status",
            "started_at",
            "completed_at",
            "duration_seconds",
            "analysis_count",
            "total_prompt_tokens",
            "total_cached_tokens",
            "total_completion_tokens",
            "estimated_cost_usd",
            "unpriced_analysis_count",
            "stated_duration_seconds",
            "billed_duration_seconds",
            "billed_analysis_count",
            "billed_prompt_tokens",
            "billed_cached_tokens",
            "billed_completion_tokens",
            "billed_cost_usd",
            "billed_unpriced_count",
            "credits_consumed",
            "credit_deducted",
            "credit_deducted_at",
            "uncharged_reason",
            "rate_name",
            "rate_id",
            "revision");

    private SessionUsageRow() {}

    static SessionUsage map(Row row) throws SQLException {
        UUID rateId = row.uuidOrNull("rate_id");
        String uncharged = row.textOrNull("uncharged_reason");
        return new SessionUsage(
                SessionId.of(row.uuid("session_id")),
                CounselorId.of(row.uuid("counselor_id")),
                SessionStatus.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                row.instant("started_at"),
                row.instantOrNull("completed_at"),
                counted(row),
                row.secondsOrNull("stated_duration_seconds"),
                billed(row),
                row.credits("credits_consumed"),
                row.flag("credit_deducted"),
                row.instantOrNull("credit_deducted_at"),
                uncharged == null ? null : UnchargedReason.valueOf(uncharged.toUpperCase(Locale.ROOT)),
                row.text("rate_name"),
                rateId == null ? null : RateId.of(rateId),
                row.number("revision"));
    }

    private static UsageFigures counted(Row row) throws SQLException {
        return new UsageFigures(
                row.seconds("duration_seconds"),
                row.number("analysis_count"),
                TokenUsage.of(
                        row.number("total_prompt_tokens"),
                        row.number("total_cached_tokens"),
                        row.number("total_completion_tokens")),
                row.usd("estimated_cost_usd"),
                row.number("unpriced_analysis_count"));
    }

    private static @Nullable UsageFigures billed(Row row) throws SQLException {
        if (!row.has("billed_duration_seconds")) {
            return null;
        }
        return new UsageFigures(
                row.seconds("billed_duration_seconds"),
                row.number("billed_analysis_count"),
                TokenUsage.of(
                        row.number("billed_prompt_tokens"),
                        row.number("billed_cached_tokens"),
                        row.number("billed_completion_tokens")),
                row.usd("billed_cost_usd"),
                row.number("billed_unpriced_count"));
    }
}
