package io.sessionledger.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetyDistributionTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0.0, 0.0, 0.0",
        "0, 0, 1, 0.0, 0.0, 100.0",
        "1, 1, 1, 33.4, 33.3, 33.3",
        "2, 1, 0, 66.7, 33.3, 0.0",
        "0, 1, 2, 0.0, 33.3, 66.7",
        "1, 2, 3, 16.7, 33.3, 50.0",
        "5, 10, 45, 8.3, 16.7, 75.0",
        "1, 1, 5, 14.3, 14.3, 71.4",
        "1, 0, 1199, 0.1, 0.0, 99.9",
        "1, 0, 9999, 0.0, 0.0, 100.0",
        "9000000000000000, 9000000000000000, 9000000000000000, 33.4, 33.3, 33.3"
    })
    void shares_have_one_decimal_and_a_tie_goes_to_the_graver_level(
            long red, long yellow, long green, String redShare, String yellowShare, String greenShare) {
        SafetyDistribution distribution = new SafetyDistribution(red, yellow, green);

        assertThat(distribution.redPercentage()).isEqualTo(new BigDecimal(redShare));
        assertThat(distribution.yellowPercentage()).isEqualTo(new BigDecimal(yellowShare));
        assertThat(distribution.greenPercentage()).isEqualTo(new BigDecimal(greenShare));
        assertThat(distribution.total()).isEqualTo(red + yellow + green);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {7, 88, 999})
    void shares_always_add_up_and_none_is_off_by_a_tenth(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            long bound = i % 3 == 0 ? 4 : i % 3 == 1 ? 2_000 : 3_000_000_000_000_000L;
            long[] counts = random.longs(3, 0, bound).toArray();
            counts[2]++; // at least one analysis
            SafetyDistribution distribution = new SafetyDistribution(counts[0], counts[1], counts[2]);
            BigDecimal[] shares = {
                distribution.redPercentage(), distribution.yellowPercentage(), distribution.greenPercentage()
            };

            assertThat(shares[0].add(shares[1]).add(shares[2]))
                    .as("seed %d: sum of %s", seed, distribution)
                    .isEqualTo(new BigDecimal("100.0"));
            for (int level = 0; level < 3; level++) {
                BigDecimal exact = BigDecimal.valueOf(counts[level])
                        .multiply(BigDecimal.valueOf(100))
                        .divide(BigDecimal.valueOf(distribution.total()), MathContext.DECIMAL64);
                assertThat(shares[level].subtract(exact).abs())
                        .as("seed %d: level %d of %s", seed, level, distribution)
                        .isLessThan(new BigDecimal("0.1"));
            }
        }
    }
}
