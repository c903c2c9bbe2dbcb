package io.sessionledger.benchmarks;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** A version of a rate by started minutes, as the settlement by hand reads it. */
record HandRate(
        UUID id,
        String name,
        int version,
        Instant effectiveFrom,
        BigDecimal creditsPerMinute,
        int roundingDecimals,
        String roundingDirection,
        BigDecimal minimum,
        Instant publishedAt) {

    static HandRate of(ResultSet row) throws SQLException {
        return new HandRate(
                row.getObject("rate_id", UUID.class),
                row.getString("name"),
                row.getInt("version"),
                row.getObject("effective_from", OffsetDateTime.class).toInstant(),
                new BigDecimal(row.getString("credits_per_minute")),
                row.getInt("rounding_decimals"),
                row.getString("rounding_direction"),
                row.getBigDecimal("minimum"),
                row.getObject("published_at", OffsetDateTime.class).toInstant());
    }

    /** The snapshot that the ledger entry keeps. Names of rates in the benchmarks need no escapes. */
    String json() {
        return "{\"id\":\"" + id + "\",\"name\":\"" + name + "\",\"version\":" + version + ",\"effective_from\":\""
                + effectiveFrom + "\",\"method\":\"per_started_minute\",\"terms\":{\"credits_per_minute\":\""
                + HandCharge.plain(creditsPerMinute) + "\"},\"rounding_decimals\":" + roundingDecimals
                + ",\"rounding_direction\":\"" + roundingDirection + "\",\"minimum\":\"" + HandCharge.plain(minimum)
                + "\",\"published_at\":\"" + publishedAt + "\"}";
    }

    /** The same, path and text in turn, in the order of the paths. */
    List<String> leaves() {
        return List.of(
                "effective_from",
                effectiveFrom.toString(),
                "id",
                id.toString(),
                "method",
                "per_started_minute",
                "minimum",
                HandCharge.plain(minimum),
                "name",
                name,
                "published_at",
                publishedAt.toString(),
                "rounding_decimals",
                String.valueOf(roundingDecimals),
                "rounding_direction",
                roundingDirection,
                "terms.credits_per_minute",
                HandCharge.plain(creditsPerMinute),
                "version",
                String.valueOf(version));
    }
}
