package io.sessionledger.billing;

import io.sessionledger.AnalysisId;
import io.sessionledger.ConflictException;
import io.sessionledger.CounselorId;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.Settlement;
import io.sessionledger.event.LedgerEvent;
import io.sessionledger.event.Verb;
import io.sessionledger.report.SafetyDistribution;
import io.sessionledger.report.UsageStats;
import io.sessionledger.session.Completion;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartOutcome;
import io.sessionledger.session.StartSession;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SessionUsageTracker.SettledBill;
import io.sessionledger.store.SettlementPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One tenant's ledger: every verb and every query, with the tenant bound once. Each verb is one atomic, durable step (of a session that is charged as it goes, the charge is a second one after the record), and may
 * be repeated: an analysis, however, is the same again only under the same id. Thread-safe.
 *
 * <p>Every method may also throw {@link io.sessionledger.store.LedgerStoreException} when the database fails; the verb then changed nothing, or, where
 * the connection broke during the commit, may have happened: repeat it, an analysis under its id. Under
 * {@link SessionLedger.Builder#bestEffortRecording()} {@code record} and {@code recordAll} answer that case instead.
 */
public final class TenantLedger {

    private final Workplace workplace;
    private final TenantId tenant;

    TenantLedger(Workplace workplace, TenantId tenant) {
        this.workplace = workplace;
        this.tenant = tenant;
    }

    /** {@return whose ledger this is} */
    public TenantId tenant() {
        return tenant;
    }

    /** {@return the tenant's credit accounts, their grants and holds, and their ledger} */
    public TenantCredits credits() {
        return new TenantCredits(workplace, tenant);
    }

    /** {@return the tenant's credit rates} */
    public TenantRates rates() {
        return new TenantRates(workplace, tenant);
    }

    /**
     * Starts a session: its usage begins at zero and the version of its rate in force at its start is pinned. A repeat that states the same facts
     * gets the first answer.
     *
     * @param start the session, its counselor, and what else the host states
     * @return the usage row, and whether it existed
     * @throws ConflictException if the session was started with other facts
     */
    public StartOutcome start(StartSession start) {
        return workplace.perform(
                tenant,
                Verb.START,
                () -> startOrFindStarted(start),
                (took, outcome) -> new LedgerEvent.Started(tenant, took, outcome));
    }

    private StartOutcome startOrFindStarted(StartSession start) {
        CreditTerms terms = workplace.policy().termsFor(tenant, start.counselorId());
        StartOutcome outcome = workplace.store().sessions().start(tenant, start, terms, workplace.now());
        if (outcome.replayed()) {
            requireSameFacts(start, outcome.usage());
        }
        return outcome;
    }

    private static void requireSameFacts(StartSession start, SessionUsage stored) {
        requireSame(start, "counselor", stored.counselorId(), start.counselorId());
        start.startedAt().ifPresent(at -> requireSame(start, "start", stored.startedAt(), at));
        start.rateName().ifPresent(name -> requireSame(start, "rate", stored.rateName(), name));
    }

    private static void requireSame(StartSession start, String fact, Object stored, Object stated) {
        if (!stored.equals(stated)) {
            throw new ConflictException("Session " + start.sessionId() + " was started with " + fact + " " + stored
                    + ", not " + stated + ". A session's facts cannot be changed; use a new session id.");
        }
    }

    /**
     * Records an analysis: its log and the session's usage, in one step, once for each analysis id. After the session has ended the analysis is stored and
     * counted all the same, marked late, and never billed.
     *
     * @param sessionId the session
     * @param analysis the analysis; without an id it gets a new one, without a time it is made now, without a cost the one that the ledger's model prices
     *     give, if they do
     * @return what that did
     * @throws SessionNotFoundException if the tenant has no such session
     * @throws io.sessionledger.InvalidInputException if a text is too long or a JSON text is not JSON
     */
    public RecordOutcome record(SessionId sessionId, Analysis analysis) {
        return workplace.perform(
                tenant,
                Verb.RECORD,
                () -> new RunningCharge(workplace, tenant)
                        .record(() -> workplace
                                .store()
                                .sessions()
                                .record(tenant, sessionId, identified(analysis), workplace.now())),
                (took, outcome) -> new LedgerEvent.Recorded(tenant, Verb.RECORD, took, List.of(outcome)));
    }

    /**
     * Does what {@link #record} does without keeping the caller: for event loops, and for those with more to record at once than they have threads. Inside a host's transaction it is done at once, in the caller's thread.
     *
     * @param sessionId the session
     * @param analysis the analysis; see {@link #record}
     * @param executor where the database is waited for, at times for other callers too; has threads of its own, none of which waits for a record, and outlives the ledger. Also where what hangs on the stage is run
     * @return what that did. Nothing is thrown: the stage fails with what {@link #record} would throw, with {@link io.sessionledger.store.OverloadedException} at once when there is no room, and with
     *     {@link java.util.concurrent.RejectedExecutionException} where the executor refuses; then the analysis may have been recorded, and can be again under its id
     */
    public CompletionStage<RecordOutcome> recordAsync(SessionId sessionId, Analysis analysis, Executor executor) {
        if (workplace.isJoined()) {
            return Workplace.done(() -> record(sessionId, analysis));
        }
        return workplace.performAsync(
                tenant,
                Verb.RECORD,
                () -> new RunningCharge(workplace, tenant)
                        .record(
                                workplace
                                        .store()
                                        .sessions()
                                        .recordAsync(
                                                tenant, sessionId, identified(analysis), workplace.now(), executor),
                                executor),
                (took, outcome) -> new LedgerEvent.Recorded(tenant, Verb.RECORD, took, List.of(outcome)));
    }

    /**
     * Records several analyses of one session, all or none.
     *
     * @param sessionId the session
     * @param analyses the analyses; one whose id occurs twice is recorded once
     * @return what that did, in the same order; each says the usage with all of them
     * @throws SessionNotFoundException if the tenant has no such session
     * @throws io.sessionledger.InvalidInputException if one cannot be taken; then none was
     */
    public List<RecordOutcome> recordAll(SessionId sessionId, List<Analysis> analyses) {
        return workplace.perform(
                tenant,
                Verb.RECORD_ALL,
                () -> new RunningCharge(workplace, tenant)
                        .recordAll(() -> workplace
                                .store()
                                .sessions()
                                .recordAll(tenant, sessionId, identified(analyses), workplace.now())),
                (took, outcomes) -> new LedgerEvent.Recorded(tenant, Verb.RECORD_ALL, took, outcomes));
    }

    private List<Analysis> identified(List<Analysis> analyses) {
        return analyses.stream().map(this::identified).toList();
    }

    private Analysis identified(Analysis analysis) {
        Analysis withId = analysis.id() == null ? analysis.withId(AnalysisId.of(workplace.newId())) : analysis;
        Analysis complete = withId.analyzedAt() == null ? withId.withAnalyzedAt(workplace.now()) : withId;
        return workplace.pricing().priced(complete);
    }

    /**
     * Asks whether one more analysis may be made, which will add some recorded time. Under rates by tokens or by cost, and under a rate by analyses where several are under way, state
     * figures: {@link #admit(SessionId, UsageFigures)}.
     *
     * @param sessionId the session
     * @param expectedDuration the recorded time that it will add, zero or more; where analyses overlap, that of all that are under way
     * @return whether it may be made
     * @throws SessionNotFoundException if the tenant has no such session
     * @throws SessionStateException if the session is over
     * @throws io.sessionledger.InvalidInputException if the duration is negative, or the session's rate goes by tokens or by cost, of which a duration says nothing
     */
    public AdmitOutcome admit(SessionId sessionId, Duration expectedDuration) {
        return admit(sessionId, () -> Admission.ofDuration(workplace, tenant, expectedDuration));
    }

    /**
     * Asks whether work may go on, before money is spent on it. Under terms that {@linkplain CreditTerms#refuses() refuse}, what the session will owe with that work is set
     * aside, if the counselor's credits and overdraft cover it; a session has one such hold, which each admission raises. Completing the session captures it, cancelling
     * releases it, and after some time of silence it ends by itself, so that the next admission sets the whole need aside again. Under terms that only warn, and as long as no
     * rate is in force or the price of the work is not known, everything is admitted and nothing written.
     *
     * @param sessionId the session
     * @param expected what the work will use, in the figures that the rate goes by; where analyses overlap, the sum of all that are under way
     * @return whether it may go on
     * @throws SessionNotFoundException if the tenant has no such session
     * @throws SessionStateException if the session is over
     */
    public AdmitOutcome admit(SessionId sessionId, UsageFigures expected) {
        return admit(sessionId, () -> new Admission(workplace, tenant, expected, false));
    }

    private AdmitOutcome admit(SessionId sessionId, Supplier<Admission> admission) {
        return workplace.perform(
                tenant,
                Verb.ADMIT,
                () -> workplace.store().sessions().admit(tenant, sessionId, admission.get()::plan, workplace.now()),
                (took, answer) -> new LedgerEvent.Admission(tenant, took, answer));
    }

    /**
     * Completes a session now and settles its bill.
     *
     * @param sessionId the session
     * @return how the bill stands; a repeat gets the first answer
     * @throws SessionNotFoundException if the tenant has no such session
     * @throws SessionStateException if it was cancelled or has failed
     */
    public Settlement complete(SessionId sessionId) {
        return complete(sessionId, Completion.NOW);
    }

    /**
     * Completes a session and settles its bill: what it used is frozen and charged, exactly once. Where no rate was in force at its start it completes all the same, stays
     * unsettled, and an alert is written.
     *
     * @param sessionId the session
     * @param completion when it ended and how long it was; ignored on a repeat
     * @return how the bill stands; a repeat gets the first answer
     * @throws SessionNotFoundException if the tenant has no such session
     * @throws SessionStateException if it was cancelled or has failed
     * @throws io.sessionledger.InvalidInputException if it is said to have ended before it started
     */
    public Settlement complete(SessionId sessionId, Completion completion) {
        return settling(Verb.COMPLETE, () -> {
            SettlementDecision decision = new SettlementDecision(workplace, tenant);
            return end(sessionId, bill -> decision.complete(bill, completion));
        });
    }

    /**
     * Settles a completed session that could not be rated when it completed, by the frozen figures and the rate that is now known to have been in force
     * at its start.
     *
     * @param sessionId the session
     * @return how the bill stands; a settled session gets its first answer
     * @throws SessionNotFoundException if the tenant has no such session
     * @throws SessionStateException if it is still in progress
     */
    public Settlement settle(SessionId sessionId) {
        return settling(Verb.SETTLE, () -> {
            SettlementDecision decision = new SettlementDecision(workplace, tenant);
            return end(sessionId, decision::settle);
        });
    }

    /**
     * Calls a session off. Nothing is charged for it.
     *
     * @param sessionId the session
     * @return the bill, not charged; a repeat gets the first answer
     * @throws SessionNotFoundException if the tenant has no such session
     * @throws SessionStateException if it was completed or has failed
     */
    public Settlement cancel(SessionId sessionId) {
        return settling(Verb.CANCEL, () -> drop(sessionId, SessionStatus.CANCELLED));
    }

    /**
     * Ends a session that a fault broke off. Nothing is charged for it.
     *
     * @param sessionId the session
     * @return the bill, not charged; a repeat gets the first answer
     * @throws SessionNotFoundException if the tenant has no such session
     * @throws SessionStateException if it was completed or cancelled
     */
    public Settlement fail(SessionId sessionId) {
        return settling(Verb.FAIL, () -> drop(sessionId, SessionStatus.FAILED));
    }

    private Settlement settling(Verb verb, Supplier<Settlement> work) {
        return workplace.perform(
                tenant, verb, work, (took, settlement) -> new LedgerEvent.Settled(tenant, verb, took, settlement));
    }

    private Settlement drop(SessionId sessionId, SessionStatus as) {
        SettlementDecision decision = new SettlementDecision(workplace, tenant);
        return end(sessionId, bill -> decision.drop(bill, as));
    }

    private Settlement end(SessionId sessionId, Function<SessionBill, Optional<SettlementPlan>> decision) {
        SettledBill settled = workplace.store().sessions().end(tenant, sessionId, decision, workplace.now());
        CreditTerms terms =
                workplace.policy().termsFor(tenant, settled.bill().usage().counselorId());
        return Settlements.of(settled, terms.charges());
    }

    /**
     * {@return the usage row of a session, if the tenant has it}
     *
     * @param sessionId the session
     */
    public Optional<SessionUsage> findSession(SessionId sessionId) {
        return workplace.store().usage().find(tenant, sessionId);
    }

    /**
     * {@return the usage row of a session}
     *
     * @param sessionId the session
     * @throws SessionNotFoundException if the tenant has no such session
     */
    public SessionUsage session(SessionId sessionId) {
        return findSession(sessionId).orElseThrow(() -> new SessionNotFoundException(tenant, sessionId));
    }

    /**
     * {@return one page of the completed sessions that wait to be settled, the earliest started first}
     *
     * @param page how many, after which
     */
    public Page<SessionUsage> unsettledSessions(PageRequest page) {
        return workplace.store().usage().listUnsettled(tenant, page);
    }

    /**
     * {@return one page of a session's analysis logs, in the order of time}
     *
     * @param sessionId the session
     * @param page how many, after which
     * @throws SessionNotFoundException if the tenant has no such session
     */
    public Page<AnalysisLog> analysisLogs(SessionId sessionId, PageRequest page) {
        return analysisLogs(AnalysisLogQuery.ofSession(sessionId), page);
    }

    /**
     * {@return one page of the analysis logs that a query selects}
     *
     * @param query which, and in what order
     * @param page how many, after which
     * @throws SessionNotFoundException if the query names a session that the tenant does not have
     */
    public Page<AnalysisLog> analysisLogs(AnalysisLogQuery query, PageRequest page) {
        Page<AnalysisLog> logs = workplace.store().analysisLogs().list(tenant, query, page);
        if (logs.items().isEmpty()) {
            query.sessionId().ifPresent(this::session);
        }
        return logs;
    }

    /**
     * {@return one analysis log, if the tenant has it}
     *
     * @param sessionId its session
     * @param analysisId its id
     */
    public Optional<AnalysisLog> findAnalysisLog(SessionId sessionId, AnalysisId analysisId) {
        return workplace.store().analysisLogs().find(tenant, sessionId, analysisId);
    }

    /**
     * Reads all analysis logs that a query selects, however many, in constant memory.
     *
     * @param query which, and in what order
     * @return a stream that fetches as it is read; holds no resource and need not be closed
     */
    public Stream<AnalysisLog> exportAnalysisLogs(AnalysisLogQuery query) {
        return workplace.store().analysisLogs().export(tenant, query);
    }

    /**
     * Erases what a session's logs say about the conversation; their figures stay.
     *
     * @param sessionId the session
     * @return how many logs had content
     * @throws SessionNotFoundException if the tenant has no such session
     */
    public int eraseContent(SessionId sessionId) {
        return workplace.perform(
                tenant,
                Verb.ERASE_CONTENT,
                () -> eraseOrFindNothing(sessionId),
                (took, erased) -> new LedgerEvent.ContentErased(tenant, took, sessionId, erased));
    }

    private int eraseOrFindNothing(SessionId sessionId) {
        int erased = workplace.store().analysisLogs().eraseContent(tenant, sessionId);
        if (erased == 0) {
            SessionUsage unused = session(sessionId);
        }
        return erased;
    }

    /**
     * {@return how a session's analyses split by safety level}
     *
     * @param sessionId the session
     * @throws SessionNotFoundException if the tenant has no such session
     */
    public SafetyDistribution safetyDistribution(SessionId sessionId) {
        SafetyDistribution distribution = workplace.store().analysisLogs().safetyDistribution(tenant, sessionId);
        if (distribution.total() == 0) {
            SessionUsage unused = session(sessionId);
        }
        return distribution;
    }

    /**
     * {@return what a counselor's sessions used that started in a range; zeros if there are none}
     *
     * @param counselorId the counselor
     * @param range when they started
     */
    public UsageStats usageStats(CounselorId counselorId, TimeRange range) {
        return workplace.store().usage().stats(tenant, counselorId, range);
    }

    /**
     * {@return what all the tenant's sessions used that started in a range; zeros if there are none}
     *
     * @param range when they started
     */
    public UsageStats usageStats(TimeRange range) {
        return workplace.store().usage().stats(tenant, range);
    }
}
