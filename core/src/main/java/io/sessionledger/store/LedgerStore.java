package io.sessionledger.store;

/** All ports over one database. Thread-safe. */
public interface LedgerStore extends AutoCloseable {

    /** {@return the writing side of sessions} */
    SessionUsageTracker sessions();

    /** {@return the reading side of sessions} */
    UsageRepository usage();

    /** {@return the analysis logs} */
    AnalysisLogRepository analysisLogs();

    /** {@return accounts and ledger} */
    CreditLedger credits();

    /** {@return the credit rates} */
    CreditRates rates();

    /** Gives back what the store opened itself. What the host handed in stays open. */
    @Override
    void close();
}
