package io.sessionledger.benchmarks;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * The fastest that PostgreSQL takes rows at all: COPY of a thousand at a time through one connection. It counts nothing, notices no repeats and answers
 * nobody; it is the ceiling, not a rival.
 */
final class CopyJob implements Operation {

    /** How many rows go together. */
    static final int ROWS = 1_000;

    private static final String COPY = "copy session_analysis_logs (tenant_id, session_id, counselor_id, late, "
            + SampleBinding.COLUMNS + ") from stdin";

    private final DataSource pool;
    private final String tenant;
    private final OpenSessions sessions;

    CopyJob(DataSource pool, String tenant, OpenSessions sessions) {
        this.pool = pool;
        this.tenant = tenant;
        this.sessions = sessions;
    }

    @Override
    public void by(Caller caller) throws SQLException, IOException {
        StringBuilder rows = new StringBuilder();
        String now = Instant.now().toString();
        UUID session = sessions.next();
        for (int row = 1; row <= ROWS; row++) {
            append(rows, session, Sample.next(caller.random()), now);
            session = row % RecordJob.RECORDS_A_SESSION == 0 ? sessions.next() : session;
        }
        try (Connection connection = pool.getConnection()) {
            long copied =
                    connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY, new StringReader(rows.toString()));
            if (copied != ROWS) {
                throw new IllegalStateException("of " + ROWS + " rows " + copied + " were copied");
            }
        }
    }

    private void append(StringBuilder rows, UUID session, Sample sample, String now) {
        Object[] values = {
            tenant,
            session,
            new UUID(0, 1),
            false,
            sample.id(),
            sample.level().code(),
            sample.severity(),
            sample.displayText(),
            sample.suggestion(),
            sample.ragDocuments(),
            "\\N",
            sample.transcriptLength(),
            Sample.SECONDS,
            Sample.MODEL,
            sample.tokens().promptTokens(),
            sample.tokens().cachedTokens(),
            sample.tokens().completionTokens(),
            sample.tokens().totalTokens(),
            sample.cost().toPlainString(),
            now
        };
        for (int i = 0; i < values.length; i++) {
            rows.append(i == 0 ? "" : "\t").append(values[i]);
        }
        rows.append('\n');
    }
}
