package io.sessionledger.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.session.StartSession;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.SplittableRandom;
import java.util.UUID;
import javax.sql.DataSource;

/** What a fresh JVM runs to say how many milliseconds after its start it had done its first work. */
final class FirstVerb {

    /** Starts a session and records an analysis through the ledger. */
    static final String LEDGER = "ledger";

    /** Inserts one row by JDBC, and knows of no ledger. */
    static final String INSERT = "insert";

    private static final String TENANT = "start-up";

    private static final String ROW =
            "insert into session_usage (tenant_id, session_id, counselor_id) values (?, ?, ?)";

    private FirstVerb() {}

    /** Takes what to do and the URL of a database with the ledger's tables. */
    public static void main(String... args) throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(args[1]);
        config.setMaximumPoolSize(BenchmarkDatabase.POOL);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            if (args[0].equals(LEDGER)) {
                startAndRecord(pool);
            } else {
                insert(pool);
            }
            long started = ManagementFactory.getRuntimeMXBean().getStartTime();
            System.out.println(System.currentTimeMillis() - started);
        }
    }

    private static void startAndRecord(DataSource pool) throws SQLException {
        UUID session = UUID.randomUUID();
        SessionLedger ledger = RecordContest.ledger(pool);
        TenantLedger tenant = ledger.tenant(TENANT);
        var started = tenant.start(StartSession.of(SessionId.of(session), CounselorId.of(1)));
        Recorder.Answer answer = new LedgerRecorder(tenant).record(session, Sample.next(new SplittableRandom()));
        if (started.replayed() || answer.outcome() != Recorder.Outcome.RECORDED) {
            throw new IllegalStateException("the first record was not one: " + answer);
        }
    }

    private static void insert(DataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(ROW)) {
            statement.setString(1, TENANT);
            statement.setObject(2, UUID.randomUUID());
            statement.setObject(3, UUID.randomUUID());
            statement.executeUpdate();
        }
    }
}
