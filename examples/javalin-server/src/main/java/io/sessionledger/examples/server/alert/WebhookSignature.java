package io.sessionledger.examples.server.alert;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells a receiver that a webhook comes from somebody who knows the secret, and when it was sent: HMAC-SHA256 over the time in Unix seconds, a full stop, and the body. The time is part of it, so that what somebody has overheard cannot
 * be sent again much later.
 */
public final class WebhookSignature {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String VERSION = "v1=";

    private final SecretKeySpec key;

    /**
     * Signs and verifies with a secret.
     *
     * @param secret what sender and receiver share
     */
    public WebhookSignature(String secret) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /**
     * {@return the signature, such as {@code v1=5257a8...}}
     *
     * @param unixSeconds when it is sent
     * @param body what is sent
     */
    public String of(long unixSeconds, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((unixSeconds + ".").getBytes(StandardCharsets.UTF_8));
            return VERSION + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }

    /**
     * {@return whether a webhook is genuine and fresh} Compares in constant time, so that nobody learns a valid signature by trying.
     *
     * @param signature what came with it
     * @param unixSeconds when it says it was sent
     * @param body what was sent, as it came
     * @param now what time it is
     * @param tolerance how far the clocks of both sides, and the way between them, may be apart
     */
    public boolean isValid(String signature, long unixSeconds, String body, Instant now, Duration tolerance) {
        byte[] expected = of(unixSeconds, body).getBytes(StandardCharsets.UTF_8);
        boolean genuine = MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
        Duration apart =
                Duration.between(Instant.ofEpochSecond(unixSeconds), now).abs();
        return genuine && apart.compareTo(tolerance) <= 0;
    }
}
