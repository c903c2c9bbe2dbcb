package io.sessionledger.jdbc;

import io.sessionledger.TenantId;
import io.sessionledger.store.LedgerStoreException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes logs by PostgreSQL's COPY, straight into their table: none of them is there, and the lock of the usage rows sees to it that none comes.
 * The one class that knows the driver.
 */
final class PastLogCopy implements PastLogWriter {

    private static final String COPY = """
            copy ${schema}.session_analysis_logs (tenant_id, session_id, id, counselor_id, safety_level, severity,
                display_text, action_suggestion, rag_documents, rag_sources, transcript_length, duration_seconds,
                model_used, prompt_tokens, cached_tokens, completion_tokens, total_tokens, estimated_cost_usd, analyzed_at, late)
            from stdin""";

    /** How many characters go to the server at a time. */
    private static final int SENT_AT_ONCE = 64 * 1024;

    @Override
    public void write(Handle handle, TenantId tenant, List<PastLog> logs) {
        try {
            CopyIn copy = driver(handle).getCopyAPI().copyIn(qualified(handle));
            try {
                CopyText text = new CopyText();
                for (PastLog log : logs) {
                    add(text, tenant, log);
                    if (text.length() >= SENT_AT_ONCE) {
                        send(copy, text);
                    }
                }
                send(copy, text);
                var unused = copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        } catch (SQLException e) {
            throw new CopyFailed(e);
        }
    }

    private static PGConnection driver(Handle handle) throws SQLException {
        if (!handle.getConnection().isWrapperFor(PGConnection.class)) {
            throw new LedgerStoreException(
                    "History is written by PostgreSQL's COPY, but this DataSource's connections do not unwrap to"
                            + " org.postgresql.PGConnection. Use PostgreSQL's own JDBC driver, directly or through a pool that unwraps.");
        }
        return handle.getConnection().unwrap(PGConnection.class);
    }

    private static String qualified(Handle handle) throws SQLException {
        try (var statement = handle.createUpdate(COPY)) {
            return handle.getConfig(SqlStatements.class).getTemplateEngine().render(COPY, statement.getContext());
        }
    }

    private static void send(CopyIn copy, CopyText text) throws SQLException {
        byte[] bytes = text.take().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
    }

    private static void add(CopyText text, TenantId tenant, PastLog log) {
        AnalysisInput input = log.input();
        text.add(tenant.value())
                .add(log.sessionId().value())
                .add(log.id().value())
                .add(log.counselorId().value())
                .add(input.analysis().safetyLevel().code())
                .add(input.analysis().severity())
                .add(input.stored().displayText())
                .add(input.stored().actionSuggestion())
                .add(input.stored().ragDocuments())
                .add(input.stored().ragSources())
                .add(input.analysis().transcriptLength())
                .add(input.seconds())
                .add(input.analysis().model())
                .add(log.tokens().prompt())
                .add(log.tokens().cached())
                .add(log.tokens().completion())
                .add(log.tokens().total())
                .add(input.cost())
                .add(input.analyzedAt())
                .add(log.late())
                .endRow();
    }

    /** What the driver reports, on its way to the door that translates it. */
    private static final class CopyFailed extends JdbiException {

        private static final long serialVersionUID = 1L;

        CopyFailed(SQLException reported) {
            super(reported);
        }
    }
}
