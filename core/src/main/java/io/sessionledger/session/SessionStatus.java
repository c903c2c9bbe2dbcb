package io.sessionledger.session;

import java.util.Locale;

/** Where a session stands. Every status but the first is final. */
public enum SessionStatus {
    /** Started, not ended: analyses count towards the bill. */
    IN_PROGRESS,
    /** Ended as planned: what was used is billed. */
    COMPLETED,
    /** Called off: nothing is charged. */
    CANCELLED,
    /** Broken off by a fault: nothing is charged. */
    FAILED;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** {@return the status as databases and JSON spell it, such as "in_progress"} */
    public String code() {
        return code;
    }

    /** {@return whether the session is over} */
    public boolean ended() {
        return this != IN_PROGRESS;
    }
}
