package io.sessionledger.jdbc;

import io.sessionledger.store.AnalysisLogRepository;
import io.sessionledger.store.CreditLedger;
import io.sessionledger.store.CreditRates;
import io.sessionledger.store.CreditRepository;
import io.sessionledger.store.SessionUsageTracker;
import io.sessionledger.store.UsageRepository;

/** All ports behind one door. */
record JdbcPorts(
        SessionUsageTracker sessions,
        UsageRepository usage,
        AnalysisLogRepository analysisLogs,
        CreditLedger credits,
        CreditRepository accounts,
        CreditRates rates) {

    static JdbcPorts behind(Door door, Database database, ContentColumns content) {
        JdbcCreditRepository accounts = new JdbcCreditRepository(door, database);
        return new JdbcPorts(
                switch (database) {
                    case POSTGRESQL -> new PostgresSessionUsageTracker(door, content);
                    case H2 -> new H2SessionUsageTracker(door, content);
                },
                new JdbcUsageRepository(door),
                new JdbcAnalysisLogRepository(door, content),
                new JdbcCreditLedger(door, database, accounts),
                accounts,
                new JdbcCreditRates(door, database));
    }
}
