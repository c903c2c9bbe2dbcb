package io.sessionledger.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sessionledger.SessionId;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.backfill.EveryColumn.Column;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

@EveryColumn
class OddEntriesTest {

    private static final Instant FIRST = Instant.parse("2025-03-14T12:00:00Z");
    private static final String GOOD = entry("\"analyzed_at\": \"2025-03-14T12:00:00Z\"", "");

    private final Column column;
    private final HostTable host;

    OddEntriesTest(Column column) {
        this.column = column;
        this.host = column.table();
    }

    private static String entry(String time, String more) {
        return "{" + (time.isEmpty() ? "" : time + ", ") + "\"safety_level\": \"yellow\", \"severity\": 2" + more + "}";
    }

    private static String timed(String more) {
        return entry("\"analyzed_at\": \"2025-03-14T12:01:00Z\"", more);
    }

    /** The log of an entry that is taken, after a good one; its oddity is named. */
    private AnalysisLog mended(String entry, Oddity... oddities) {
        SessionId session = host.add("[" + GOOD + ", " + entry + "]");

        BackfillReport report = host.run();

        assertThat(report.written()).isEqualTo(2);
        assertThat(report.addsUp()).isTrue();
        assertThat(report.odd()).isEqualTo(counts(oddities));
        assertThat(report.samples()).allSatisfy(sample -> {
            assertThat(sample.session()).isEqualTo(session.toString());
            assertThat(sample.position()).isEqualTo(1);
        });
        AnalysisLog last = host.logs(session).stream()
                .filter(log -> !log.id().equals(new EntryIds(host.tenant, session).at(0)))
                .findFirst()
                .orElseThrow();
        assertThat(last.late()).isFalse();
        return last;
    }

    private static java.util.Map<Oddity, Long> counts(Oddity... oddities) {
        return java.util.stream.Stream.of(oddities)
                .collect(java.util.stream.Collectors.groupingBy(
                        oddity -> oddity, java.util.stream.Collectors.counting()));
    }

    private void refused(String entry, Oddity oddity) {
        SessionId session = host.add("[" + GOOD + ", " + entry + "]");

        BackfillReport report = host.run();

        assertThat(report.entriesRead()).isEqualTo(2);
        assertThat(report.written()).isEqualTo(1);
        assertThat(report.refused()).isEqualTo(1);
        assertThat(report.addsUp()).isTrue();
        assertThat(report.samples()).hasSize(1).allSatisfy(sample -> {
            assertThat(sample.session()).isEqualTo(session.toString());
            assertThat(sample.position()).isEqualTo(1);
            assertThat(sample.oddity()).isEqualTo(oddity);
        });
    }

    @Test
    void no_object() {
        refused("\"text\"", Oddity.NOT_AN_OBJECT);
    }

    @Test
    void null_for_an_entry() {
        refused("null", Oddity.NOT_AN_OBJECT);
    }

    @Test
    void an_array_for_an_entry() {
        refused("[[1], {}]", Oddity.NOT_AN_OBJECT);
    }

    @Test
    void a_level_that_nobody_knows() {
        refused(timed("").replace("yellow", "orange"), Oddity.UNKNOWN_LEVEL);
    }

    @Test
    void no_level() {
        refused("{\"analyzed_at\": \"2025-03-14T12:01:00Z\", \"severity\": 2}", Oddity.NO_LEVEL);
    }

    @Test
    void a_text_that_is_too_long() {
        // H2 holds no larger JSON
        assumeTrue(column.database().isPostgres());
        refused(timed(", \"display_text\": \"" + "x".repeat(262_145) + "\""), Oddity.UNSTORABLE);
    }

    @Test
    void a_number_in_documents_that_would_fill_the_table() {
        assumeTrue(column.keepsText());
        refused(timed(", \"rag_documents\": [1e500000]"), Oddity.UNSTORABLE);
    }

    @Test
    void no_time_takes_that_of_the_entry_before() {
        assertThat(mended(entry("", ""), Oddity.TIME_MISSING).analyzedAt()).isEqualTo(FIRST);
    }

    @Test
    void a_time_that_cannot_be_read_likewise() {
        assertThat(mended(entry("\"analyzed_at\": \"yesterday\"", ""), Oddity.TIME_UNREADABLE)
                        .analyzedAt())
                .isEqualTo(FIRST);
    }

    @Test
    void a_time_beyond_all_calendars_likewise() {
        assertThat(mended(entry("\"analyzed_at\": 1e300", ""), Oddity.TIME_UNREADABLE)
                        .analyzedAt())
                .isEqualTo(FIRST);
    }

