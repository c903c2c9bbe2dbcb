package io.sessionledger.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.credit.Rounding.Direction;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundingTest {

    @ParameterizedTest(name = "{1} to {0} decimals")
    @CsvSource({
        "0, 0,            0, 0, 0",
        "0, 2,            2, 2, 2",
        "0, 2.0000000001, 3, 2, 2",
        "0, 0.5,          1, 1, 0",
        "0, 1.4999999999, 2, 1, 1",
        "0, 1.5,          2, 2, 1",
        "0, 2.5,          3, 3, 2",
        "1, 0.2499999999, 0.3, 0.2, 0.2",
        "1, 0.25,         0.3, 0.3, 0.2",
        "1, 0.35,         0.4, 0.4, 0.3",
        "2, 0.1249999999, 0.13, 0.12, 0.12",
        "2, 0.125,        0.13, 0.13, 0.12",
        "2, 7.1,          7.1, 7.1, 7.1",
        "3, 0.0624999999, 0.063, 0.062, 0.062",
        "3, 0.0625,       0.063, 0.063, 0.062",
        "4, 0.0000000001, 0.0001, 0, 0",
        "4, 0.00005,      0.0001, 0.0001, 0",
        "4, 0.12345,      0.1235, 0.1235, 0.1234",
        "4, 12.3456,      12.3456, 12.3456, 12.3456"
    })
    void the_rest_goes_where_the_rate_says(int decimals, BigDecimal exact, String up, String nearest, String down) {
        assertThat(new Rounding(decimals, Direction.UP).round(exact)).isEqualTo(Credits.of(up));
        assertThat(new Rounding(decimals, Direction.NEAREST).round(exact)).isEqualTo(Credits.of(nearest));
        assertThat(new Rounding(decimals, Direction.DOWN).round(exact)).isEqualTo(Credits.of(down));
    }

    @Test
    void the_default_is_whole_credits_every_fraction_counting_as_one() {
        assertThat(Rounding.WHOLE_UP).isEqualTo(new Rounding(0, Direction.UP));
    }

    @Test
    void a_price_beyond_the_largest_amount_is_refused() {
        BigDecimal almost = new BigDecimal("999999999999999.1");

        assertThat(new Rounding(0, Direction.DOWN).round(almost)).isEqualTo(Credits.of(999_999_999_999_999L));
        assertThatThrownBy(() -> Rounding.WHOLE_UP.round(almost)).isInstanceOf(InvalidInputException.class);
    }
}
