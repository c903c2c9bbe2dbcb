package io.sessionledger.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sessionledger.InvalidInputException;
import io.sessionledger.Usd;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.RateMethod.Tier;
import io.sessionledger.session.UsageFigures;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateMethodTest {

    private static final RateMethod GRADUATED =
            RateMethod.tieredMinutes(Tier.upTo(30, "1"), Tier.upTo(60, "0.8"), Tier.beyond("0.5"));

    @ParameterizedTest
    @CsvSource({
        "PT0S,         0.5,          0",
        "PT0.001S,     0.5,          0.0005",
        "PT100.5S,     0.0033333333, 0.33499999665",
        "PT1H,         0.0033333333, 11.99999988",
        "PT999999999.999S, 0.0000000001, 0.0999999999999"
    })
    void a_second_is_charged_with_its_fractions(Duration duration, String price, BigDecimal exact) {
        assertThat(RateMethod.perSecond(price).priceOf(lasting(duration)).exact())
                .isEqualByComparingTo(exact);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,       0",
        "PT0.001S,   1",
        "PT59.999S,  1",
        "PT60S,      1",
        "PT60.001S,  2",
        "PT119.999S, 2",
        "PT3599.999S, 60",
        "PT3600S,    60",
        "PT3600.001S, 61"
    })
    void a_minute_that_has_begun_is_billed_whole(Duration duration, BigDecimal minutes) {
        assertThat(RateMethod.perStartedMinute("1").priceOf(lasting(duration)).exact())
                .isEqualByComparingTo(minutes);
        assertThat(RateMethod.perStartedMinute("0.25")
                        .priceOf(lasting(duration))
                        .exact())
                .isEqualByComparingTo(minutes.multiply(new BigDecimal("0.25")));
    }

    @Test
    void twelve_hundred_steps_of_three_seconds_are_sixty_minutes() {
        Duration recorded = Duration.ZERO;
        for (int step = 0; step < 1200; step++) {
            recorded = recorded.plusSeconds(3);
        }

        assertThat(RateMethod.perStartedMinute("1").priceOf(lasting(recorded)).exact())
                .isEqualByComparingTo("60");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,        0,    0 started minutes: 0 x 1",
        "PT0.001S,    1,    1 started minute: 1 x 1",
        "PT29M,       29,   29 started minutes: 29 x 1",
        "PT30M,       30,   30 started minutes: 30 x 1",
        "PT30M0.001S, 30.8, 31 started minutes: 30 x 1 + 1 x 0.8",
        "PT59M,       53.2, 59 started minutes: 30 x 1 + 29 x 0.8",
        "PT60M,       54,   60 started minutes: 30 x 1 + 30 x 0.8",
        "PT60M0.001S, 54.5, 61 started minutes: 30 x 1 + 30 x 0.8 + 1 x 0.5",
        "PT120M,      84,   120 started minutes: 30 x 1 + 30 x 0.8 + 60 x 0.5"
    })
    void each_minute_costs_what_its_own_tier_says(Duration duration, BigDecimal exact, String arithmetic) {
        RateMethod.Price price = GRADUATED.priceOf(lasting(duration));

        assertThat(price.exact()).isEqualByComparingTo(exact);
        assertThat(price.arithmetic()).isEqualTo(arithmetic);
    }

    @ParameterizedTest
    @CsvSource({"PT10M, 0", "PT10M0.001S, 2", "PT11M, 2", "PT12M, 4"})
    void the_first_minutes_may_be_free(Duration duration, BigDecimal exact) {
        RateMethod free = RateMethod.tieredMinutes(Tier.upTo(10, "0"), Tier.beyond("2"));

        assertThat(free.priceOf(lasting(duration)).exact()).isEqualByComparingTo(exact);
    }

    @Test
    void a_single_open_tier_is_a_price_per_started_minute() {
        assertThat(RateMethod.tieredMinutes(Tier.beyond("0.7"))
                        .priceOf(lasting(Duration.ofSeconds(61)))
                        .exact())
                .isEqualByComparingTo("1.4");
    }

    @Test
    void an_analysis_costs_the_same_whatever_it_used() {
        UsageFigures used = new UsageFigures(Duration.ofHours(1), 1200, TokenUsage.of(1, 2, 3), Usd.of("9"), 1200);

        assertThat(RateMethod.perAnalysis("0.1").priceOf(used).exact()).isEqualByComparingTo("120");
    }

    @Test
    void tokens_are_charged_by_the_thousand_and_its_parts_cached_ones_included() {
        UsageFigures used = new UsageFigures(Duration.ZERO, 1, TokenUsage.of(10_000, 2_000, 345), Usd.ZERO, 1);

        assertThat(RateMethod.perThousandTokens("0.02").priceOf(used).exact()).isEqualByComparingTo("0.2469");
    }

    @Test
    void a_share_of_the_cost_follows_every_dollar_to_the_last_decimal() {
        UsageFigures used = new UsageFigures(Duration.ZERO, 3, TokenUsage.NONE, Usd.of("0.0012085001"), 0);

        assertThat(RateMethod.shareOfCost("100").priceOf(used).exact()).isEqualByComparingTo("0.12085001");
        assertThat(RateMethod.shareOfCost("1.3").priceOf(used).exact()).isEqualByComparingTo("0.00157105013");
    }

    @Test
    void a_share_of_a_cost_that_is_not_fully_known_is_refused_not_guessed() {
        UsageFigures used = new UsageFigures(Duration.ofMinutes(3), 3, TokenUsage.NONE, Usd.of("0.002"), 2);

        assertThatThrownBy(() -> RateMethod.shareOfCost("100").priceOf(used))
                .isInstanceOf(UnpricedUsageException.class)
                .hasMessageContaining("the cost of 2 analyses is not known");
    }

    @Test
    void the_smallest_and_the_largest_price_are_exact() {
        assertThat(RateMethod.perAnalysis("0.0000000001").priceOf(analyses(3)).exact())
                .isEqualByComparingTo("0.0000000003");
        assertThat(RateMethod.perAnalysis("999999.9999999999")
                        .priceOf(analyses(3))
                        .exact())
                .isEqualByComparingTo("2999999.9999999997");
        assertThat(RateMethod.perAnalysis("0").priceOf(analyses(3)).exact()).isEqualByComparingTo("0");
    }

    @Test
    void methods_of_equal_price_are_equal_however_it_was_written() {
        assertThat(RateMethod.perSecond("0.50"))
                .isEqualTo(RateMethod.perSecond("0.5"))
                .hasSameHashCodeAs(RateMethod.perSecond("5E-1"))
                .isNotEqualTo(RateMethod.perSecond("0.51"));
        assertThat(RateMethod.perStartedMinute("1E+2"))
                .isEqualTo(RateMethod.perStartedMinute("100"))
                .hasToString("PerStartedMinute[creditsPerMinute=100]");
        assertThat(RateMethod.perAnalysis("0.0")).isEqualTo(RateMethod.perAnalysis("0"));
        assertThat(RateMethod.perThousandTokens("1.0")).isEqualTo(RateMethod.perThousandTokens("1"));
        assertThat(RateMethod.shareOfCost("1.30")).isEqualTo(RateMethod.shareOfCost("1.3"));
        assertThat(RateMethod.tieredMinutes(Tier.beyond("2.0"))).isEqualTo(RateMethod.tieredMinutes(Tier.beyond("2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E+1000000000", "1E-100000000", "1E-1000000000"})
    void an_absurd_exponent_is_refused_without_writing_it_out(String absurd) {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThatThrownBy(() -> RateMethod.perSecond(absurd)).isInstanceOf(InvalidInputException.class);
        });
    }

    private static UsageFigures lasting(Duration duration) {
        return UsageFigures.NONE.withDuration(duration);
    }

    private static UsageFigures analyses(long count) {
        return new UsageFigures(Duration.ZERO, count, TokenUsage.NONE, Usd.ZERO, count);
    }
}
