package io.sessionledger.examples.server.dashboard;

import java.util.Locale;

/** How an account stands. */
enum Standing {
    NEGATIVE,
    EMPTY,
    LOW,
    FINE;

    private final String code = name().toLowerCase(Locale.ROOT);

    String code() {
        return code;
    }
}
