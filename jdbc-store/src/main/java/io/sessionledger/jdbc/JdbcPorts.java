package io.sessionledger.jdbc;

import io.sessionledger.store.AnalysisLogRepository;
import io.sessionledger.store.CreditAlerts;
import io.sessionledger.store.CreditLedger;
import io.sessionledger.store.CreditRates;
import io.sessionledger.store.CreditRepository;
import io.sessionledger.store.DueWork;
import io.sessionledger.store.RecurringGrants;
import io.sessionledger.store.SessionUsageTracker;
import io.sessionledger.store.UsageRepository;

/** All ports behind one door. */
record JdbcPorts(
        SessionUsageTracker sessions,
        UsageRepository usage,
        AnalysisLogRepository analysisLogs,
        CreditLedger credits,
        CreditRepository accounts,
        CreditRates rates,
        CreditAlerts alerts,
        DueWork due,
        RecurringGrants recurringGrants) {

    /**
     * @param batching how records go together, where the database is PostgreSQL
     */
    static JdbcPorts behind(Door door, Database database, ContentColumns content, RecordBatching batching) {
        JdbcCreditRepository accounts = new JdbcCreditRepository(door, database);
        return new JdbcPorts(
                switch (database) {
                    case POSTGRESQL -> recording(new PostgresSessionUsageTracker(door, content), batching);
                    case H2 -> new H2SessionUsageTracker(door, content);
                },
                new JdbcUsageRepository(door, database),
                new JdbcAnalysisLogRepository(door, content),
                new JdbcCreditLedger(door, database, accounts),
                accounts,
                new JdbcCreditRates(door, database),
                new JdbcCreditAlerts(door, database),
                new JdbcDueWork(door, database),
                new JdbcRecurringGrants(door, database));
    }

    private static SessionUsageTracker recording(PostgresSessionUsageTracker tracker, RecordBatching batching) {
        return batching.isOff() ? tracker : new BatchingSessionUsageTracker(tracker, batching);
    }

    /** Waits until everything that is under way has its answer. */
    void close() {
        if (sessions instanceof BatchingSessionUsageTracker batching) {
            batching.close();
        }
    }
}
