package io.sessionledger.event;

import java.util.Locale;

/** What a host can ask a ledger to change. Questions are not among them: nobody hears of a read. */
public enum Verb {
    /** Starts a session. */
    START,
    /** Records one analysis. */
    RECORD,
    /** Records several analyses of one session, in one step. */
    RECORD_ALL,
    /** Asks whether work on a session may go on. */
    ADMIT,
    /** Completes a session and settles its bill. */
    COMPLETE,
    /** Settles a session that completed earlier. */
    SETTLE,
    /** Calls a session off. */
    CANCEL,
    /** Ends a session that a fault broke off; not to be confused with {@link LedgerEvent.Failed}, a verb that threw. */
    FAIL,
    /** Grants credits. */
    GRANT,
    /** Corrects an account. */
    ADJUST,
    /** Gives a session's charge back. */
    REFUND,
    /** Corrects the charges of sessions to another rate. */
    REPRICE,
    /** Takes back what is left of a grant. */
    VOID_GRANT,
    /** Sets up a recurring grant. */
    REPEAT_GRANT,
    /** Ends a recurring grant. */
    END_RECURRING_GRANT,
    /** Posts what has come due on an account. */
    SWEEP,
    /** Sets how far an account may be overdrawn. */
    LIMIT_OVERDRAFT,
    /** Sets what about accounts is to be alerted. */
    SET_ALERT_RULES,
    /** Erases what people wrote about an account's movements. */
    ERASE_REASONS,
    /** Publishes a version of a credit rate. */
    PUBLISH_RATE,
    /** Erases what a session's logs say about the conversation. */
    ERASE_CONTENT;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** {@return the verb as a metric's tag spells it, such as "record_all"; stays as it is between versions} */
    public String code() {
        return code;
    }
}
