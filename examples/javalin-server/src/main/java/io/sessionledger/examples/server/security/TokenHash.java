package io.sessionledger.examples.server.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of a token. Tokens are long, and best random, so that a hash without salt or stretching gives nothing away. */
final class TokenHash {

    private static final int ACTOR_BYTES = 6;

    private final byte[] digest;

    private TokenHash(byte[] digest) {
        this.digest = digest;
    }

    static TokenHash of(String token) {
        try {
            return new TokenHash(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Takes the same time whether and wherever the two differ. */
    boolean matches(TokenHash other) {
        return MessageDigest.isEqual(digest, other.digest);
    }

    String actor() {
        return "token-" + HexFormat.of().formatHex(digest, 0, ACTOR_BYTES);
    }
}
