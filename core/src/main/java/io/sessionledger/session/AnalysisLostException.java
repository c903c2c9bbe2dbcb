package io.sessionledger.session;

import io.sessionledger.SessionLedgerException;

/**
 * What a lost analysis made of its log or of the session's usage was asked for, and nobody knows. Only where best-effort recording was chosen;
 * {@link RecordOutcome#lost()} tells in time.
 */
public class AnalysisLostException extends SessionLedgerException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports the question.
     *
     * @param lost the analysis that it was about
     */
    public AnalysisLostException(RecordOutcome.Lost lost) {
        super(
                "Analysis " + lost.id() + " of session " + lost.sessionId()
                        + " was lost, so neither its log nor the session's usage is known here. Ask lost() before, or record"
                        + " it again under its id.",
                lost.cause());
    }
}
