package io.sessionledger.session;

import java.util.Locale;

/** Why a completed session will never be charged, although nothing was deducted for it. */
public enum UnchargedReason {
    /** The policy that was in force when it completed charges nothing. */
    USAGE_ONLY;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** {@return the reason as databases spell it, such as "usage_only"} */
    public String code() {
        return code;
    }
}
