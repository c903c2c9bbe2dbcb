package io.sessionledger.store;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.StartOutcome;
import io.sessionledger.session.StartSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Writes what sessions use. Each method is one atomic step: after a crash at any moment it happened wholly or not at all, and
 * once it has returned it is durable. Thread-safe.
 */
public interface SessionUsageTracker {

    /**
     * Creates the usage row of a session, all zeros. Where the terms charge, also makes sure that the counselor has an account, and pins the
     * version of the session's rate that is in force at its start, if there is one. A row that exists is left as it is.
     *
     * @param tenant whose session it is
     * @param start what the host stated
     * @param terms the counselor's terms
     * @param now when the session starts if the host stated no time
     * @return the row, and whether it existed
     */
    StartOutcome start(TenantId tenant, StartSession start, CreditTerms terms, Instant now);

    /**
     * Stores an analysis and adds it to its session's counters, at most once per id.
     *
     * @param tenant whose session it is
     * @param sessionId the session
     * @param analysis the analysis, with an id and a time
     * @param now what time it is: the session gives a sign of life, which keeps its hold
     * @return what that did
     * @throws SessionNotFoundException if the tenant has no such session
     */
    RecordOutcome record(TenantId tenant, SessionId sessionId, Analysis analysis, Instant now);

    /**
     * Does what {@link #record} does without keeping the caller: for event loops, and for callers with more to record at once than they have threads. Nothing is thrown: whatever goes wrong, bad input included,
     * is what the stage fails with. A store inside a host's transaction answers with a stage that is done.
     *
     * @param tenant whose session it is
     * @param sessionId the session
     * @param analysis the analysis, with an id and a time
     * @param now what time it is: the session gives a sign of life, which keeps its hold
     * @param executor where the database is waited for, at times for other callers too, and where what hangs on the stage is run; has threads of its own, none of which waits for a record, and outlives the store. Where it refuses a task the
     *     stage fails with its {@link java.util.concurrent.RejectedExecutionException}
     * @return what that did
     */
    default CompletionStage<RecordOutcome> recordAsync(
            TenantId tenant, SessionId sessionId, Analysis analysis, Instant now, Executor executor) {
        try {
            return CompletableFuture.supplyAsync(() -> record(tenant, sessionId, analysis, now), executor);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /**
     * Records several analyses of one session: all or none. An id that occurs twice is recorded once.
     *
     * @param tenant whose session it is
     * @param sessionId the session
     * @param analyses the analyses, each with an id and a time
     * @param now what time it is: the session gives a sign of life, which keeps its hold
     * @return what that did, in the same order; each says the usage with all of them
     * @throws SessionNotFoundException if the tenant has no such session
     */
    List<RecordOutcome> recordAll(TenantId tenant, SessionId sessionId, List<Analysis> analyses, Instant now);

    /**
     * Sets credits aside for a running session, if they are there: its one hold is raised to what it will owe, less what it was charged before, and put off from expiring. A hold that is
     * as high already stays so. Before the answer is no, whatever has come due on the account is posted.
     *
     * @param tenant whose session it is
     * @param sessionId the session
     * @param decision what to set aside, seen the bill; empty for nothing, and the work is admitted. Free of effects: it may be asked again. What it throws reaches the caller
     * @param now what time it is
     * @return whether the work may go on
     * @throws SessionNotFoundException if the tenant has no such session
     */
    AdmitOutcome admit(
            TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<HoldPlan>> decision, Instant now);

    /**
     * Ends or settles a session by a decision made on how its bill stands. The plan is carried out only if nothing of what the decision
     * saw has changed meanwhile; otherwise the bill is read and the decision asked again. The decision must therefore be free of effects. What it throws
     * reaches the caller, and nothing is changed.
     *
     * <p>What is held for the session is captured by a charge and released by any other end. What is given back goes to the grants that have paid.
     *
     * @param tenant whose session it is
     * @param sessionId the session
     * @param decision what to do about the bill; empty to leave it as it stands
     * @param now what time it is
     * @return the bill afterwards
     * @throws SessionNotFoundException if the tenant has no such session
     */
    SettledBill end(
            TenantId tenant,
            SessionId sessionId,
            Function<SessionBill, Optional<SettlementPlan>> decision,
            Instant now);

    /**
     * Raises what a running session is charged to a target: charges what is missing, if anything is, and leaves the session running. However many callers raise
     * at once, and whatever of them is lost, the session is never charged more than the highest target. What is held for it shrinks by what it is charged.
     *
     * @param tenant whose session it is
     * @param sessionId the session
     * @param target what is to be charged altogether; its entry is made with the amount that is missing
     * @return the bill afterwards; empty if nothing was charged: there is no such session or no account yet, it is over, as much was charged before, or the ledger has entries
     *     of an earlier session of this id
     */
    Optional<SessionBill> raise(TenantId tenant, SessionId sessionId, SettlementPlan.Charged target);

    /**
     * The same tracker for hosts that prefer a lost log to a failed answer: where the store fails with a {@link LedgerStoreException}, record, recordAsync and recordAll
     * answer {@link RecordOutcome.Lost} instead of throwing it, recordAll for all of its analyses. Everything else still throws: an unknown
     * session, input that cannot be taken, and whatever goes wrong with {@link #start}, {@link #admit}, {@link #raise} and {@link #end}, since nothing about a charge is best
     * effort. What is lost is missing in the usage, and so in the bill.
     *
     * <p>A lost analysis may have been stored all the same, where the connection broke during the commit. Record it again under its id to be sure.
     * Answers come no sooner than the store's failures: a database that hangs is waited for as long as the time-outs of pool and driver say.
     *
     * @param tracker the tracker that may fail
     * @param told hears of each failure that became an answer, once a call, in the caller's thread; what it throws reaches the caller
     * @return a tracker that is thread-safe if {@code told} is
     */
    static SessionUsageTracker bestEffort(SessionUsageTracker tracker, Consumer<LedgerStoreException> told) {
        return new BestEffortTracker(tracker, told);
    }

    /**
     * How a bill stands after {@link #end}.
     *
     * @param bill the bill
     * @param changed whether this call changed it
     */
    record SettledBill(SessionBill bill, boolean changed) {}
}
