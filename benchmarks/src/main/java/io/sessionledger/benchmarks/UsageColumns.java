package io.sessionledger.benchmarks;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.RateId;
import io.sessionledger.SessionId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UnchargedReason;
import io.sessionledger.session.UsageFigures;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A session's usage row, read by position as one does by hand: all of it, for whoever answers with it has to have read it. */
final class UsageColumns {

    /** How many there are. */
    static final int COUNT = 27;

    private static final String NAMES = """
            session_id counselor_id status started_at completed_at
            duration_seconds analysis_count total_prompt_tokens total_cached_tokens total_completion_tokens
            estimated_cost_usd unpriced_analysis_count stated_duration_seconds
            billed_duration_seconds billed_analysis_count billed_prompt_tokens billed_cached_tokens
            billed_completion_tokens billed_cost_usd billed_unpriced_count
            credits_consumed credit_deducted credit_deducted_at uncharged_reason rate_name rate_id revision""";

    private static final int COUNTED = 6;
    private static final int STATED = 13;
    private static final int BILLED = 14;
    private static final int CREDITS = 21;

    private UsageColumns() {}

    static String from(String alias) {
        return Stream.of(NAMES.split("\\s+")).map(name -> alias + "." + name).collect(Collectors.joining(", "));
    }

    /** Null if the first column, and so the row, is. */
    static @Nullable SessionUsage map(ResultSet row) throws SQLException {
        UUID session = row.getObject(1, UUID.class);
        return session == null ? null : map(session, row);
    }

    private static SessionUsage map(UUID session, ResultSet row) throws SQLException {
        String uncharged = row.getString(CREDITS + 3);
        UUID rate = row.getObject(CREDITS + 5, UUID.class);
        return new SessionUsage(
                SessionId.of(session),
                CounselorId.of(row.getObject(2, UUID.class)),
                SessionStatus.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                row.getObject(4, OffsetDateTime.class).toInstant(),
                instant(row, 5),
                figures(row, COUNTED, row.getBigDecimal(COUNTED)),
                seconds(row.getBigDecimal(STATED)),
                billed(row),
                new Credits(row.getBigDecimal(CREDITS)),
                row.getBoolean(CREDITS + 1),
                instant(row, CREDITS + 2),
                uncharged == null ? null : UnchargedReason.valueOf(uncharged.toUpperCase(Locale.ROOT)),
                row.getString(CREDITS + 4),
                rate == null ? null : RateId.of(rate),
                row.getLong(CREDITS + 6));
    }

    private static @Nullable UsageFigures billed(ResultSet row) throws SQLException {
        BigDecimal duration = row.getBigDecimal(BILLED);
        return duration == null ? null : figures(row, BILLED, duration);
    }

    private static UsageFigures figures(ResultSet row, int first, BigDecimal duration) throws SQLException {
        return new UsageFigures(
                Duration.ofMillis(duration.movePointRight(3).longValueExact()),
                row.getLong(first + 1),
                TokenUsage.of(row.getLong(first + 2), row.getLong(first + 3), row.getLong(first + 4)),
                new Usd(row.getBigDecimal(first + 5)),
                row.getLong(first + 6));
    }

    private static @Nullable Duration seconds(@Nullable BigDecimal seconds) {
        return seconds == null
                ? null
                : Duration.ofMillis(seconds.movePointRight(3).longValueExact());
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
