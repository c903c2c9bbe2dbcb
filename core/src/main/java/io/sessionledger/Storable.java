package io.sessionledger;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What the ledger's columns can hold. What a host hands in checks itself with these rules; hosts rarely need them directly.
 */
public final class Storable {

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant BEYOND = Instant.parse("+10000-01-01T00:00:00Z");
    private static final Duration TOO_LONG = Duration.ofSeconds(1_000_000_000L);

    /** No number worth writing has more; reading a million digits takes half a minute. */
    private static final int MOST_DIGITS = 100;

    private Storable() {}

    /**
     * Checks a text of any length: neither the NUL character, which PostgreSQL cannot store, nor half of a surrogate pair,
     * which is no character at all and would come back as a question mark.
     *
     * @param field the argument's name, for the error
     * @param text the text
     * @return the text
     * @throws InvalidInputException if it holds such a character; the message gives its position, not the text
     */
    public static String text(String field, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new InvalidInputException(
                        field, "expected text without the NUL character, but there is one at index " + i);
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new InvalidInputException(
                        field, "expected well-formed Unicode, but there is half of a surrogate pair at index " + i);
            }
        }
        return text;
    }

    /**
     * Checks a short name or key: storable as text, not blank, no longer than its column.
     *
     * @param field the argument's name, for the error
     * @param label the name or key
     * @param maxLength the most UTF-16 code units it may have
     * @return the name or key
     * @throws InvalidInputException if it is blank, too long or not storable
     */
    public static String label(String field, String label, int maxLength) {
        if (label.isBlank()) {
            throw new InvalidInputException(field, "expected 1 to " + maxLength + " characters, but it was blank");
        }
        InvalidInputException.unless(
                label.length() <= maxLength,
                field,
                "1 to " + maxLength + " characters",
                label.length() + " characters");
        return text(field, label);
    }

    /**
     * Cuts an instant to whole microseconds, the resolution of the database, and checks its range.
     *
     * @param field the argument's name, for the error
     * @param instant an instant of the years 1 to 9999
     * @return the instant in whole microseconds
     * @throws InvalidInputException if it lies outside those years
     */
    public static Instant instant(String field, Instant instant) {
        InvalidInputException.unless(
                !instant.isBefore(EARLIEST) && instant.isBefore(BEYOND), field, "a year from 1 to 9999", instant);
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Cuts a duration to whole milliseconds, the resolution of the database, and checks its range.
     *
     * @param field the argument's name, for the error
     * @param duration zero or more, less than 1,000,000,000 seconds
     * @return the duration in whole milliseconds
     * @throws InvalidInputException if it is negative or too long
     */
    public static Duration duration(String field, Duration duration) {
        InvalidInputException.unless(!duration.isNegative(), field, "zero or more", duration);
        InvalidInputException.unless(
                duration.compareTo(TOO_LONG) < 0, field, "less than 1,000,000,000 seconds", duration);
        return Duration.ofMillis(duration.toMillis());
    }

    /**
     * Reads a number in decimal notation.
     *
     * @param field the argument's name, for the error
     * @param decimal at most 100 characters, such as "12.5"
     * @return the number
     * @throws InvalidInputException if it is longer or no number
     */
    public static BigDecimal decimal(String field, String decimal) {
        InvalidInputException.unless(
                decimal.length() <= MOST_DIGITS, field, "at most " + MOST_DIGITS + " characters", decimal.length());
        try {
            return new BigDecimal(decimal);
        } catch (NumberFormatException e) {
            throw new InvalidInputException(field, "expected a decimal number such as 12.5");
        }
    }
}
