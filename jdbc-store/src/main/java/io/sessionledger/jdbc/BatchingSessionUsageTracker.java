package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.StartOutcome;
import io.sessionledger.session.StartSession;
import io.sessionledger.store.HoldPlan;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SessionUsageTracker;
import io.sessionledger.store.SettlementPlan;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Records in the batches of {@link RecordBatching}; everything else goes its own way. */
final class BatchingSessionUsageTracker implements SessionUsageTracker, AutoCloseable {

    private final PostgresSessionUsageTracker tracker;
    private final CallLanes<RecordLane, AnalysisInput, RecordOutcome> lanes;
    private final InFlight inFlight;
    private final int writers;

    BatchingSessionUsageTracker(PostgresSessionUsageTracker tracker, RecordBatching batching) {
        this(tracker, new RecordBatches(tracker, batching.maxBatch()), batching);
    }

    /**
     * Records in batches.
     *
     * @param batches what becomes of records that go together
     */
    BatchingSessionUsageTracker(
            PostgresSessionUsageTracker tracker,
            CallLanes.Work<RecordLane, AnalysisInput, RecordOutcome> batches,
            RecordBatching batching) {
        this.tracker = tracker;
        this.lanes = new CallLanes<>(batches);
        this.inFlight = new InFlight(batching.maxInFlight(), batching.patience());
        this.writers = batching.writers();
    }

    @Override
    public RecordOutcome record(TenantId tenant, SessionId sessionId, Analysis analysis, Instant now) {
        AnalysisInput input = tracker.input(tenant, sessionId, analysis, now);
        inFlight.enter(input.verb());
        try {
            return lanes.call(lane(tenant, sessionId), input);
        } finally {
            inFlight.leave();
        }
    }

    @Override
    public CompletionStage<RecordOutcome> recordAsync(
            TenantId tenant, SessionId sessionId, Analysis analysis, Instant now, Executor executor) {
        try {
            Objects.requireNonNull(executor, "executor");
            AnalysisInput input = tracker.input(tenant, sessionId, analysis, now);
            inFlight.enterAtOnce(input.verb());
            return lanes.call(lane(tenant, sessionId), input, executor)
                    .whenComplete((outcome, thrown) -> inFlight.leave());
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private RecordLane lane(TenantId tenant, SessionId sessionId) {
        return new RecordLane.OfWriter(tenant, Math.floorMod(sessionId.hashCode(), writers));
    }

    /** Waits until every record has its answer. */
    @Override
    public void close() {
        inFlight.close();
    }

    @Override
    public StartOutcome start(TenantId tenant, StartSession start, CreditTerms terms, Instant now) {
        return tracker.start(tenant, start, terms, now);
    }

    @Override
    public List<RecordOutcome> recordAll(TenantId tenant, SessionId sessionId, List<Analysis> analyses, Instant now) {
        return tracker.recordAll(tenant, sessionId, analyses, now);
    }

    @Override
    public AdmitOutcome admit(
            TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<HoldPlan>> decision, Instant now) {
        return tracker.admit(tenant, sessionId, decision, now);
    }

    @Override
    public SettledBill end(
            TenantId tenant,
            SessionId sessionId,
            Function<SessionBill, Optional<SettlementPlan>> decision,
            Instant now) {
        return tracker.end(tenant, sessionId, decision, now);
    }

    @Override
    public Optional<SessionBill> raise(TenantId tenant, SessionId sessionId, SettlementPlan.Charged target) {
        return tracker.raise(tenant, sessionId, target);
    }
}
