package io.sessionledger.benchmarks;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** A session with its rate, as the settlement by hand reads it. */
record HandBill(
        UUID sessionId,
        UUID counselorId,
        String status,
        Instant startedAt,
        BigDecimal duration,
        long analyses,
        long promptTokens,
        long cachedTokens,
        long completionTokens,
        BigDecimal cost,
        long unpriced,
        long revision,
        HandRate rate) {

    static HandBill of(UUID sessionId, ResultSet row) throws SQLException {
        return new HandBill(
                sessionId,
                row.getObject("counselor_id", UUID.class),
                row.getString("status"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getBigDecimal("duration_seconds"),
                row.getLong("analysis_count"),
                row.getLong("total_prompt_tokens"),
                row.getLong("total_cached_tokens"),
                row.getLong("total_completion_tokens"),
                row.getBigDecimal("estimated_cost_usd"),
                row.getLong("unpriced_analysis_count"),
                row.getLong("revision"),
                HandRate.of(row));
    }

    /** What the ledger entry keeps of the arithmetic; nothing in it needs escapes. */
    String json(String credits, String arithmetic) {
        return "{\"duration_seconds\":\"" + HandCharge.plain(duration) + "\",\"analysis_count\":" + analyses
                + ",\"prompt_tokens\":" + promptTokens + ",\"cached_tokens\":" + cachedTokens
                + ",\"completion_tokens\":" + completionTokens + ",\"estimated_cost_usd\":\"" + HandCharge.plain(cost)
                + "\",\"unpriced_analysis_count\":" + unpriced + ",\"credits\":\"" + credits + "\",\"arithmetic\":\""
                + arithmetic + "\"}";
    }

    /** The same, path and text in turn, in the order of the paths. */
    List<String> calculation(String credits, String arithmetic) {
        return List.of(
                "analysis_count",
                String.valueOf(analyses),
                "arithmetic",
                arithmetic,
                "cached_tokens",
                String.valueOf(cachedTokens),
                "completion_tokens",
                String.valueOf(completionTokens),
                "credits",
                credits,
                "duration_seconds",
                HandCharge.plain(duration),
                "estimated_cost_usd",
                HandCharge.plain(cost),
                "prompt_tokens",
                String.valueOf(promptTokens),
                "unpriced_analysis_count",
                String.valueOf(unpriced));
    }
}
