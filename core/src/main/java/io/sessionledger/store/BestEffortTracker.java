package io.sessionledger.store;

import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.StartOutcome;
import io.sessionledger.session.StartSession;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/** See {@link SessionUsageTracker#bestEffort}. */
final class BestEffortTracker implements SessionUsageTracker {

    private final SessionUsageTracker tracker;
    private final Consumer<LedgerStoreException> told;

    BestEffortTracker(SessionUsageTracker tracker, Consumer<LedgerStoreException> told) {
        this.tracker = tracker;
        this.told = told;
    }

    @Override
    public StartOutcome start(TenantId tenant, StartSession start, CreditTerms terms, Instant now) {
        return tracker.start(tenant, start, terms, now);
    }

    @Override
    public RecordOutcome record(TenantId tenant, SessionId sessionId, Analysis analysis, Instant now) {
        try {
            return tracker.record(tenant, sessionId, analysis, now);
        } catch (LedgerStoreException e) {
            told.accept(e);
            return lost(sessionId, analysis, e);
        }
    }

    @Override
    public CompletionStage<RecordOutcome> recordAsync(
            TenantId tenant, SessionId sessionId, Analysis analysis, Instant now, Executor executor) {
        return tracker.recordAsync(tenant, sessionId, analysis, now, executor).exceptionally(thrown -> {
            Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
            if (cause instanceof LedgerStoreException e) {
                told.accept(e);
                return lost(sessionId, analysis, e);
            }
            throw thrown instanceof RuntimeException e ? e : new CompletionException(thrown);
        });
    }

    @Override
    public List<RecordOutcome> recordAll(TenantId tenant, SessionId sessionId, List<Analysis> analyses, Instant now) {
        try {
            return tracker.recordAll(tenant, sessionId, analyses, now);
        } catch (LedgerStoreException e) {
            told.accept(e);
            return analyses.stream()
                    .map(analysis -> lost(sessionId, analysis, e))
                    .toList();
        }
    }

    private static RecordOutcome lost(SessionId sessionId, Analysis analysis, LedgerStoreException cause) {
        AnalysisId id = Objects.requireNonNull(analysis.id(), "the analysis needs an id");
        return new RecordOutcome.Lost(sessionId, id, cause);
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
    public AdmitOutcome admit(
            TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<HoldPlan>> decision, Instant now) {
        return tracker.admit(tenant, sessionId, decision, now);
    }

    @Override
    public Optional<SessionBill> raise(TenantId tenant, SessionId sessionId, SettlementPlan.Charged target) {
        return tracker.raise(tenant, sessionId, target);
    }
}
