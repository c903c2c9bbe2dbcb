package io.sessionledger.analysis;

import io.sessionledger.InvalidInputException;
import java.util.Locale;

/** How safe the people in the session are, as one analysis saw it. */
public enum SafetyLevel {
    /** Danger to life or limb: act now. */
    RED,
    /** Signs to watch. */
    YELLOW,
    /** Nothing of concern. */
    GREEN;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** {@return the level as databases and JSON spell it: "red", "yellow" or "green"} */
    public String code() {
        return code;
    }

    /**
     * Reads a level.
     *
     * @param code "red", "yellow" or "green"
     * @return the level
     * @throws InvalidInputException if it is anything else
     */
    public static SafetyLevel ofCode(String code) {
        for (SafetyLevel level : values()) {
            if (level.code.equals(code)) {
                return level;
            }
        }
        throw new InvalidInputException("safetyLevel", "expected red, yellow or green");
    }
}
