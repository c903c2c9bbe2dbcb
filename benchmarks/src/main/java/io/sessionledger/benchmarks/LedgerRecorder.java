package io.sessionledger.benchmarks;

import io.sessionledger.SessionId;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionNotFoundException;
import java.util.UUID;

/** Records as a host does, through the ledger's own door. */
record LedgerRecorder(TenantLedger ledger) implements Recorder {

    @Override
    public Answer record(UUID session, Sample sample) {
        try {
            RecordOutcome outcome = ledger.record(SessionId.of(session), sample.toAnalysis());
            return new Answer(kind(outcome), outcome.usage());
        } catch (SessionNotFoundException e) {
            return new Answer(Outcome.UNKNOWN, null);
        }
    }

    private static Outcome kind(RecordOutcome outcome) {
        if (outcome instanceof RecordOutcome.Recorded) {
            return Outcome.RECORDED;
        }
        return outcome instanceof RecordOutcome.Late ? Outcome.LATE : Outcome.DUPLICATE;
    }
}
