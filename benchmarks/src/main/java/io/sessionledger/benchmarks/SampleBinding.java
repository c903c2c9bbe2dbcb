package io.sessionledger.benchmarks;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Binds a sample by position, in two runs of parameters: the row that is stored, and what is added to the counters. */
final class SampleBinding {

    /** The columns that {@link #row} fills, behind those that come from the session's row. */
    static final String COLUMNS = """
            id, safety_level, severity, display_text, action_suggestion, rag_documents, rag_sources, transcript_length,
            duration_seconds, model_used, prompt_tokens, cached_tokens, completion_tokens, total_tokens, estimated_cost_usd,
            analyzed_at""";

    static final String PLACES = "?, ?, ?, ?, ?, cast(? as jsonb), cast(? as jsonb), ?, ?, ?, ?, ?, ?, ?, ?, ?";

    /** The counters that {@link #figures} adds to, of the row {@code s}. */
    static final String ADDED = """
            duration_seconds = s.duration_seconds + ?,
            analysis_count = s.analysis_count + 1,
            total_prompt_tokens = s.total_prompt_tokens + ?,
            total_cached_tokens = s.total_cached_tokens + ?,
            total_completion_tokens = s.total_completion_tokens + ?,
            total_tokens = s.total_tokens + ?,
            estimated_cost_usd = s.estimated_cost_usd + ?,
            last_recorded_at = greatest(s.last_recorded_at, ?),
            revision = s.revision + 1""";

    private static final BigDecimal SECONDS = BigDecimal.valueOf(Sample.SECONDS);

    private SampleBinding() {}

    /** Binds the row from parameter {@code at} on; returns the next one's number. */
    static int row(PreparedStatement statement, int at, Sample sample) throws SQLException {
        int next = at;
        statement.setObject(next++, sample.id());
        statement.setString(next++, sample.level().code());
        statement.setInt(next++, sample.severity());
        statement.setString(next++, sample.displayText());
        statement.setString(next++, sample.suggestion());
        statement.setString(next++, sample.ragDocuments());
        statement.setNull(next++, Types.VARCHAR);
        statement.setInt(next++, sample.transcriptLength());
        statement.setBigDecimal(next++, SECONDS);
        statement.setString(next++, Sample.MODEL);
        statement.setLong(next++, sample.tokens().promptTokens());
        statement.setLong(next++, sample.tokens().cachedTokens());
        statement.setLong(next++, sample.tokens().completionTokens());
        statement.setLong(next++, sample.tokens().totalTokens());
        statement.setBigDecimal(next++, sample.cost());
        statement.setObject(next++, OffsetDateTime.now(ZoneOffset.UTC));
        return next;
    }

    /** Binds the figures from parameter {@code at} on; returns the next one's number. */
    static int figures(PreparedStatement statement, int at, Sample sample) throws SQLException {
        int next = at;
        statement.setBigDecimal(next++, SECONDS);
        statement.setLong(next++, sample.tokens().promptTokens());
        statement.setLong(next++, sample.tokens().cachedTokens());
        statement.setLong(next++, sample.tokens().completionTokens());
        statement.setLong(next++, sample.tokens().totalTokens());
        statement.setBigDecimal(next++, sample.cost());
        statement.setObject(next++, OffsetDateTime.now(ZoneOffset.UTC));
        return next;
    }
}
