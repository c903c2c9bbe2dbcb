package io.sessionledger.examples.server.dashboard;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Light, dark, or as the system of the visitor is. */
enum Theme {
    AUTO,
    LIGHT,
    DARK;

    private final String code = name().toLowerCase(Locale.ROOT);

    String code() {
        return code;
    }

    static Optional<Theme> find(String code) {
        return Arrays.stream(values()).filter(theme -> theme.code.equals(code)).findFirst();
    }
}
