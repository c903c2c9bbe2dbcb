package io.sessionledger;

import java.util.Objects;
import java.util.UUID;

/**
 * The id of one recurring grant, of which each period's grant has an id of its own.
 *
 * @param value the id
 */
public record RecurringGrantId(UUID value) {

    /**
     * Refuses null.
     *
     * @param value the id
     */
    public RecurringGrantId {
        Objects.requireNonNull(value, "value");
    }

    /**
     * Wraps a UUID.
     *
     * @param value the id
     * @return the id
     */
    public static RecurringGrantId of(UUID value) {
        return new RecurringGrantId(value);
    }

    /**
     * Reads an id from its text.
     *
     * @param text a UUID in its usual form of 36 characters
     * @return the id
     * @throws InvalidInputException if the text is no UUID
     */
    public static RecurringGrantId of(String text) {
        return new RecurringGrantId(NumberedUuid.parse("grantId", text));
    }

    /**
     * Makes an id from a host's bigint key. Different numbers make different ids; {@link #asLong()} is the way back.
     *
     * @param number any number
     * @return a UUID of version 8 that holds the number
     */
    public static RecurringGrantId of(long number) {
        return new RecurringGrantId(NumberedUuid.of(number));
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
