package io.sessionledger.examples.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The dashboard says the same in both languages. */
class TextsTest {

    private final Texts english = Language.ENGLISH.texts();
    private final Texts chinese = Language.TRADITIONAL_CHINESE.texts();

    @Test
    void each_text_is_there_in_both_languages_with_the_same_places_for_figures() {
        assertThat(chinese.keys()).isEqualTo(english.keys());
        for (String key : english.keys()) {
            assertThat(places(chinese.get(key))).as(key).isEqualTo(places(english.get(key)));
            assertThat(chinese.get(key)).as(key).isNotBlank();
        }
    }

    private static java.util.Set<String> places(String text) {
        return Pattern.compile("\\{\\d}")
                .matcher(text)
                .results()
                .map(match -> match.group())
                .collect(java.util.stream.Collectors.toSet());
    }
}