    @Test
    void no_time_anywhere_is_refused() {
        var unused = host.add("[" + entry("", "") + ", " + GOOD + "]");

        BackfillReport report = host.run();

        assertThat(report.odd()).isEqualTo(counts(Oddity.NO_TIME));
        assertThat(report.written()).isEqualTo(1);
    }

    @Test
    void no_time_in_the_first_entry_takes_the_sessions_start() {
        SessionId session = host.add("[" + entry("", "") + "]");
        host.set(session, "started_at", java.time.LocalDateTime.parse("2025-03-14T09:00:00"));

        BackfillReport report = Backfill.of(
                        host.dataSource, host.source().startedAt("started_at").build())
                .into(host.store);

        assertThat(report.odd()).isEqualTo(counts(Oddity.TIME_MISSING));
        assertThat(host.logs(session).get(0).analyzedAt()).isEqualTo(Instant.parse("2025-03-14T09:00:00Z"));
    }

    @Test
    void a_time_without_zone_is_utc_unless_said_otherwise() {
        assertThat(mended(entry("\"analyzed_at\": \"2025-03-14 12:01:00.5\"", ""), Oddity.TIME_WITHOUT_ZONE)
                        .analyzedAt())
                .isEqualTo(Instant.parse("2025-03-14T12:01:00.5Z"));
    }

    @Test
    void a_severity_out_of_range_is_that_of_the_level() {
        assertThat(mended(timed("").replace("2}", "7}"), Oddity.SEVERITY_FROM_LEVEL)
                        .severity())
                .isEqualTo(2);
    }

    @Test
    void a_severity_as_text() {
        assertThat(mended(timed("").replace("\"severity\": 2", "\"severity\": \"High\""), Oddity.SEVERITY_AS_TEXT)
                        .severity())
                .isEqualTo(3);
    }

    @Test
    void negative_tokens_are_absent() {
        assertThat(mended(timed(", \"prompt_tokens\": -5, \"completion_tokens\": 3"), Oddity.COUNT_UNUSABLE)
                        .tokens()
                        .completionTokens())
                .isEqualTo(3);
        assertThat(host.rows(
                        "select prompt_tokens from session_analysis_logs where completion_tokens = 3 and tenant_id = '"
                                + host.tenant + "'"))
                .isEqualTo("null|\n");
    }

    @Test
    void tokens_as_text_are_read() {
        assertThat(mended(timed(", \"prompt_tokens\": \"5\""), Oddity.COUNT_AS_TEXT)
                        .tokens()
                        .promptTokens())
                .isEqualTo(5);
    }

    @Test
    void a_total_that_is_not_the_sum_is_the_sum() {
        assertThat(mended(
                                timed(", \"prompt_tokens\": 5, \"completion_tokens\": 2, \"total_tokens\": 99"),
                                Oddity.TOTAL_NOT_SUM)
                        .tokens()
                        .totalTokens())
                .isEqualTo(7);
    }

    @Test
    void more_cached_than_prompted() {
        assertThat(mended(timed(", \"prompt_tokens\": 5, \"cached_tokens\": 6"), Oddity.CACHED_ABOVE_PROMPT)
                        .tokens()
                        .promptTokens())
                .isEqualTo(5);
    }

    @Test
    void numbers_that_overflow_are_absent() {
        assertThat(mended(
                                timed(
                                        ", \"prompt_tokens\": 99999999999999999999999, \"transcript_length\": 3000000000"),
                                Oddity.COUNT_UNUSABLE,
                                Oddity.COUNT_UNUSABLE)
                        .tokens())
                .isNull();
    }

    @Test
    void a_negative_duration_is_absent() {
        assertThat(mended(timed(", \"duration_seconds\": -60"), Oddity.DURATION_UNUSABLE)
                        .duration())
                .isNull();
    }

    @Test
    void a_cost_that_is_no_number_is_absent() {
        assertThat(mended(timed(", \"cost_usd\": \"free\""), Oddity.COST_UNUSABLE)
                        .estimatedCost())
                .isNull();
    }

    @Test
    void a_model_that_is_too_long_is_absent() {
        assertThat(mended(timed(", \"model\": \"" + "m".repeat(101) + "\""), Oddity.MODEL_UNUSABLE)
                        .model())
                .isNull();
    }

