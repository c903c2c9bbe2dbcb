package io.sessionledger.benchmarks;

import io.sessionledger.billing.SessionLedger;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.jdbc.JdbcLedgerStore;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import javax.sql.DataSource;

/** The four ways of recording, each with a tenant, a pool and sessions of its own in the same tables. */
final class RecordContest implements AutoCloseable {

    static final String LEDGER = "ledger";
    static final String BY_HAND = "by hand";
    static final String BEST_STATEMENT = "best statement";
    static final String COPY = "COPY";

    private static final int PAST_SESSIONS = 50;

    private final BenchmarkDatabase database;
    private final int callers;
    private final SessionLedger sessionLedger;
    private final Map<String, RecordJob> jobs = new LinkedHashMap<>();

    private final Contender ledger;
    private final Contender byHand;
    private final Contender bestStatement;
    private final Contender copy;

    RecordContest(BenchmarkDatabase database, int callers) throws SQLException {
        this.database = database;
        this.callers = callers;
        DataSource pool = database.pool();
        this.sessionLedger = ledger(pool);
        this.ledger = contender(LEDGER, pool, new LedgerRecorder(sessionLedger.tenant(tenant(LEDGER))));
        pool = database.pool();
        this.byHand = contender(BY_HAND, pool, new RecordByHand(pool, tenant(BY_HAND)));
        pool = database.pool();
        this.bestStatement = contender(BEST_STATEMENT, pool, new RecordInOneStatement(pool, tenant(BEST_STATEMENT)));
        pool = database.pool(1);
        CopyJob copying = new CopyJob(pool, tenant(COPY), new OpenSessions(pool, tenant(COPY)));
        this.copy = new Contender(COPY, copying, true, CopyJob.ROWS);
        database.analyze();
    }

    /** The ledger with nothing set that has a default. */
    static SessionLedger ledger(DataSource pool) {
        return SessionLedger.builder(JdbcLedgerStore.builder(pool).build())
                .policy(CreditPolicy.chargeAtCompletion())
                .build();
    }

    Contender ledger() {
        return ledger;
    }

    Contender bestStatement() {
        return bestStatement;
    }

    List<Contender> withoutCopy() {
        return List.of(ledger, byHand, bestStatement);
    }

    List<Contender> all() {
        return List.of(ledger, byHand, bestStatement, copy);
    }

    /** Of all but COPY, which counts nothing. */
    void checkBooks() throws SQLException {
        Books books = new Books(database.pool(1));
        for (Entry<String, RecordJob> job : jobs.entrySet()) {
            String tenant = tenant(job.getKey());
            long past = (long) PAST_SESSIONS * RecordJob.RECORDS_A_SESSION;
            books.checkLogs(tenant, past + job.getValue().acknowledged());
            books.check(tenant);
        }
    }

    private Contender contender(String name, DataSource pool, Recorder recorder) throws SQLException {
        PastSessions.make(pool, tenant(name), PAST_SESSIONS, RecordJob.RECORDS_A_SESSION);
        RecordJob job = new RecordJob(recorder, new OpenSessions(pool, tenant(name)), callers);
        jobs.put(name, job);
        return new Contender(name, job);
    }

    private static String tenant(String name) {
        return name.replace(' ', '-');
    }

    @Override
    public void close() {
        sessionLedger.close();
    }
}
