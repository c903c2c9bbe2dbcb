package io.sessionledger;

import java.util.Objects;
import java.util.UUID;

/**
 * The id of one published version of a credit rate.
 *
 * @param value the id
 */
public record RateId(UUID value) {

    /**
     * Refuses null.
     *
     * @param value the id
     */
    public RateId {
        Objects.requireNonNull(value, "value");
    }

    /**
     * Wraps a UUID.
     *
     * @param value the id
     * @return the id
     */
    public static RateId of(UUID value) {
        return new RateId(value);
    }

    /**
     * Reads an id from its text.
     *
     * @param text a UUID in its usual form of 36 characters
     * @return the id
     * @throws InvalidInputException if the text is no UUID
     */
    public static RateId of(String text) {
        return new RateId(NumberedUuid.parse("rateId", text));
    }

    /**
     * Makes an id from a host's bigint key. Different numbers make different ids; {@link #asLong()} is the way back.
     *
     * @param number any number
     * @return a UUID of version 8 that holds the number
     */
    public static RateId of(long number) {
        return new RateId(NumberedUuid.of(number));
    }

    /**
     * {@return the number this id was made from}
     *
     * @throws IllegalStateException if it was not made by {@link #of(long)}
     */
    public long asLong() {
        return NumberedUuid.asLong(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
