package io.sessionledger.jdbc;

import io.sessionledger.store.AnalysisLogRepository;
import io.sessionledger.store.CreditAlerts;
import io.sessionledger.store.CreditLedger;
import io.sessionledger.store.CreditRates;
import io.sessionledger.store.CreditRepository;
import io.sessionledger.store.DueWork;
import io.sessionledger.store.JoinedStore;
import io.sessionledger.store.RecurringGrants;
import io.sessionledger.store.SessionUsageTracker;
import io.sessionledger.store.UsageRepository;
import java.util.function.Supplier;

/** The ports behind a joining door. */
record JdbcJoinedStore(JoinedDoor door, JdbcPorts ports) implements JoinedStore {

    @Override
    public <T> T atomically(Supplier<T> steps) {
        return door.call("do several steps as one", handle -> steps.get());
    }

    @Override
    public SessionUsageTracker sessions() {
        return ports.sessions();
    }

    @Override
    public UsageRepository usage() {
        return ports.usage();
    }

    @Override
    public AnalysisLogRepository analysisLogs() {
        return ports.analysisLogs();
    }

    @Override
    public CreditLedger credits() {
        return ports.credits();
    }

    @Override
    public CreditRepository accounts() {
        return ports.accounts();
    }

    @Override
    public CreditRates rates() {
        return ports.rates();
    }

    @Override
    public CreditAlerts alerts() {
        return ports.alerts();
    }

    @Override
    public DueWork due() {
        return ports.due();
    }

    @Override
    public RecurringGrants recurringGrants() {
        return ports.recurringGrants();
    }
}
