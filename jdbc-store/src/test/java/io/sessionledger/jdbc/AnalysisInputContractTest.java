package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.bare;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionUsage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an analysis may say: every text up to its limit, and every JSON that the databases can hold and give back. */
@EveryWay
class AnalysisInputContractTest {

    /** Stands for what people said: it must not turn up in a message. */
    private static final String SECRET = "Wanderlust";

    private static final Map<String, BiFunction<Analysis.Builder, String, Analysis.Builder>> TEXTS = Map.of(
            "displayText", Analysis.Builder::displayText,
            "actionSuggestion", Analysis.Builder::actionSuggestion);

    private static final Map<String, BiFunction<Analysis.Builder, String, Analysis.Builder>> JSONS = Map.of(
            "ragDocuments", Analysis.Builder::ragDocuments,
            "ragSources", Analysis.Builder::ragSources);

    private final TestDatabase database;
    private final StoreFixture fixture;
    private final SessionId session;

    AnalysisInputContractTest(TestDatabase database) {
        this.database = database;
        this.fixture = new StoreFixture(database);
        this.session = fixture.started();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "語", "😀"})
    void a_text_may_have_as_many_bytes_of_utf_8_as_the_store_allows(String character) {
        var strict = JdbcLedgerStore.builder(database.pool())
                .maxTextBytes(120)
                .build()
                .sessions();
        String longest = character.repeat(120 / character.getBytes(StandardCharsets.UTF_8).length);

        TEXTS.forEach((field, set) -> {
            Analysis fits = set.apply(bare(field.length()), longest).build();
            Analysis tooLong = set.apply(bare(99), longest + "x").build();

            assertThatCode(() -> strict.record(fixture.tenant, session, fits, NOON))
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> strict.record(fixture.tenant, session, tooLong, NOON))
                    .isInstanceOfSatisfying(
                            InvalidInputException.class,
                            e -> assertThat(e.field()).isEqualTo(field))
                    .hasMessageContainingAll("at most 120 bytes", "121 bytes");
        });
        assertThat(fixture.logs(session))
                .hasSize(2)
                .allSatisfy(log -> assertThat(List.of(
                                String.valueOf(log.content().displayText()),
                                String.valueOf(log.content().actionSuggestion())))
                        .contains(longest));
    }

    @Test
    void a_json_may_have_as_many_bytes_of_utf_8_as_the_store_allows() {
        var strict = JdbcLedgerStore.builder(database.pool())
                .maxTextBytes(120)
                .build()
                .sessions();

        JSONS.forEach((field, set) -> {
            Analysis fits = set.apply(bare(field.length()), "[\"" + "語".repeat(38) + "é\"]")
                    .build();
            Analysis tooLong =
                    set.apply(bare(99), "[\"" + "語".repeat(38) + "éx\"]").build();

            assertThatCode(() -> strict.record(fixture.tenant, session, fits, NOON))
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> strict.record(fixture.tenant, session, tooLong, NOON))
                    .isInstanceOfSatisfying(
                            InvalidInputException.class,
                            e -> assertThat(e.field()).isEqualTo(field))
                    .hasMessageContaining("121 bytes");
        });
        assertThat(fixture.logs(session)).hasSize(2);
    }

    @Test
    void a_text_may_have_256_kib_unless_the_store_says_otherwise() {
        String longest = "語".repeat(JdbcLedgerStore.Builder.DEFAULT_MAX_TEXT_BYTES / 3) + "x";

        AnalysisLog log =
                fixture.record(session, bare(1).displayText(longest).build()).log();

        assertThat(fixture.store.analysisLogs().find(fixture.tenant, session, log.id()))
                .contains(log);
        assertRefused("displayText", bare(2).displayText(longest + "x").build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Wanderlust",
                "{\"said\": \"Wanderlust\"",
                "{\"said\": \"Wanderlust\"}}",
                "{'said': 'Wanderlust'}",
                "{said: \"Wanderlust\"}",
                "{\"said\": \"Wanderlust\",}",
                "[\"Wanderlust\",]",
                "[\"Wanderlust\" 1]",
                "\"Wanderlust\n\"",
                "\"Wanderlust\\x\"",
                "[NaN, \"Wanderlust\"]",
                "[Infinity]",
                "[01]",
                "[1.]",
                "[+1]",
                "[.5]",
                "[0x1F]",
                "tru",
                "// Wanderlust\n1",
                "{\"said\": \"Wanderlust\"} {\"said\": \"Wanderlust\"}",
                "\"Wanderlust\" \"Wanderlust\"",
                "1 2",
                "[] []",
                "{}, {}",
                "null null"
            })
    void what_is_not_one_json_value_is_refused(String json) {
        assertJsonRefused(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Wanderlust\\u0000\"",
                "[[\"Wanderlust\", {\"a\": \"\\u0000\"}]]",
                "{\"Wanderlust\\u0000\": 1}",
                "\"Wanderlust\\ud83d\"",
                "\"\\ude00Wanderlust\"",
                "\"Wanderlust\\ude00\\ud83d\"",
                "{\"a\": [\"Wanderlust\\ud83d\\u0041\"]}",
                "{\"Wanderlust\\udfff\": 1}"
            })
    void json_that_escapes_what_no_text_can_hold_is_refused(String json) {
        assertJsonRefused(json);
    }

    @ParameterizedTest
    @ValueSource(ints = {2_000, 20_000})
    void json_nested_thousands_of_levels_deep_is_refused(int levels) {
        assertJsonRefused("[".repeat(levels) + "\"Wanderlust\"" + "]".repeat(levels));
        assertJsonRefused("{\"a\":".repeat(levels) + "\"Wanderlust\"" + "}".repeat(levels));
        assertJsonRefused("[".repeat(levels));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e131072",
                "-1E+131072",
                "10e131071",
                "1e-16384",
                "0.1e-16383",
                "1e400000",
                "1e999999999",
                "0e999999999",
                "1e2147483647",
                "1e2147483648",
                "1e-2147483648",
                "1e-2147483649",
                "1e99999999999999999999",
                "-1e-99999999999999999999"
            })
    void json_with_a_number_beyond_the_databases_is_refused(String number) {
        assertJsonRefused(number);
        assertJsonRefused("{\"Wanderlust\": [" + number + "]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "\"\"",
                "0",
                "-0.0",
                "1E+2",
                "1e300",
                "1e-300",
                "1e131071",
                "1e-16383",
                "123456789012345678901234567890.123456789012345678901234567890",
                "[]",
                "{}",
                " [ 1 , 2 ] \n",
                "{\"b\": 1, \"a\": {\"\": [null]}}",
                "\"\\ud83d\\ude00 \\u4e2d \\\" \\\\ \\/ \\b\\f\\n\\r\\t \\u0001 \\u007f \\u2028\"",
                "\"<script>'; --</script> ? :name ${x} {0}\""
            })
    void json_comes_back_with_the_same_meaning(String json) throws IOException {
        fixture.record(session, bare(1).ragDocuments(json).ragSources(json).build());

        AnalysisLog stored = fixture.logs(session).get(0);
        assertSameMeaning(stored.content().ragDocuments(), json);
        assertThat(stored.content().ragSources()).isEqualTo(stored.content().ragDocuments());
    }

    @Test
    void json_that_grows_beyond_what_the_databases_can_send_back_is_refused() {
        // 81 KB that PostgreSQL would write as more than a gigabyte: stored, it could never be read again
        assertJsonRefused("[" + "1e131071,".repeat(9_000) + "\"Wanderlust\"]");
    }

    @Test
    void json_nested_hundreds_of_levels_deep_is_kept() {
        String json = "[".repeat(900) + "]".repeat(900);

        fixture.record(session, bare(1).ragDocuments(json).build());

        assertThat(fixture.logs(session).get(0).content().ragDocuments()).isEqualTo(json);
    }

    private void assertJsonRefused(String json) {
        JSONS.forEach(
                (field, set) -> assertRefused(field, set.apply(bare(1), json).build()));
    }

    private void assertRefused(String field, Analysis analysis) {
        SessionUsage before = fixture.usage(session);
        List<AnalysisLog> stored = fixture.logs(session);

        assertThatThrownBy(() -> fixture.record(session, analysis))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.field()).isEqualTo(field))
                .hasMessageStartingWith(field + ": expected ")
                .hasMessageNotContaining(SECRET)
                .hasNoCause();

        assertThat(fixture.usage(session)).isEqualTo(before);
        assertThat(fixture.logs(session)).isEqualTo(stored);
    }

    private static void assertSameMeaning(String actual, String expected) throws IOException {
        // PostgreSQL writes 1e131071 in full
        ObjectMapper json = new ObjectMapper(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNumberLength(200_000)
                                .build())
                        .build())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        Comparator<JsonNode> byValue = (one, other) -> one.isNumber() && other.isNumber()
                ? one.decimalValue().compareTo(other.decimalValue())
                : one.equals(other) ? 0 : 1;
        assertThat(json.readTree(actual).equals(byValue, json.readTree(expected)))
                .as("%.200s means %s", actual, expected)
                .isTrue();
    }

    @Test
    void json_full_of_decimals_is_measured_by_the_digits_it_is_written_with() {
        String json = "[" + "0.012345678,".repeat(20_000) + "1]";

        fixture.record(session, bare(1).ragDocuments(json).build());

        assertThat(fixture.logs(session)).hasSize(1);
    }
}
