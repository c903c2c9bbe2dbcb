package io.sessionledger.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The design that the ledger was made to replace: all analyses of a session in one array of its row. PostgreSQL keeps every version of a row whole, so that each
 * entry writes all entries before it once more.
 */
record JsonbDesign(DataSource pool) implements SessionCurve.Appender {

    static final String TABLE = "create table jsonb_sessions (tenant_id varchar(50) not null, id uuid not null, "
            + "logs jsonb not null default '[]', primary key (tenant_id, id))";

    /** Rounds begin alike: what the last one left behind is no part of the next one's work. */
    static final String EMPTY = "truncate jsonb_sessions";

    private static final String TENANT = "jsonb";

    private static final String START = "insert into jsonb_sessions (tenant_id, id) values (?, ?)";

    private static final String APPEND =
            "update jsonb_sessions set logs = logs || cast(? as jsonb) where tenant_id = ? and id = ?";

    private static final String COUNT =
            "select count(*) from jsonb_sessions where tenant_id = ? and jsonb_array_length(logs) <> ?";

    List<UUID> start(int sessions) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(START)) {
            for (int i = 0; i < sessions; i++) {
                UUID id = UUID.randomUUID();
                statement.setString(1, TENANT);
                statement.setObject(2, id);
                statement.executeUpdate();
                ids.add(id);
            }
        }
        return List.copyOf(ids);
    }

    @Override
    public void append(UUID session, Sample sample) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(APPEND)) {
            statement.setString(1, json(sample));
            statement.setString(2, TENANT);
            statement.setObject(3, session);
            if (statement.executeUpdate() != 1) {
                throw new IllegalStateException("no session " + session);
            }
        }
    }

    /**
     * Checks that every session has so many entries.
     *
     * @throws IllegalStateException if not
     */
    void check(int entries) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(COUNT)) {
            statement.setString(1, TENANT);
            statement.setInt(2, entries);
            try (ResultSet counted = statement.executeQuery()) {
                counted.next();
                if (counted.getLong(1) != 0) {
                    throw new IllegalStateException(counted.getLong(1) + " sessions have not " + entries + " entries");
                }
            }
        }
    }

    /** The same facts as a row has. Samples have no character that JSON would want escaped. */
    private static String json(Sample sample) {
        return """
                {"id": "%s", "safety_level": "%s", "severity": %d, "display_text": "%s", "action_suggestion": "%s",
                 "rag_documents": %s, "transcript_length": %d, "duration_seconds": %d, "model_used": "%s",
                 "prompt_tokens": %d, "cached_tokens": %d, "completion_tokens": %d, "estimated_cost_usd": %s}
                """.formatted(
                        sample.id(),
                        sample.level().code(),
                        sample.severity(),
                        sample.displayText(),
                        sample.suggestion(),
                        sample.ragDocuments(),
                        sample.transcriptLength(),
                        Sample.SECONDS,
                        Sample.MODEL,
                        sample.tokens().promptTokens(),
                        sample.tokens().cachedTokens(),
                        sample.tokens().completionTokens(),
                        sample.cost().toPlainString());
    }
}
