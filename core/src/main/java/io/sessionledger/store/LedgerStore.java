package io.sessionledger.store;

/** All ports over one database. Thread-safe. */
public interface LedgerStore extends AutoCloseable {

    /**
     * A store that keeps nothing and refuses nothing: for a feature flag that switches the ledger off without a branch around every call of the own door, and for tests
     * of hosts that are not about the ledger.
     *
     * <pre>{@code
     * SessionLedger.builder(enabled ? JdbcLedgerStore.builder(dataSource).build() : LedgerStore.noop())
     * }</pre>
     *
     * It answers as follows, each time as if for the first time, and checks no input:
     *
     * <ul>
     *   <li><b>start</b>: the session as stated, in progress, with zero usage;
     *   <li><b>record, recordAll</b>: {@code Recorded}, each log as handed in, its usage the figures of that analysis alone;
     *   <li><b>end</b>: asks the decision about a session in progress that used nothing and has no rate, no account and no charge, and answers the session
     *       ended as decided and settled, with nothing charged. A decision that refuses a session in progress is asked again about one that has completed
     *       and was settled. A {@code SessionLedger} thus answers complete, settle, cancel and fail with {@code NotCharged};
     *   <li><b>admit</b>: admitted, with nothing set aside;
     *   <li><b>grant, adjust</b>: the first entry of an account of its own;
     *   <li><b>refund, voidGrant</b>: that there is no such session, no such grant;
     *   <li><b>sweep, limitOverdraft, eraseReasons</b>: nothing was due, an account of zeros with that limit, nothing erased;
     *   <li><b>publish</b>: version 1;
     *   <li><b>reads</b>: nothing is found, nothing is listed, every sum is zero, nothing is erased. A {@code SessionLedger} that is asked about a session by
     *       name therefore says that there is none.
     * </ul>
     *
     * In a session that only an id is known of, the counselor has the UUID of zeros and the start is 1970. A policy that looks counselors up should be
     * exchanged together with the store, for one such as {@link io.sessionledger.credit.CreditPolicy#usageOnly()}.
     *
     * @return the store; closing it does nothing
     */
    static LedgerStore noop() {
        return NoopLedgerStore.NOOP;
    }

    /** {@return the writing side of sessions} */
    SessionUsageTracker sessions();

    /** {@return the reading side of sessions} */
    UsageRepository usage();

    /** {@return the analysis logs} */
    AnalysisLogRepository analysisLogs();

    /** {@return the writing side of accounts and ledger} */
    CreditLedger credits();

    /** {@return the reading side of accounts and ledger} */
    CreditRepository accounts();

    /** {@return the credit rates} */
    CreditRates rates();

    /** {@return what is to be alerted, and the delivery of alerts} */
    CreditAlerts alerts();

    /** {@return what maintenance may have to do} */
    DueWork due();

    /** {@return credits that come again and again} */
    RecurringGrants recurringGrants();

    /** Gives back what the store opened itself. What the host handed in stays open. */
    @Override
    void close();
}
