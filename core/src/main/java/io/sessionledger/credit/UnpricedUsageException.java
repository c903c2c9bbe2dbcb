package io.sessionledger.credit;

import io.sessionledger.SessionLedgerException;

/** A price that follows from the cost was asked of usage whose cost is not fully known. It is not guessed. */
public class UnpricedUsageException extends SessionLedgerException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports the gap.
     *
     * @param unpricedAnalyses how many analyses have no cost
     */
    public UnpricedUsageException(long unpricedAnalyses) {
        super("A share of the cost cannot be charged: the cost of " + unpricedAnalyses
                + " analyses is not known. State the cost of each analysis when it is recorded; for this session, let the"
                + " policy's due() name a price.");
    }
}
