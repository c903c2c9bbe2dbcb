package io.sessionledger.credit;

import java.util.Locale;

/** Where a grant stands. */
public enum GrantStatus {
    /** It takes effect later; its credits are in no figure of the account yet. */
    SCHEDULED,
    /** It has credits left, and pays. */
    ACTIVE,
    /** All of it is spent. A refund makes it active again. */
    EXHAUSTED,
    /** Its time is over. */
    EXPIRED,
    /** What was left of it was taken back. */
    VOIDED;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** {@return the status as databases and JSON spell it, such as "exhausted"} */
    public String code() {
        return code;
    }
}
