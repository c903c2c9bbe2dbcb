package io.sessionledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreditsTest {

    @Test
    void amounts_of_equal_value_are_equal_however_they_were_written() {
        assertThat(Credits.of("1.50"))
                .isEqualTo(Credits.of("1.5"))
                .isEqualTo(Credits.of(new BigDecimal("1.500000")))
                .hasSameHashCodeAs(Credits.of("15E-1"))
                .isNotEqualTo(Credits.of("1.5001"));
        assertThat(Credits.of("1E+2")).isEqualTo(Credits.of(100));
        assertThat(Credits.of("-0.0000")).isEqualTo(Credits.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "12.50, 12.5",
        "100, 100",
        "1E+2, 100",
        "0.0000, 0",
        "-0.0001, -0.0001",
        "-120, -120",
        "999999999999999.9999, 999999999999999.9999"
    })
    void it_reads_as_people_write_it(String written, String read) {
        assertThat(Credits.of(written)).hasToString(read);
    }

    @Test
    void the_largest_amount_has_fifteen_digits_and_four_decimals_on_either_side_of_zero() {
        Credits largest = Credits.of("999999999999999.9999");
        Credits smallest = largest.negated();

        assertThat(smallest).hasToString("-999999999999999.9999");
        assertThatThrownBy(() -> largest.plus(Credits.of("0.0001"))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> smallest.minus(Credits.of("0.0001"))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Credits.of(Long.MIN_VALUE)).isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1E+1000000000",
                "-1E+1000000000",
                "1E-100000000",
                "1E-1000000000",
                "1E+2147483647",
                "1E-2147483647"
            })
    void an_absurd_exponent_is_refused_without_writing_it_out(String absurd) {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThatThrownBy(() -> Credits.of(absurd)).isInstanceOf(InvalidInputException.class);
        });
    }

    @Test
    void sums_and_differences_are_exact_and_may_fall_below_zero() {
        Credits tenth = Credits.of("0.1");

        assertThat(tenth.plus(Credits.of("0.2"))).isEqualTo(Credits.of("0.3"));
        assertThat(tenth.minus(Credits.of("0.3"))).isEqualTo(Credits.of("-0.2"));
        assertThat(tenth.minus(tenth)).isEqualTo(Credits.ZERO);
    }

    @ParameterizedTest
    @CsvSource({"-0.0001, true, false, false", "0, false, true, false", "0.0001, false, false, true"})
    void it_knows_its_side_of_zero(String amount, boolean negative, boolean zero, boolean positive) {
        Credits credits = Credits.of(amount);

        assertThat(credits.isNegative()).isEqualTo(negative);
        assertThat(credits.isZero()).isEqualTo(zero);
        assertThat(credits.isPositive()).isEqualTo(positive);
        assertThat(credits.compareTo(Credits.ZERO)).isEqualTo(credits.value().signum());
    }
}
