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

class UsdTest {

    @Test
    void costs_of_equal_value_are_equal_however_they_were_written() {
        assertThat(Usd.of("0.00120850"))
                .isEqualTo(Usd.of("0.0012085"))
                .isEqualTo(Usd.of(new BigDecimal("12085E-7")))
                .hasSameHashCodeAs(Usd.of("0.001208500000"))
                .isNotEqualTo(Usd.of("0.0012085001"));
        assertThat(Usd.of("-0")).isEqualTo(Usd.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "0.00120850, 0.0012085",
        "0.0000000001, 0.0000000001",
        "1E+3, 1000",
        "0E-10, 0",
        "99999999.9999999999, 99999999.9999999999"
    })
    void it_reads_as_people_write_it(String written, String read) {
        assertThat(Usd.of(written)).hasToString(read);
    }

    @Test
    void the_largest_cost_is_the_least_below_a_hundred_million() {
        Usd largest = Usd.of("99999999.9999999999");

        assertThatThrownBy(() -> largest.plus(Usd.of("0.0000000001"))).isInstanceOf(InvalidInputException.class);
        assertThat(largest).isGreaterThan(Usd.of("99999999.9999999998"));
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
            assertThatThrownBy(() -> Usd.of(absurd)).isInstanceOf(InvalidInputException.class);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "0.0000000001, 0.0000000001, 0.000001",
        "0.0000123457, 0.0000123457, 0.123457",
        "0.0000000001, 0.0000123457, 0.061729"
    })
    void ten_thousand_tiny_costs_add_up_to_the_tenth_decimal(String even, String odd, String expected) {
        Usd sum = Usd.ZERO;
        for (int i = 0; i < 10_000; i++) {
            sum = sum.plus(Usd.of(i % 2 == 0 ? even : odd));
        }

        assertThat(sum).isEqualTo(Usd.of(expected));
    }
}
