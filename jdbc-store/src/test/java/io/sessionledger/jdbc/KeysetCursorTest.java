package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.InvalidInputException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysetCursorTest {

    private static final String SCOPE = "logs|island";
    private static final KeysetCursor CURSOR =
            KeysetCursor.at(Instant.parse("2026-03-14T12:00:00.123456Z"), new UUID(-1, 2), new UUID(3, -4));

    @Test
    void what_was_written_is_read() {
        KeysetCursor read = KeysetCursor.read(SCOPE, CURSOR.write(SCOPE));

        assertThat(read).isEqualTo(CURSOR);
        assertThat(read.instant()).isEqualTo("2026-03-14T12:00:00.123456Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"})
    void every_storable_instant_survives(Instant instant) {
        KeysetCursor cursor = KeysetCursor.at(instant, new UUID(1, 2));

        assertThat(KeysetCursor.read(SCOPE, cursor.write(SCOPE)).instant()).isEqualTo(instant);
    }

    @Test
    void a_cursor_of_another_scope_is_refused() {
        assertRefused("logs|mainland", CURSOR.write(SCOPE));
    }

    @Test
    void a_cursor_with_any_bit_flipped_is_refused() {
        byte[] written = Base64.getUrlDecoder().decode(CURSOR.write(SCOPE));
        for (int bit = 0; bit < written.length * 8; bit++) {
            byte[] altered = written.clone();
            altered[bit / 8] ^= (byte) (1 << (bit % 8));
            assertRefused(SCOPE, Base64.getUrlEncoder().withoutPadding().encodeToString(altered));
        }
    }

    @Test
    void a_cursor_with_any_character_changed_is_refused() {
        String written = CURSOR.write(SCOPE);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_ =";
        for (int i = 0; i < written.length(); i++) {
            for (int j = 0; j < alphabet.length(); j++) {
                char other = alphabet.charAt(j);
                if (written.charAt(i) != other) {
                    assertRefused(SCOPE, written.substring(0, i) + other + written.substring(i + 1));
                }
            }
        }
    }

    @Test
    void a_cursor_that_was_cut_or_lengthened_is_refused() {
        String written = CURSOR.write(SCOPE);
        for (int length = 0; length < written.length(); length++) {
            assertRefused(SCOPE, written.substring(0, length));
        }
        assertRefused(SCOPE, written + "A");
        assertRefused(SCOPE, written + "==");
        assertRefused(SCOPE, written + written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "2", "next", "ä", "\u0000", "%00", "' or 1 = 1 --"})
    void what_is_no_cursor_is_refused(String text) {
        assertRefused(SCOPE, text);
    }

    private static void assertRefused(String scope, String text) {
        assertThatThrownBy(() -> KeysetCursor.read(scope, text))
                .as(text)
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("cursor"))
                .hasMessageContaining("nextCursor");
    }
}
