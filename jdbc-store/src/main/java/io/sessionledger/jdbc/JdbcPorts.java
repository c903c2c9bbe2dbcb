package io.sessionledger.jdbc;

import io.sessionledger.store.AnalysisLogRepository;
import io.sessionledger.store.CreditLedger;
import io.sessionledger.store.CreditRates;
import io.sessionledger.store.SessionUsageTracker;
import io.sessionledger.store.UsageRepository;

/** All ports behind one door. */
record JdbcPorts(
        SessionUsageTracker sessions,
        UsageRepository usage,
        AnalysisLogRepository analysisLogs,
        CreditLedger credits,
        CreditRates rates) {

    static JdbcPorts behind(Door door, Database database, ContentColumns content) {
        return switch (database) {
            case POSTGRESQL ->
                of(
                        door,
                        database,
                        content,
                        new PostgresSessionUsageTracker(door, content),
                        new PostgresCreditLedger(door));
            case H2 -> of(door, database, content, new H2SessionUsageTracker(door, content), new H2CreditLedger(door));
        };
    }

    private static JdbcPorts of(
            Door door, Database database, ContentColumns content, SessionUsageTracker sessions, CreditLedger credits) {
        return new JdbcPorts(
                sessions,
                new JdbcUsageRepository(door),
                new JdbcAnalysisLogRepository(door, content),
                credits,
                new JdbcCreditRates(door, database));
    }
}
