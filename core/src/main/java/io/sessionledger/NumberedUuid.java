package io.sessionledger;

import java.util.UUID;

/**
 * Maps every {@code long} to a UUID of its own and back, for hosts whose keys are bigints. The form is version 8 of RFC 9562
 * (section 5.8, free for applications): the number's upper two bits and its lower 62 bits fill the free bits, all others are zero, so 42
 * reads {@code 00000000-0000-8000-8000-00000000002a}.
 */
final class NumberedUuid {

    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long LOW_62_BITS = 0x3FFF_FFFF_FFFF_FFFFL;

    private NumberedUuid() {}

    static UUID of(long number) {
        return new UUID(VERSION_8 | (number >>> 62), VARIANT | (number & LOW_62_BITS));
    }

    static long asLong(UUID uuid) {
        long number = (uuid.getMostSignificantBits() << 62) | (uuid.getLeastSignificantBits() & LOW_62_BITS);
        if (!of(number).equals(uuid)) {
            throw new IllegalStateException(uuid + " was not made from a number; read it with value()");
        }
        return number;
    }

    static UUID parse(String field, String text) {
        try {
            UUID uuid = UUID.fromString(text);
            if (uuid.toString().equalsIgnoreCase(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            // falls through: the JDK's own message does not name the field
        }
        throw new InvalidInputException(
                field, "expected a UUID such as 123e4567-e89b-42d3-a456-426614174000, but it was not one");
    }
}
