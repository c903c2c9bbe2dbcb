package io.sessionledger.jdbc;

import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.jdbc.CallLanes.Reply;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.store.LedgerStoreException;
import java.util.List;
import java.util.function.Predicate;

/**
 * What becomes of records that go together. A batch waits for nobody: what it does not store (of a session that somebody else holds, of one that is not there, of an analysis that was recorded before)
 * goes on to the lane of its session, where it is recorded by itself, waits if it must, and is answered in full. So does every record of a batch in which one row was refused.
 */
final class RecordBatches implements CallLanes.Work<RecordLane, AnalysisInput, RecordOutcome> {

    private final PostgresSessionUsageTracker tracker;
    private final int maxBatch;

    RecordBatches(PostgresSessionUsageTracker tracker, int maxBatch) {
        this.tracker = tracker;
        this.maxBatch = maxBatch;
    }

    @Override
    public Predicate<AnalysisInput> gate(RecordLane lane) {
        return new BatchGate(lane instanceof RecordLane.OfSession ? 1 : maxBatch);
    }

    @Override
    public List<Reply<RecordLane, RecordOutcome>> perform(RecordLane lane, List<AnalysisInput> group) {
        if (lane instanceof RecordLane.OfSession) {
            RecordOutcome outcome = tracker.record(group.get(0));
            return List.of(answer(outcome));
        }
        return group.size() == 1 ? List.of(alone(group.get(0))) : together(group);
    }

    private Reply<RecordLane, RecordOutcome> alone(AnalysisInput input) {
        return tracker.recordUnlessLocked(input).map(RecordBatches::answer).orElseGet(() -> onItsOwn(input));
    }

    /** Records in one statement what it can, and sends the others on. */
    List<Reply<RecordLane, RecordOutcome>> together(List<AnalysisInput> group) {
        try {
            PostgresRecordBatch.Recorded recorded = tracker.recordUnlessLocked(group);
            return group.stream()
                    .map(input ->
                            recorded.outcome(input).map(RecordBatches::answer).orElseGet(() -> onItsOwn(input)))
                    .toList();
        } catch (InvalidInputException | LedgerStoreException e) {
            boolean apart = SqlErrors.mayConcernOneRow(e);
            return group.stream()
                    .map(input -> apart ? onItsOwn(input) : failure(input, e))
                    .toList();
        }
    }

    private static Reply<RecordLane, RecordOutcome> answer(RecordOutcome outcome) {
        return new Reply.Answer<>(() -> outcome);
    }

    private static Reply<RecordLane, RecordOutcome> onItsOwn(AnalysisInput input) {
        return new Reply.Elsewhere<>(new RecordLane.OfSession(input.tenant(), input.sessionId()));
    }

    private static Reply<RecordLane, RecordOutcome> failure(AnalysisInput input, SessionLedgerException e) {
        return new Reply.Answer<>(() -> {
            throw SqlErrors.ofOne(input.verb(), e);
        });
    }
}
