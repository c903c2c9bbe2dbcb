package io.sessionledger.billing;

import io.sessionledger.store.AnalysisLogRepository;
import io.sessionledger.store.CreditAlerts;
import io.sessionledger.store.CreditLedger;
import io.sessionledger.store.CreditRates;
import io.sessionledger.store.CreditRepository;
import io.sessionledger.store.DueWork;
import io.sessionledger.store.LedgerStore;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.RecurringGrants;
import io.sessionledger.store.SessionUsageTracker;
import io.sessionledger.store.UsageRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store that records with best effort, says so in the log, and is otherwise as good as the one behind it. */
final class BestEffortStore implements LedgerStore {

    private static final Logger LOG = LoggerFactory.getLogger(BestEffortStore.class);

    private final LedgerStore store;
    private final SessionUsageTracker sessions;

    BestEffortStore(LedgerStore store) {
        this.store = store;
        this.sessions = SessionUsageTracker.bestEffort(store.sessions(), BestEffortStore::warn);
    }

    /** The message names the analysis and what the database calls the error; a stack trace for each minute of an outage would say no more. */
    private static void warn(LedgerStoreException failure) {
        LOG.warn("Lost, unless it is recorded again under its id. {}", failure.getMessage());
    }

    @Override
    public SessionUsageTracker sessions() {
        return sessions;
    }

    @Override
    public UsageRepository usage() {
        return store.usage();
    }

    @Override
    public AnalysisLogRepository analysisLogs() {
        return store.analysisLogs();
    }

    @Override
    public CreditLedger credits() {
        return store.credits();
    }

    @Override
    public CreditRepository accounts() {
        return store.accounts();
    }

    @Override
    public CreditRates rates() {
        return store.rates();
    }

    @Override
    public CreditAlerts alerts() {
        return store.alerts();
    }

    @Override
    public DueWork due() {
        return store.due();
    }

    @Override
    public RecurringGrants recurringGrants() {
        return store.recurringGrants();
    }

    @Override
    public void close() {
        store.close();
    }
}
