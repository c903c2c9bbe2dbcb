package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.AnalysisContentCodec.Field;
import io.sessionledger.analysis.AnalysisContentCodec.Place;
import java.util.Base64;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The codec that docs/encryption.md prints; {@link ContentCodecContractTest} runs it on the databases. */
class AesGcmCodecTest {

    private static final Place PLACE =
            new Place(TenantId.of("island"), SessionId.of(1), AnalysisId.of(2), Field.DISPLAY_TEXT);

    private final AesGcmCodec codec = new AesGcmCodec(Map.of("a", key(32)), "a");

    @ParameterizedTest
    @ValueSource(strings = {"", "said", "\uD83D\uDE00 心理師", "enc1:a:"})
    void a_text_comes_back_and_looks_different_each_time(String text) {
        String encoded = codec.encode(PLACE, text);

        assertThat(codec.decode(PLACE, encoded)).isEqualTo(text);
        assertThat(codec.encode(PLACE, text)).startsWith("enc1:a:").isNotEqualTo(encoded);
    }

    @Test
    void a_text_that_was_altered_anywhere_is_not_decoded() {
        byte[] sealed = Base64.getDecoder().decode(codec.encode(PLACE, "said").substring("enc1:a:".length()));
        for (int i = 0; i < sealed.length; i++) {
            byte[] altered = sealed.clone();
            altered[i] ^= 1;
            assertThatThrownBy(() ->
                            codec.decode(PLACE, "enc1:a:" + Base64.getEncoder().encodeToString(altered)))
                    .hasCauseInstanceOf(AEADBadTagException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"enc1:", "enc1:a", "enc1:a:", "enc1:a:????", "enc1:a:AAAA", "enc1:b:AAAAAAAAAAAAAAAAAAAAAAAA"})
    void what_begins_like_its_own_and_is_not_is_not_decoded(String stored) {
        assertThatThrownBy(() -> codec.decode(PLACE, stored)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void keys_of_another_size_and_ids_that_cannot_be_read_back_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AesGcmCodec(Map.of("a", key(16)), "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> new AesGcmCodec(Map.of("a:b", key(32)), "a:b"));
        assertThatIllegalArgumentException().isThrownBy(() -> new AesGcmCodec(Map.of("a", key(32)), "b"));
    }

    private static SecretKeySpec key(int bytes) {
        return new SecretKeySpec(new byte[bytes], "AES");
    }
}
