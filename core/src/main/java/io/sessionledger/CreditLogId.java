package io.sessionledger;

import java.util.Objects;
import java.util.UUID;

/**
 * The id of one entry of the credit ledger.
 *
 * @param value the id
 */
public record CreditLogId(UUID value) {

    /**
     * Refuses null.
     *
     * @param value the id
     */
    public CreditLogId {
        Objects.requireNonNull(value, "value");
    }

    /**
     * Wraps a UUID.
     *
     * @param value the id
     * @return the id
     */
    public static CreditLogId of(UUID value) {
        return new CreditLogId(value);
    }

    /**
     * Reads an id from its text.
     *
     * @param text a UUID in its usual form of 36 characters
     * @return the id
     * @throws InvalidInputException if the text is no UUID
     */
    public static CreditLogId of(String text) {
        return new CreditLogId(NumberedUuid.parse("creditLogId", text));
    }

    /**
     * Makes an id from a host's bigint key. Different numbers make different ids; {@link #asLong()} is the way back.
     *
     * @param number any number
     * @return a UUID of version 8 that holds the number
     */
    public static CreditLogId of(long number) {
        return new CreditLogId(NumberedUuid.of(number));
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
