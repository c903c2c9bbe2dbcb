package io.sessionledger.billing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells whether two requests ask for the same: SHA-256 over a version mark and the facts, each written as the number of its UTF-8
 * bytes, a colon, and the bytes. The lengths keep ("ab", "c") apart from ("a", "bc"). Free text that must stay erasable is
 * never part of it.
 */
final class RequestDigest {

    private static final String VERSION = "session-ledger-request-1";

    private RequestDigest() {}

    static String of(Object... facts) {
        MessageDigest sha256 = sha256();
        add(sha256, VERSION);
        for (Object fact : facts) {
            add(sha256, fact.toString());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static void add(MessageDigest sha256, String fact) {
        byte[] bytes = fact.getBytes(StandardCharsets.UTF_8);
        sha256.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        sha256.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
