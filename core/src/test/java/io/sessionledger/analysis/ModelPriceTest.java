package io.sessionledger.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sessionledger.InvalidInputException;
import io.sessionledger.Usd;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPriceTest {

    private static final Instant NOON = Instant.parse("2026-03-14T12:00:00Z");

    private static final ModelPrice FLASH = ModelPrice.of("0.30", "0.03", "2.50");

    private static final ModelPrice PRO =
            ModelPrice.of("1.25", "0.125", "10").above(200_000, ModelPrice.of("2.50", "0.25", "15"));

    /** 400 x 0.30 + 1,000 x 0.03 + 250 x 2.50 = 120 + 30 + 625 = 775 millionths. */
    @Test
    void each_bucket_has_its_own_price() {
        assertThat(FLASH.costOf(TokenUsage.of(400, 1000, 250))).contains(Usd.of("0.000775"));
        assertThat(FLASH.costOf(TokenUsage.of(400, 0, 0))).contains(Usd.of("0.00012"));
        assertThat(FLASH.costOf(TokenUsage.of(0, 1000, 0))).contains(Usd.of("0.00003"));
        assertThat(FLASH.costOf(TokenUsage.of(0, 0, 250))).contains(Usd.of("0.000625"));
        assertThat(FLASH.costOf(TokenUsage.NONE)).contains(Usd.ZERO);
    }

    /** 100,000 prompt tokens, 90,000 of them from a cache, at 1.25 and 0.125: 0.0125 + 0.01125; the completion 1,000 x 10 = 0.01. */
    @Test
    void cached_tokens_are_neither_doubled_nor_dropped_whoever_reports_them() {
        Usd cost = Usd.of("0.03375");

        assertThat(PRO.costOf(TokenUsage.ofGemini(100_000, 90_000, 600, 400))).contains(cost);
        assertThat(PRO.costOf(TokenUsage.ofOpenAi(100_000, 90_000, 1000))).contains(cost);
        assertThat(PRO.costOf(TokenUsage.ofAnthropic(10_000, 90_000, 0, 1000))).contains(cost);
    }

    @Test
    void reasoning_costs_what_completion_costs() {
        assertThat(FLASH.costOf(TokenUsage.ofGemini(0, 0, 0, 1000)))
                .isEqualTo(FLASH.costOf(TokenUsage.ofGemini(0, 0, 1000, 0)))
                .contains(Usd.of("0.0025"));
    }

    @ParameterizedTest
    @CsvSource({
        "0.01, 0.00000001",
        "0.0001, 0.0000000001",
        "0.00005, 0.0000000001",
        "0.00004, 0",
        "0.00014, 0.0000000001",
        "0.00015, 0.0000000002"
    })
    void one_token_costs_as_much_as_ten_decimals_can_say(String perMillion, String cost) {
        assertThat(ModelPrice.withoutCache(perMillion, "0").costOf(TokenUsage.of(1, 0, 0)))
                .contains(Usd.of(cost));
    }

    /** Each part alone would round to 0; together they are 0.9 units of the last decimal. */
    @Test
    void the_sum_is_rounded_once_not_its_parts() {
        ModelPrice tiny = ModelPrice.of("0.00003", "0.00003", "0.00003");

        assertThat(tiny.costOf(TokenUsage.of(1, 0, 0))).contains(Usd.ZERO);
        assertThat(tiny.costOf(TokenUsage.of(1, 1, 1))).contains(Usd.of("0.0000000001"));
    }

    /** 3 x 0.123456789012345678 millionths = 0.000000370370367037..., to ten decimals. */
    @Test
    void a_price_with_all_the_digits_of_a_double_is_taken_exactly() {
        ModelPrice odd = ModelPrice.withoutCache("0.123456789012345678", "0");

        assertThat(odd.costOf(TokenUsage.of(3, 0, 0))).contains(Usd.of("0.0000003704"));
        assertThat(odd.costOf(TokenUsage.of(1_000_000_000_000L, 0, 0))).contains(Usd.of("123456.7890123457"));
    }

    @Test
    void without_a_cached_price_usage_with_cached_tokens_has_no_cost() {
        ModelPrice price = ModelPrice.withoutCache("15", "120");

        assertThat(price.costOf(TokenUsage.of(1000, 0, 100))).contains(Usd.of("0.027"));
        assertThat(price.costOf(TokenUsage.of(1000, 1, 100))).isEmpty();
    }

    /** 200,000 x 1.25 = 0.25; one more token costs 200,001 x 2.50 = 0.5000025. */
    @Test
    void above_the_limit_every_token_costs_what_a_long_prompt_costs() {
        assertThat(PRO.costOf(TokenUsage.of(200_000, 0, 0))).contains(Usd.of("0.25"));
        assertThat(PRO.costOf(TokenUsage.of(200_001, 0, 0))).contains(Usd.of("0.5000025"));
        assertThat(PRO.costOf(TokenUsage.of(200_001, 0, 1000))).contains(Usd.of("0.5150025"));
    }

    @Test
    void cached_tokens_are_part_of_the_prompts_length_and_completion_is_not() {
        assertThat(PRO.costOf(TokenUsage.of(1, 200_000, 0))).contains(Usd.of("0.0500025"));
        assertThat(PRO.costOf(TokenUsage.of(1, 199_999, 500_000))).contains(Usd.of("5.025001125"));
    }

    @Test
    void retried_requests_are_never_estimated_below_what_they_cost() {
        TokenUsage request = TokenUsage.of(90_000, 0, 1000);
        Usd one = PRO.costOf(request).orElseThrow();
        Usd both = PRO.costOf(request.plus(request)).orElseThrow();
        Usd three = PRO.costOf(request.plus(request).plus(request)).orElseThrow();

        assertThat(both).as("within the limit, exact").isEqualTo(one.plus(one));
        assertThat(three)
                .as("above it, the most it can have been")
                .isGreaterThan(one.plus(one).plus(one));
    }

    @Test
    void a_limit_without_a_price_above_it_leaves_long_prompts_unpriced() {
        ModelPrice limited = FLASH.upTo(128_000);

        assertThat(limited.costOf(TokenUsage.of(128_000, 0, 0))).contains(Usd.of("0.0384"));
        assertThat(limited.costOf(TokenUsage.of(128_001, 0, 0))).isEmpty();
    }

    @Test
    void a_long_price_that_knows_no_cached_price_prices_no_cached_tokens() {
        ModelPrice price = FLASH.above(1000, ModelPrice.withoutCache("1", "5"));

        assertThat(price.costOf(TokenUsage.of(500, 500, 0))).isPresent();
        assertThat(price.costOf(TokenUsage.of(501, 500, 0))).isEmpty();
        assertThat(price.costOf(TokenUsage.of(1001, 0, 0))).contains(Usd.of("0.001001"));
    }

    @Test
    void equal_prices_are_equal_however_they_were_written() {
        assertThat(ModelPrice.of("0.30", "3E-2", "2.500"))
                .isEqualTo(FLASH)
                .hasSameHashCodeAs(FLASH)
                .isNotEqualTo(ModelPrice.withoutCache("0.3", "2.5"))
                .isNotEqualTo(FLASH.upTo(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.01", "1000000", "1E+2147483647", "1E-31", "1E-2147483647", "-1E+999999999"})
    void what_is_no_price_is_refused_by_name_and_without_writing_it_out(String absurd) {
        BigDecimal price = new BigDecimal(absurd);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThatThrownBy(() -> new ModelPrice(price, Optional.empty(), BigDecimal.ONE, Optional.empty()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("promptPerMillion:");
            assertThatThrownBy(
                            () -> new ModelPrice(BigDecimal.ONE, Optional.of(price), BigDecimal.ONE, Optional.empty()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("cachedPerMillion:");
            assertThatThrownBy(() -> new ModelPrice(BigDecimal.ONE, Optional.empty(), price, Optional.empty()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("completionPerMillion:");
        });
    }

    @Test
    void a_limit_is_positive_and_there_is_one_of_them() {
        assertThatThrownBy(() -> FLASH.upTo(0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> FLASH.upTo(-1)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> FLASH.above(100, PRO)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void more_than_a_cost_can_hold_is_refused_rather_than_cut() {
        TokenUsage most = TokenUsage.of(TokenUsage.MAX_TOKENS, 0, TokenUsage.MAX_TOKENS);

        assertThat(FLASH.costOf(most)).contains(Usd.of("2800000"));
        assertThatThrownBy(() -> ModelPrice.of("90", "0", "90").costOf(most)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void nothing_is_priced_by_none() {
        assertThat(ModelPrices.NONE.priceOf("gemini-2.5-flash", NOON)).isEmpty();
    }

    @Test
    void other_prices_are_asked_only_where_the_first_have_none() {
        List<String> asked = new ArrayList<>();
        ModelPrices first = (model, at) -> model.equals("flash") ? Optional.of(FLASH) : Optional.empty();
        ModelPrices both = first.orElse((model, at) -> {
            asked.add(model + " at " + at);
            return model.equals("none") ? Optional.empty() : Optional.of(PRO);
        });

        assertThat(both.priceOf("flash", NOON)).contains(FLASH);
        assertThat(asked).isEmpty();
        assertThat(both.priceOf("pro", NOON)).contains(PRO);
        assertThat(both.priceOf("none", NOON)).isEmpty();
        assertThat(asked).containsExactly("pro at " + NOON, "none at " + NOON);
    }

    @Test
    void a_stated_cost_replaces_none_and_changes_nothing_else() {
        Analysis unpriced = Analysis.builder(SafetyLevel.RED, 3)
                .model("flash", TokenUsage.of(1, 2, 3))
                .displayText("a text")
                .analyzedAt(NOON)
                .build();
        Analysis priced = unpriced.withEstimatedCost(Usd.of("0.5"));

        assertThat(priced.estimatedCost()).isEqualTo(Usd.of("0.5"));
        assertThat(priced)
                .usingRecursiveComparison()
                .ignoringFields("estimatedCost")
                .isEqualTo(unpriced);
    }
}
