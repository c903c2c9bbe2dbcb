package io.sessionledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorableTest {

    private static final String HIGH = "\uD83D";
    private static final String LOW = "\uDE00";

    @ParameterizedTest
    @MethodSource("goodTexts")
    void well_formed_text_is_taken_as_it_is(String text) {
        assertThat(Storable.text("note", text)).isSameAs(text);
    }

    static Stream<String> goodTexts() {
        return Stream.of(
                "",
                " ",
                "\t\r\n\u0001\u007F\uFEFF\uFFFF",
                "\u6211\u5f88\u597d",
                HIGH + LOW,
                HIGH + LOW + HIGH + LOW,
                "family \uD83D\uDC69\u200D\uD83D\uDC67, smile at the end " + HIGH + LOW);
    }

    @ParameterizedTest
    @MethodSource("badTexts")
    void nul_and_half_a_surrogate_pair_are_refused_by_position(String text, String problem) {
        assertThatThrownBy(() -> Storable.text("note", text))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("note"))
                .hasMessageStartingWith("note: expected ")
                .hasMessageEndingWith(problem)
                .hasMessageNotContaining("secret");
    }

    static Stream<Arguments> badTexts() {
        return Stream.of(
                arguments("\0secret", "there is one at index 0"),
                arguments("sec\0secret", "there is one at index 3"),
                arguments("secret\0", "there is one at index 6"),
                arguments("secret " + HIGH + LOW + "\0", "there is one at index 9"),
                arguments(HIGH, "half of a surrogate pair at index 0"),
                arguments(LOW, "half of a surrogate pair at index 0"),
                arguments(HIGH + "secret", "half of a surrogate pair at index 0"),
                arguments(LOW + "secret", "half of a surrogate pair at index 0"),
                arguments("sec" + HIGH + "secret", "half of a surrogate pair at index 3"),
                arguments("sec" + LOW + "secret", "half of a surrogate pair at index 3"),
                arguments("secret" + HIGH, "half of a surrogate pair at index 6"),
                arguments("secret" + LOW, "half of a surrogate pair at index 6"),
                arguments(LOW + HIGH, "half of a surrogate pair at index 0"),
                arguments(HIGH + HIGH + LOW, "half of a surrogate pair at index 0"),
                arguments(HIGH + LOW + LOW, "half of a surrogate pair at index 2"));
    }

    @Test
    void a_label_is_measured_in_utf_16_code_units() {
        assertThat(Storable.label("key", HIGH + LOW, 2)).isEqualTo(HIGH + LOW);
        assertThatThrownBy(() -> Storable.label("key", HIGH + LOW, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("key: expected 1 to 1 characters, but was 2 characters");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T10:00:00.123456789Z, 2026-03-01T10:00:00.123456Z",
        "2026-03-01T10:00:00.000000999Z, 2026-03-01T10:00:00Z",
        "1969-12-31T23:59:59.999999999Z, 1969-12-31T23:59:59.999999Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z"
    })
    void an_instant_is_cut_to_the_microsecond_before_it(Instant given, Instant kept) {
        assertThat(Storable.instant("at", given)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000-12-31T23:59:59.999999999Z",
                "+10000-01-01T00:00:00Z",
                "-1000000000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59.999999999Z"
            })
    void an_instant_outside_the_years_1_to_9999_is_refused(Instant instant) {
        assertThatThrownBy(() -> Storable.instant("at", instant)).isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, PT0S",
        "PT0.000999999S, PT0S",
        "PT2.9999S, PT2.999S",
        "PT60.0010001S, PT60.001S",
        "PT999999999.999S, PT999999999.999S"
    })
    void a_duration_is_cut_to_the_millisecond_below_it(Duration given, Duration kept) {
        assertThat(Storable.duration("length", given)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-0.000000001S", "PT-60S", "PT1000000000S", "PT9223372036854775807S"})
    void a_negative_or_endless_duration_is_refused(Duration duration) {
        assertThatThrownBy(() -> Storable.duration("length", duration)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void the_last_moment_of_the_range_is_cut_into_it() {
        assertThat(Storable.instant("at", Instant.parse("9999-12-31T23:59:59.999999999Z")))
                .isEqualTo("9999-12-31T23:59:59.999999Z");
        assertThat(Storable.duration("length", Duration.parse("PT999999999.9999S")))
                .isEqualTo(Duration.parse("PT999999999.999S"));
    }

    @Test
    void a_number_of_a_million_digits_is_refused_without_being_read() {
        assertThatThrownBy(() -> Storable.decimal("amount", "1".repeat(1_000_000)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("amount: expected at most 100 characters, but was 1000000");
    }
}
