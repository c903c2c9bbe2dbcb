package io.sessionledger;

import java.util.Objects;
import java.util.UUID;

/**
 * The id of one hold: credits set aside for a running session.
 *
 * @param value the id
 */
public record HoldId(UUID value) {

    /**
     * Refuses null.
     *
     * @param value the id
     */
    public HoldId {
        Objects.requireNonNull(value, "value");
    }

    /**
     * Wraps a UUID.
     *
     * @param value the id
     * @return the id
     */
    public static HoldId of(UUID value) {
        return new HoldId(value);
    }

    /**
     * Reads an id from its text.
     *
     * @param text a UUID in its usual form of 36 characters
     * @return the id
     * @throws InvalidInputException if the text is no UUID
     */
    public static HoldId of(String text) {
        return new HoldId(NumberedUuid.parse("holdId", text));
    }

    /**
     * Makes an id from a host's bigint key. Different numbers make different ids; {@link #asLong()} is the way back.
     *
     * @param number any number
     * @return a UUID of version 8 that holds the number
     */
    public static HoldId of(long number) {
        return new HoldId(NumberedUuid.of(number));
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
