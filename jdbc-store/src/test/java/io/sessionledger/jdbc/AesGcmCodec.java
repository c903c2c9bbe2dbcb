package io.sessionledger.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionledger.analysis.AnalysisContentCodec;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-GCM under keys of 256 bits. A stored text reads {@code enc1:<key id>:<Base64 of IV, ciphertext and tag>}; what does not begin
 * like that was stored before there was a codec, and is plain. Thread-safe.
 */
final class AesGcmCodec implements AnalysisContentCodec {

    private static final String PREFIX = "enc1:";
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Map<String, SecretKey> keys;
    private final String currentKey;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param keys of 256 bits, each that stored texts may need, by its id: a short word without a colon
     * @param currentKey the id of the key for what is stored from now on
     */
    AesGcmCodec(Map<String, SecretKey> keys, String currentKey) {
        keys.forEach((id, key) -> check(!id.contains(":") && key.getEncoded().length == 32, id));
        check(keys.containsKey(currentKey), currentKey);
        this.keys = Map.copyOf(keys);
        this.currentKey = currentKey;
    }

    private static void check(boolean usable, String keyId) {
        if (!usable) {
            throw new IllegalArgumentException("key '" + keyId + "': expected 256 bits under an id without a colon");
        }
    }

    @Override
    public String encode(Place place, String content) {
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, currentKey, iv, place, content.getBytes(UTF_8));
        byte[] all = ByteBuffer.allocate(IV_BYTES + sealed.length)
                .put(iv)
                .put(sealed)
                .array();
        return PREFIX + currentKey + ":" + Base64.getEncoder().encodeToString(all);
    }

    @Override
    public String decode(Place place, String stored) {
        if (!stored.startsWith(PREFIX)) {
            return stored;
        }
        int colon = stored.indexOf(':', PREFIX.length());
        String key = stored.substring(PREFIX.length(), colon);
        ByteBuffer all = ByteBuffer.wrap(Base64.getDecoder().decode(stored.substring(colon + 1)));
        byte[] iv = new byte[IV_BYTES];
        byte[] sealed = new byte[all.remaining() - IV_BYTES];
        all.get(iv).get(sealed);
        return new String(crypt(Cipher.DECRYPT_MODE, key, iv, place, sealed), UTF_8);
    }

    private byte[] crypt(int mode, String key, byte[] iv, Place place, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, keys.get(key), new GCMParameterSpec(TAG_BITS, iv));
            cipher.updateAAD(bytes(place));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each part behind its length, so that no two places read the same: {@code 6:island36:...36:...12:display_text}. */
    private static byte[] bytes(Place place) {
        return Stream.of(
                        place.tenant(),
                        place.sessionId(),
                        place.analysisId(),
                        place.field().code())
                .map(Object::toString)
                .map(part -> part.length() + ":" + part)
                .collect(Collectors.joining())
                .getBytes(UTF_8);
    }
}
