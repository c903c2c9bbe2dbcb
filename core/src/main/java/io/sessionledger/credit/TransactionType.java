package io.sessionledger.credit;

import java.util.Locale;

/** Why credits moved. */
public enum TransactionType {
    /** Credits bought. Raises what is granted. */
    PURCHASE,
    /** Credits given to win or keep somebody. Raises what is granted. */
    PROMOTION,
    /** Credits given to make good. Raises what is granted. */
    COMPENSATION,
    /** Credits brought along from another system. Raises what is granted. */
    OPENING_BALANCE,
    /** A correction by hand. Moves what is granted, either way. */
    ADJUSTMENT,
    /** Credits that ran out of time. Lowers what is granted. */
    EXPIRY,
    /** A session's charge. Raises what is used. */
    SESSION_FEE,
    /** A charge given back. Lowers what is used. */
    REFUND,
    /** A charge corrected to another rate. Moves what is used, either way. */
    REPRICE;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** {@return whether entries of this type move what is granted; all others move what is used} */
    public boolean movesGranted() {
        return switch (this) {
            case PURCHASE, PROMOTION, COMPENSATION, OPENING_BALANCE, ADJUSTMENT, EXPIRY -> true;
            case SESSION_FEE, REFUND, REPRICE -> false;
        };
    }

    /** {@return the type as databases and JSON spell it, such as "session_fee"} */
    public String code() {
        return code;
    }
}
