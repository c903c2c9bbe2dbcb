package io.sessionledger.examples.server.security;

import java.util.Locale;

/** What a token lets its bearer do; each role may do what those before it may. */
public enum Role {
    /** Reads. */
    VIEWER,
    /** Runs sessions: starts, analyses and ends them. */
    APP,
    /** Moves credits, publishes rates, registers counselors. */
    ADMIN;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** {@return how the role is written in settings and errors} */
    public String code() {
        return code;
    }

    /**
     * {@return whether this role may do what another one may}
     *
     * @param needed the other one
     */
    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }
}
