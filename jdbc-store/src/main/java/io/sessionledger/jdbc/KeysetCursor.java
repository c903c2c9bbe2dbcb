package io.sessionledger.jdbc;

import io.sessionledger.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * Where a page ended: the last row's sort key. Written as opaque text that carries a digest of the query it belongs to, so
 * that a cursor which was altered, cut, or taken from another list is refused instead of giving wrong rows. The digest
 * keeps no secret: a position is no right, every query names its tenant anyway.
 *
 * @param at the row's time (or number, for lists by number)
 * @param first the row's first id
 * @param second the row's second id
 */
record KeysetCursor(long at, UUID first, UUID second) {

    private static final UUID NONE = new UUID(0, 0);

    /** Before every row that a list by time and id may have. */
    static final KeysetCursor BEFORE_ALL = at(Instant.parse("0001-01-01T00:00:00Z"), NONE);

    private static final int POSITION_BYTES = 40;
    private static final int DIGEST_BYTES = 12;

    static KeysetCursor at(Instant instant, UUID first, UUID second) {
        // not ChronoUnit.between: it counts nanoseconds, of which a long holds 292 years
        long micros = Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
        return new KeysetCursor(micros, first, second);
    }

    static KeysetCursor at(Instant instant, UUID id) {
        return at(instant, id, NONE);
    }

    static KeysetCursor at(long number) {
        return new KeysetCursor(number, NONE, NONE);
    }

    Instant instant() {
        return Instant.EPOCH.plus(at, ChronoUnit.MICROS);
    }

    /**
     * Writes the cursor.
     *
     * @param scope everything that makes the list what it is: its kind, tenant and filters
     */
    String write(String scope) {
        byte[] position = position();
        byte[] bytes = ByteBuffer.allocate(POSITION_BYTES + DIGEST_BYTES)
                .put(position)
                .put(digest(scope, position))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static KeysetCursor read(String scope, String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw refused();
        }
        if (bytes.length != POSITION_BYTES + DIGEST_BYTES) {
            throw refused();
        }
        byte[] position = Arrays.copyOf(bytes, POSITION_BYTES);
        if (!Arrays.equals(bytes, POSITION_BYTES, bytes.length, digest(scope, position), 0, DIGEST_BYTES)) {
            throw refused();
        }
        ByteBuffer buffer = ByteBuffer.wrap(position);
        KeysetCursor cursor = new KeysetCursor(
                buffer.getLong(),
                new UUID(buffer.getLong(), buffer.getLong()),
                new UUID(buffer.getLong(), buffer.getLong()));
        // the decoder ignores padding and the spare bits of the last character
        if (!cursor.write(scope).equals(text)) {
            throw refused();
        }
        return cursor;
    }

    private byte[] position() {
        return ByteBuffer.allocate(POSITION_BYTES)
                .putLong(at)
                .putLong(first.getMostSignificantBits())
                .putLong(first.getLeastSignificantBits())
                .putLong(second.getMostSignificantBits())
                .putLong(second.getLeastSignificantBits())
                .array();
    }

    private static byte[] digest(String scope, byte[] position) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(scope.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(sha256.digest(position), DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static InvalidInputException refused() {
        return new InvalidInputException(
                "cursor", "expected the nextCursor of a page of this same list, but this is not one");
    }
}