    @Test
    void documents_as_text_that_holds_json() {
        assertThat(mended(timed(", \"rag_documents\": \"[1,2]\""), Oddity.JSON_AS_TEXT)
                        .content()
                        .ragDocuments()
                        .replace(" ", ""))
                .isEqualTo("[1,2]");
    }

    @Test
    void documents_as_any_text() {
        assertThat(mended(timed(", \"rag_documents\": \"see above\""), Oddity.JSON_AS_TEXT)
                        .content()
                        .ragDocuments())
                .isEqualTo("\"see above\"");
    }

    @Test
    void an_object_for_a_text_is_kept_as_json() {
        assertThat(mended(timed(", \"display_text\": {\"a\": 1}"), Oddity.TEXT_IS_JSON)
                        .content()
                        .displayText()
                        .replace(" ", ""))
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void nul_and_halves_of_characters_are_taken_out_of_texts() {
        assumeTrue(column.keepsText());
        AnalysisLog log = mended(
                timed(", \"display_text\": \"a\\u0000b\\ud800c\", \"rag_documents\": [\"x\\u0000y\"]"),
                Oddity.TEXT_REPAIRED,
                Oddity.TEXT_REPAIRED);
        assertThat(log.content().displayText()).isEqualTo("ab\uFFFDc");
        assertThat(log.content().ragDocuments()).isEqualTo("[\"xy\"]");
    }

    @Test
    void the_same_entry_twice_under_one_id_is_refused() {
        String twice = timed(", \"id\": \"a\"");
        SessionId session = host.add("[" + twice + ", " + twice + "]");

        BackfillReport report = host.run();

        assertThat(report.odd()).isEqualTo(counts(Oddity.REPEATED));
        assertThat(host.logs(session)).hasSize(1);
        assertThat(host.run().addsUp()).isTrue();
        assertThat(host.logs(session)).hasSize(1);
    }

    @Test
    void another_entry_under_a_used_id_takes_that_of_its_position() {
        SessionId session =
                host.add("[" + timed(", \"id\": \"a\"") + ", " + timed(", \"id\": \"a\", \"prompt_tokens\": 1") + "]");

        BackfillReport report = host.run();

        assertThat(report.odd()).isEqualTo(counts(Oddity.ID_TAKEN));
        assertThat(host.logs(session)).hasSize(2);
        assertThat(host.run().alreadyThere()).isEqualTo(2);
    }

    @Test
    void an_id_that_is_no_id() {
        assertThat(mended(timed(", \"id\": {}"), Oddity.ID_UNUSABLE)).isNotNull();
    }

    @Test
    void an_object_for_an_array_counts_as_one_entry() {
        var unused = host.add("{\"entries\": []}");
        var unusedNumber = host.add("4");

        BackfillReport report = host.run();

        assertThat(report.odd()).isEqualTo(counts(Oddity.NOT_AN_ARRAY, Oddity.NOT_AN_ARRAY));
        assertThat(report.entriesRead()).isEqualTo(2);
        assertThat(report.addsUp()).isTrue();
    }

    @Test
    void null_and_empty_arrays_have_no_entries() {
        List<String> empty = column.type().equals("text") ? List.of("null", "[]", "") : List.of("null", "[]");
        empty.forEach(host::add);
        var unused = host.add(null);

        BackfillReport report = host.run();

        assertThat(report.entriesRead()).isZero();
        assertThat(report.odd()).isEqualTo(Collections.emptyMap());
        assertThat(report.addsUp()).isTrue();
    }

    @Test
    void an_array_that_was_put_in_as_a_text_is_read() {
        SessionId session = host.add("\"[" + GOOD.replace("\"", "\\\"") + "]\"");

        var unused = host.run();

        assertThat(host.logs(session)).hasSize(1);
    }

    @Test
    void a_text_that_ends_too_soon_gives_what_was_before() {
        assumeTrue(column.type().equals("text"));
        SessionId cut = host.add("[" + GOOD + ", {\"safety_level\": \"SECRET");
        SessionId more = host.add("[" + GOOD + "] x");
        var unusedNone = host.add("SECRET");

        BackfillReport report = host.run();

        assertThat(report.odd()).isEqualTo(counts(Oddity.NOT_JSON, Oddity.NOT_JSON, Oddity.NOT_JSON));
        assertThat(report.written()).isEqualTo(2);
        assertThat(report.entriesRead()).isEqualTo(5);
        assertThat(report.addsUp()).isTrue();
        assertThat(host.logs(cut)).hasSize(1);
        assertThat(host.logs(more)).hasSize(1);
        assertThat(report.toText()).doesNotContain("SECRET");
    }
}
