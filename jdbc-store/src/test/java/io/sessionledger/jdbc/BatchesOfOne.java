package io.sessionledger.jdbc;

import io.sessionledger.jdbc.CallLanes.Reply;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.store.AnalysisLogRepository;
import io.sessionledger.store.CreditAlerts;
import io.sessionledger.store.CreditLedger;
import io.sessionledger.store.CreditRates;
import io.sessionledger.store.CreditRepository;
import io.sessionledger.store.DueWork;
import io.sessionledger.store.LedgerStore;
import io.sessionledger.store.RecurringGrants;
import io.sessionledger.store.SessionUsageTracker;
import io.sessionledger.store.UsageRepository;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * A store on PostgreSQL whose records, admissions and ends all go through the statements for batches, those that are alone as well. So every contract can be held to these statements,
 * and to what becomes of what they do not do.
 */
public final class BatchesOfOne implements LedgerStore {

    private final JdbcLedgerStore store;
    private final BatchingSessionUsageTracker sessions;

    private BatchesOfOne(JdbcLedgerStore store) {
        this.store = store;
        PostgresSessionUsageTracker own = (PostgresSessionUsageTracker) store.sessions();
        PostgresSessionUsageTracker tracker =
                new PostgresSessionUsageTracker(own.door, own.content, Optional.of(new SessionBatches(own.door, 0)));
        RecordBatching batching = RecordBatching.DEFAULT;
        this.sessions = new BatchingSessionUsageTracker(
                tracker, new Batches(new RecordBatches(tracker, batching.maxBatch())), batching);
    }

    public static LedgerStore over(DataSource dataSource) {
        return new BatchesOfOne(JdbcLedgerStore.builder(dataSource)
                .recordBatching(RecordBatching.OFF)
                .build());
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
        sessions.close();
        store.close();
    }

    private record Batches(RecordBatches batches) implements CallLanes.Work<RecordLane, AnalysisInput, RecordOutcome> {

        @Override
        public Predicate<AnalysisInput> gate(RecordLane lane) {
            return batches.gate(lane);
        }

        @Override
        public List<Reply<RecordLane, RecordOutcome>> perform(RecordLane lane, List<AnalysisInput> group) {
            return lane instanceof RecordLane.OfWriter ? batches.together(group) : batches.perform(lane, group);
        }
    }
}
