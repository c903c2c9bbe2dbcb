package io.sessionledger.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sessionledger.InvalidInputException;
import io.sessionledger.Usd;
import io.sessionledger.analysis.ModelPrice;
import io.sessionledger.analysis.TokenUsage;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTableTest {

    private static final Instant SPRING = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant SUMMER = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant AUTUMN = Instant.parse("2026-10-01T00:00:00Z");

    private static final ModelPrice CHEAP = ModelPrice.of("1", "0.1", "5");
    private static final ModelPrice DEAR = ModelPrice.of("2", "0.2", "10");

    private static final String GOOD = """
            {
              "unit": "USD per million tokens",
              "as_of": "2026-11-22",
              "comment": "ours",
              "prices": [
                {"model": "pro", "from": "2026-03-01", "prompt": "1.25", "cached": 0.125, "completion": 10,
                 "above": {"prompt_tokens": 200000, "prompt": "2.50", "cached": "0.25", "completion": "15"},
                 "source": "https://example.org/prices", "read": "2026-11-22", "comment": "text"},
                {"from": "2026-03-01T12:00:00Z", "model": "uncached", "completion": "120", "prompt": "15", "cached": null},
                {"model": "short", "from": "2026-03-01", "prompt": "1", "cached": "1", "completion": "1",
                 "above": {"prompt_tokens": 128000}}
              ],
              "aliases": {"models/pro": "pro"}
            }
            """;

    @Test
    void a_price_is_in_force_from_its_date_until_the_next_one_of_the_same_model() {
        PriceTable table = PriceTable.builder()
                .price("a", SUMMER, DEAR)
                .price("a", SPRING, CHEAP)
                .price("b", AUTUMN, DEAR)
                .build();

        assertThat(table.priceOf("a", SPRING.minusNanos(1))).isEmpty();
        assertThat(table.priceOf("a", SPRING)).contains(CHEAP);
        assertThat(table.priceOf("a", SUMMER.minusNanos(1000))).contains(CHEAP);
        assertThat(table.priceOf("a", SUMMER)).contains(DEAR);
        assertThat(table.priceOf("a", AUTUMN))
                .as("another model's price ends none")
                .contains(DEAR);
        assertThat(table.models()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4.1-mini",
                "gpt-4",
                "gpt-4.1-2025-04-14",
                "openai/gpt-4.1",
                "azure/gpt-4.1",
                "GPT-4.1",
                " gpt-4.1",
                ""
            })
    void only_the_exact_name_finds_a_price(String other) {
        PriceTable table = PriceTable.builder().price("gpt-4.1", SPRING, CHEAP).build();

        assertThat(table.priceOf("gpt-4.1", SUMMER)).contains(CHEAP);
        assertThat(table.priceOf(other, SUMMER)).isEmpty();
    }

    @Test
    void a_declared_alias_costs_what_its_model_costs_at_every_date() {
        PriceTable table = PriceTable.builder()
                .alias("openai/gpt-4.1", "gpt-4.1")
                .price("gpt-4.1", SPRING, CHEAP)
                .price("gpt-4.1", SUMMER, DEAR)
                .build();

        assertThat(table.priceOf("openai/gpt-4.1", SPRING)).contains(CHEAP);
        assertThat(table.priceOf("openai/gpt-4.1", SUMMER)).contains(DEAR);
        assertThat(table.models()).containsExactly("gpt-4.1");
    }

    @Test
    void an_alias_that_could_mean_two_prices_is_refused() {
        PriceTable.Builder table = PriceTable.builder()
                .price("a", SPRING, CHEAP)
                .price("b", SPRING, DEAR)
                .alias("x", "a")
                .alias("x", "a");

        assertThatThrownBy(() -> table.alias("x", "b"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a and b");
        assertThatThrownBy(() -> table.build().toBuilder().alias("a", "b").build())
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> table.build().toBuilder().alias("y", "x").build())
                .as("an alias of an alias")
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> table.build().toBuilder().alias("y", "unknown").build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("unknown");
    }

    @Test
    void two_prices_of_one_model_from_one_instant_are_refused() {
        PriceTable.Builder table = PriceTable.builder().price("a", SPRING, CHEAP);

        assertThatThrownBy(() -> table.price("a", SPRING.plusNanos(999), DEAR))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a from 2026-03-01");
    }

    @Test
    void a_name_that_no_analysis_can_have_is_refused() {
        assertThatThrownBy(() -> PriceTable.builder().price(" ", SPRING, CHEAP))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> PriceTable.builder().price("x".repeat(101), SPRING, CHEAP))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void a_builder_goes_on_without_changing_what_it_has_built() {
        PriceTable.Builder builder =
                PriceTable.builder().price("a", SPRING, CHEAP).asOf(LocalDate.of(2026, 11, 22));
        PriceTable first = builder.build();
        PriceTable second = builder.price("a", SUMMER, DEAR).build();
        PriceTable third = second.toBuilder().price("b", SPRING, DEAR).build();

        assertThat(first.priceOf("a", AUTUMN)).contains(CHEAP);
        assertThat(second.priceOf("a", AUTUMN)).contains(DEAR);
        assertThat(second.models()).containsExactly("a");
        assertThat(third.models()).containsExactly("a", "b");
        assertThat(third.asOf()).contains(LocalDate.of(2026, 11, 22));
        assertThat(PriceTable.builder().build().asOf()).isEmpty();
    }

    @Test
    void another_table_fills_the_gaps_of_the_first() {
        PriceTable ours = PriceTable.builder().price("a", SUMMER, DEAR).build();
        PriceTable theirs = PriceTable.builder()
                .price("a", SPRING, CHEAP)
                .price("b", SPRING, CHEAP)
                .build();

        assertThat(ours.orElse(theirs).priceOf("a", AUTUMN)).contains(DEAR);
        assertThat(ours.orElse(theirs).priceOf("a", SPRING)).contains(CHEAP);
        assertThat(ours.orElse(theirs).priceOf("b", AUTUMN)).contains(CHEAP);
        assertThat(ours.orElse(theirs).priceOf("c", AUTUMN)).isEmpty();
    }

    @Test
    void a_price_file_says_all_that_a_table_holds() {
        PriceTable table = PriceTable.fromJson(new StringReader(GOOD));

        assertThat(table.asOf()).contains(LocalDate.of(2026, 11, 22));
        assertThat(table.models()).containsExactly("pro", "short", "uncached");
        assertThat(table.priceOf("models/pro", SPRING))
                .contains(ModelPrice.of("1.25", "0.125", "10").above(200_000, ModelPrice.of("2.5", "0.25", "15")));
        assertThat(table.priceOf("uncached", SPRING)).isEmpty();
        assertThat(table.priceOf("uncached", SPRING.plus(Duration.ofHours(12))))
                .contains(ModelPrice.withoutCache("15", "120"));
        assertThat(table.priceOf("short", SPRING))
                .contains(ModelPrice.of("1", "1", "1").upTo(128_000));
    }

    @Test
    void a_byte_order_mark_is_skipped_and_the_reader_is_left_open() throws IOException {
        StringReader file = new StringReader("\uFEFF" + GOOD);

        assertThat(PriceTable.fromJson(file).models()).hasSize(3);
        assertThat(file.read()).as("not closed, but read to its end").isEqualTo(-1);
    }

    @ParameterizedTest(name = "{0} becomes {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "prompt": "1.25"                 | "prompt": "-1.25"               | prompt of pro in prices[0]: expected zero or more, but was negative
            "prompt": "1.25"                 | "prompt": "NaN"                 | prompt of pro in prices[0]: expected a decimal number
            "prompt": "1.25"                 | "prompt": "1,25"                | prompt of pro in prices[0]: expected a decimal number
            "prompt": "1.25"                 | "prompt": 1000000               | prompt of pro in prices[0]: expected less than 1,000,000
            "prompt": "1.25"                 | "prompt": 1e99999999999         | prompt of pro in prices[0]: expected a decimal number
            "prompt": "1.25"                 | "prompt": 1e999999999           | prompt of pro in prices[0]: expected less than 1,000,000
            "prompt": "1.25"                 | "prompt": 1e-999999999          | prompt of pro in prices[0]: expected at most 30 decimals
            "prompt": "1.25"                 | "prompt": true                  | prompt of pro in prices[0]: expected a text or a number
            "prompt": "1.25"                 | "prompt": null                  | prompt of pro in prices[0]: expected a value
            "prompt": "1.25"                 | "promt": "1.25"                 | promt of pro in prices[0]: expected one of the fields
            "cached": 0.125                  | "cached": [0.125]               | cached of pro in prices[0]: expected a text or a number
            "completion": 10                 | "completion": null              | completion of pro in prices[0]: expected a value
            "prompt_tokens": 200000          | "prompt_tokens": 0              | prompt_tokens of above of pro in prices[0]: expected 1 to
            "prompt_tokens": 200000          | "prompt_tokens": 1e5            | prompt_tokens of above of pro in prices[0]: expected 1 to
            "prompt_tokens": 200000          | "prompt_tokens": 9999999999     | prompt_tokens of above of pro in prices[0]: expected 1 to
            "prompt_tokens": 200000          | "tokens": 200000                | tokens of above of pro in prices[0]: expected one of the fields
            , "completion": "15"             | /**/                            | completion of above of pro in prices[0]: expected a value
            "from": "2026-03-01T12:00:00Z"   | "from": "2026-03-01T12:00:00"   | from of uncached in prices[1]: expected a date
            "from": "2026-03-01T12:00:00Z"   | "from": "2026-02-30"            | from of uncached in prices[1]: expected a date
            "model": "uncached"              | "model": " "                    | model: expected 1 to 100 characters
            "model": "uncached"              | "name": "uncached"              | model of prices[1]: expected a value
            "read": "2026-11-22"             | "read": "yesterday"             | read of pro in prices[0]: expected a date
            "as_of": "2026-11-22"            | "as_of": 2026                   | as_of of the price file: expected a date
            USD per million                  | USD per thousand                | unit of the price file: expected
            "unit": "USD per million tokens" | "comment2": ""                  | comment2 of the price file: expected one of the fields
            "models/pro": "pro"              | "models/pro": "prou"            | alias: expected a model with prices
            "models/pro": "pro"              | "models/pro": ["pro"]           | models/pro of aliases: expected a text or a number
            {"models/pro": "pro"}            | []                              | aliases: expected a JSON object
            """)
    void a_mistake_in_a_price_file_is_refused_with_the_model_and_the_field(
            String right, String wrong, String complaint) {
        assertThat(GOOD).contains(right);
        String file = GOOD.replace(right, wrong.equals("/**/") ? "" : wrong);

        assertThatThrownBy(() -> PriceTable.fromJson(new StringReader(file)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(complaint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\uFEFF",
                "\uFEFF\uFEFF{}",
                "null",
                "[]",
                "{}",
                "7",
                "{",
                "{\"unit\"",
                "{\"unit\": \"USD per million tokens\"}",
                "{\"unit\": \"USD per million tokens\", \"prices\": []}",
                "{\"unit\": \"USD per million tokens\", \"prices\": {}}",
                "{\"unit\": \"USD per million tokens\", \"prices\": [7]}",
                "{\"unit\": NaN}",
                "<html></html>"
            })
    void what_is_no_price_file_is_refused_in_both_forms(String file) {
        assertThatThrownBy(() -> PriceTable.fromJson(new StringReader(file))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> PriceTable.fromLiteLlm(new StringReader(file), SPRING))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void neither_form_passes_for_the_other() throws IOException {
        String map = resource("litellm-excerpt.json");

        assertThatThrownBy(() -> PriceTable.fromJson(new StringReader(map))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> PriceTable.fromLiteLlm(new StringReader(GOOD), SPRING))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void what_follows_the_file_is_refused() {
        for (String more : List.of("{}", "x", "]", GOOD)) {
            assertThatThrownBy(() -> PriceTable.fromJson(new StringReader(GOOD + more)))
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void a_field_that_is_there_twice_is_refused_with_its_place() {
        String file = GOOD.replace("\"prompt\": \"1.25\"", "\"prompt\": \"1.25\", \"prompt\": \"125\"");

        assertThatThrownBy(() -> PriceTable.fromJson(new StringReader(file)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("/prices/0/prompt");
    }

    @Test
    void files_made_to_exhaust_the_reader_are_refused_quickly() {
        List<String> hostile = List.of(
                "[".repeat(1_000_000),
                "{\"a\":".repeat(1_000_000),
                "{\"a\": " + "[".repeat(1_000_000),
                "{\"a\": " + "9".repeat(5_000_000) + "}",
                "{\"a\": 1e" + "9".repeat(5_000_000) + "}",
                "{\"a\": \"" + "x".repeat(5_000_000) + "\"}",
                "{\"" + "x".repeat(5_000_000) + "\": 1}");
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String file : hostile) {
                assertThatThrownBy(() -> PriceTable.fromJson(new StringReader(file)))
                        .isInstanceOf(InvalidInputException.class);
                assertThatThrownBy(() -> PriceTable.fromLiteLlm(new StringReader(file), SPRING))
                        .isInstanceOf(InvalidInputException.class);
            }
        });
    }

    @Test
    void a_reader_that_fails_is_not_taken_for_a_bad_file() {
        Reader broken = new Reader() {
            @Override
            public int read(char[] buffer, int offset, int length) throws IOException {
                throw new IOException("the disk is gone");
            }

            @Override
            public void close() {}
        };

        assertThatThrownBy(() -> PriceTable.fromJson(broken))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("the disk is gone");
    }

    @Test
    void the_map_of_litellm_gives_the_text_models_it_prices_by_token() throws IOException {
        PriceTable table = PriceTable.fromLiteLlm(new StringReader(resource("litellm-excerpt.json")), SPRING);

        assertThat(table.models())
                .containsExactly(
                        "gemini-2.5-pro",
                        "gemini/gemini-2.5-flash",
                        "gpt-without-cache",
                        "half-known-above",
                        "two-limits",
                        "written-by-a-program");
        assertThat(table.asOf()).isEmpty();
        assertThat(table.priceOf("gemini/gemini-2.5-flash", SPRING)).contains(ModelPrice.of("0.3", "0.03", "2.5"));
        assertThat(table.priceOf("gemini/gemini-2.5-flash", SPRING.minusSeconds(1)))
                .isEmpty();
        assertThat(table.priceOf("gemini-2.5-flash", SPRING))
                .as("another name, and nobody said it is the same")
                .isEmpty();
        assertThat(table.priceOf("gemini-2.5-pro", SPRING))
                .contains(ModelPrice.of("1.25", "0.125", "10").above(200_000, ModelPrice.of("2.5", "0.25", "15")));
        assertThat(table.priceOf("half-known-above", SPRING))
                .contains(ModelPrice.withoutCache("1", "4").upTo(128_000));
        assertThat(table.priceOf("two-limits", SPRING))
                .contains(ModelPrice.withoutCache("1", "4").upTo(128_000));
        assertThat(table.priceOf("gpt-without-cache", SPRING)).contains(ModelPrice.withoutCache("15", "120"));
        assertThat(table.priceOf("written-by-a-program", SPRING))
                .contains(ModelPrice.withoutCache("0.11000000000000001", "0.42000000000000006"));
    }

    @Test
    void names_of_ones_own_can_be_declared_for_a_map_that_was_read() throws IOException {
        PriceTable table =
                PriceTable.fromLiteLlm(new StringReader(resource("litellm-excerpt.json")), SPRING).toBuilder()
                        .alias("models/gemini-2.5-flash", "gemini/gemini-2.5-flash")
                        .build();

        assertThat(table.priceOf("models/gemini-2.5-flash", SPRING)).contains(ModelPrice.of("0.3", "0.03", "2.5"));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            input_cost_per_token                     | -3e-07
            input_cost_per_token                     | "NaN"
            input_cost_per_token                     | "free"
            input_cost_per_token                     | {}
            input_cost_per_token                     | 1
            input_cost_per_token                     | 1e2147483647
            input_cost_per_token                     | 1e-2147483647
            output_cost_per_token                    | -1
            output_cost_per_token                    | 2.5
            output_cost_per_token                    | true
            cache_read_input_token_cost              | -3e-08
            input_cost_per_token_above_200k_tokens   | -1e-9
            output_cost_per_reasoning_token          | "?"
            """)
    void nonsense_in_a_price_that_is_taken_is_refused_with_the_model_and_the_field(String field, String nonsense) {
        String other = field.equals("input_cost_per_token") ? "output_cost_per_token" : "input_cost_per_token";
        String third = field.equals("output_cost_per_token") ? "cache_read_input_token_cost" : "output_cost_per_token";
        String last = third.equals(other) ? "cache_read_input_token_cost" : third;
        String map = """
                {"gpt-x": {"litellm_provider": "openai", "mode": "chat", "%s": 1e-06, "%s": 1e-06, "%s": %s}}
                """.formatted(other, last, field, nonsense);

        assertThatThrownBy(() -> PriceTable.fromLiteLlm(new StringReader(map), SPRING))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(field + " of gpt-x: expected");
    }

    @Test
    void nonsense_in_what_is_skipped_does_not_matter_but_every_entry_is_an_object() {
        String map = """
                {"ok": {"litellm_provider": "a", "mode": "chat", "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06},
                 "image": {"litellm_provider": "a", "mode": "image_generation", "input_cost_per_token": -1},
                 "%s": {"litellm_provider": "a", "mode": "chat", "input_cost_per_token": -1}%s}
                """;

        assertThat(PriceTable.fromLiteLlm(new StringReader(map.formatted("x".repeat(101), "")), SPRING)
                        .models())
                .containsExactly("ok");
        assertThatThrownBy(() -> PriceTable.fromLiteLlm(
                        new StringReader(map.formatted("x".repeat(101), ", \"bad\": 7")), SPRING))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("bad:");
    }

    /** 400 x 0.30 + 1,000 x 0.03 + 250 x 2.50 millionths. */
    @Test
    void the_bundled_table_prices_a_model_of_each_provider() {
        PriceTable bundled = PriceTable.bundled();
        Instant november = Instant.parse("2026-11-22T12:00:00Z");
        TokenUsage minute = TokenUsage.of(400, 1000, 250);

        assertThat(bundled.models()).hasSizeBetween(10, 15).allSatisfy(model -> {
            assertThat(bundled.priceOf(model, november))
                    .as(model)
                    .hasValueSatisfying(price ->
                            assertThat(price.costOf(TokenUsage.of(400, 0, 250))).isPresent());
        });
        assertThat(bundled.priceOf("models/gemini-2.5-flash", november).flatMap(price -> price.costOf(minute)))
                .contains(Usd.of("0.000775"));
        assertThat(bundled.priceOf("gpt-6-luna", november)).isPresent();
        assertThat(bundled.priceOf("claude-haiku-4-5-20251001", november)).isPresent();
        assertThat(bundled.priceOf("gemini-2.5-flash-image", november)).isEmpty();
    }

    @Test
    void the_bundled_table_knows_a_price_that_changed_and_one_that_will() {
        PriceTable bundled = PriceTable.bundled();

        assertThat(bundled.priceOf("claude-sonnet-5-5", Instant.parse("2026-10-06T23:59:59Z")))
                .contains(ModelPrice.of("2", "0.2", "10"));
        assertThat(bundled.priceOf("claude-sonnet-5-5", Instant.parse("2026-10-07T00:00:00Z")))
                .contains(ModelPrice.of("2", "0.1", "10"));
        assertThat(bundled.priceOf("gemini-3.8-flash", Instant.parse("2026-12-31T23:59:59Z")))
                .contains(ModelPrice.of("0.75", "0.075", "3.75"));
        assertThat(bundled.priceOf("gemini-3.8-flash", Instant.parse("2027-01-01T00:00:00Z")))
                .contains(ModelPrice.of("1.5", "0.15", "7.5"));
    }

    @Test
    void the_bundled_table_is_as_old_as_its_oldest_figure_and_each_has_a_source() throws IOException {
        String file = resource("model-prices.json");
        List<LocalDate> read = Pattern.compile("\"read\": \"([0-9-]+)\"")
                .matcher(file)
                .results()
                .map((MatchResult found) -> LocalDate.parse(found.group(1)))
                .toList();

        assertThat(PriceTable.bundled().asOf()).isEqualTo(read.stream().min(Comparator.naturalOrder()));
        assertThat(read).hasSize(file.split("\"model\": ", -1).length - 1);
        assertThat(Pattern.compile("\"source\": \"https://[^\"]+\"")
                        .matcher(file)
                        .results())
                .hasSameSizeAs(read);
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = PriceTableTest.class.getResourceAsStream(name);
                Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            StringBuilder text = new StringBuilder();
            char[] buffer = new char[4096];
            for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
                text.append(buffer, 0, read);
            }
            return text.toString();
        }
    }
}
