package io.sessionledger.credit;

import java.util.Locale;

/** Why a completed session could not be rated yet. */
public enum UnratedReason {
    /** No version of its rate was in force when it started. Publish one, effective from then or before, and settle. */
    NO_RATE_IN_FORCE,
    /**
     * Its rate follows the cost, and the cost of some analyses is not known. What was recorded cannot be changed: a policy whose
     * {@link CreditPolicy#due} names a price for such a session settles it.
     */
    UNPRICED_ANALYSES;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** {@return the reason as databases and JSON spell it, such as "no_rate_in_force"} */
    public String code() {
        return code;
    }
}
