package io.sessionledger.store;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartOutcome;
import io.sessionledger.session.StartSession;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.SettlementPlan.NothingDue;
import io.sessionledger.store.SettlementPlan.Uncharged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** What {@link LedgerStore#noop()} answers where others write. */
final class NoopSessionUsageTracker implements SessionUsageTracker {

    private static final CounselorId NOBODY = CounselorId.of(new UUID(0, 0));

    @Override
    public StartOutcome start(TenantId tenant, StartSession start, CreditTerms terms, Instant now) {
        SessionUsage usage = inProgress(start, start.startedAt().orElse(now), UsageFigures.NONE);
        return new StartOutcome(usage, false);
    }

    @Override
    public RecordOutcome record(TenantId tenant, SessionId sessionId, Analysis analysis, Instant now) {
        return new RecordOutcome.Recorded(log(sessionId, analysis), known(sessionId, figures(analysis)));
    }

    @Override
    public List<RecordOutcome> recordAll(TenantId tenant, SessionId sessionId, List<Analysis> analyses, Instant now) {
        return analyses.stream()
                .map(analysis -> record(tenant, sessionId, analysis, now))
                .toList();
    }

    @Override
    public SettledBill end(
            TenantId tenant,
            SessionId sessionId,
            Function<SessionBill, Optional<SettlementPlan>> decision,
            Instant now) {
        SessionUsage running = known(sessionId, UsageFigures.NONE);
        try {
            return end(running, decision);
        } catch (SessionStateException e) { // it is a verb for sessions that have ended
            return end(ended(running, completedForNothing(running)), decision);
        }
    }

    @Override
    public AdmitOutcome admit(
            TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<HoldPlan>> decision, Instant now) {
        SessionUsage running = known(sessionId, UsageFigures.NONE);
        Optional<HoldPlan> ignored = decision.apply(bill(running));
        return new AdmitOutcome.Admitted(running, Optional.empty());
    }

    @Override
    public Optional<SessionBill> raise(TenantId tenant, SessionId sessionId, SettlementPlan.Charged target) {
        return Optional.empty();
    }

    private static SettledBill end(SessionUsage usage, Function<SessionBill, Optional<SettlementPlan>> decision) {
        return decision.apply(bill(usage))
                .map(plan -> new SettledBill(bill(ended(usage, plan)), true))
                .orElseGet(() -> new SettledBill(bill(usage), false));
    }

    private static SessionBill bill(SessionUsage usage) {
        return new SessionBill(usage, null, null, null, Credits.ZERO);
    }

    private static SettlementPlan completedForNothing(SessionUsage usage) {
        Instant at = usage.startedAt();
        return new SettlementPlan(SessionStatus.COMPLETED, at, null, usage.counted(), new NothingDue(), at);
    }

    /** All that is known of a session of which only the id was said. */
    private static SessionUsage known(SessionId sessionId, UsageFigures counted) {
        return inProgress(StartSession.of(sessionId, NOBODY), Instant.EPOCH, counted);
    }

    private static SessionUsage inProgress(StartSession start, Instant startedAt, UsageFigures counted) {
        return new SessionUsage(
                start.sessionId(),
                start.counselorId(),
                SessionStatus.IN_PROGRESS,
                startedAt,
                null,
                counted,
                null,
                null,
                Credits.ZERO,
                false,
                null,
                null,
                start.rateName().orElse(StartSession.STANDARD_RATE),
                null,
                0);
    }

    /** The session as planned, except that nothing is charged and nothing waits. */
    private static SessionUsage ended(SessionUsage usage, SettlementPlan plan) {
        boolean completed = plan.status() == SessionStatus.COMPLETED;
        boolean settled = completed && !(plan.billing() instanceof Uncharged);
        return new SessionUsage(
                usage.sessionId(),
                usage.counselorId(),
                plan.status(),
                usage.startedAt(),
                plan.endedAt(),
                usage.counted(),
                plan.statedDuration(),
                plan.billed(),
                Credits.ZERO,
                settled,
                settled ? plan.now() : null,
                plan.billing() instanceof Uncharged uncharged ? uncharged.reason() : null,
                usage.rateName(),
                null,
                usage.revision() + 1);
    }

    private static UsageFigures figures(Analysis analysis) {
        return new UsageFigures(
                requireNonNullElse(analysis.duration(), Duration.ZERO),
                1,
                requireNonNullElse(analysis.tokens(), TokenUsage.NONE),
                requireNonNullElse(analysis.estimatedCost(), Usd.ZERO),
                analysis.estimatedCost() == null ? 1 : 0);
    }

    private static AnalysisLog log(SessionId sessionId, Analysis analysis) {
        return new AnalysisLog(
                sessionId,
                requireNonNull(analysis.id(), "the analysis needs an id"),
                NOBODY,
                analysis.safetyLevel(),
                analysis.severity(),
                analysis.content(),
                analysis.transcriptLength(),
                analysis.duration(),
                analysis.model(),
                analysis.tokens(),
                analysis.estimatedCost(),
                requireNonNull(analysis.analyzedAt(), "the analysis needs a time"),
                false);
    }
}
