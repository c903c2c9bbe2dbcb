package io.sessionledger.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.backfill.EveryColumn.Column;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UnchargedReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@EveryColumn
class BackfillTest {

    private static final String NESTED = """
            {"analyzed_at": "2025-03-14T12:00:00.123456+08:00", "safety_level": "yellow", "severity": 2, "display_text": "a\\tb\\\\c\\n\\"d\\" \u5fc3\u60c5 \ud83d\ude42",
             "action_suggestion": "ask", "rag_documents": [{"title": "t", "score": 0.50}], "rag_sources": ["s"],
             "token_usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120, "cached_tokens": 30},
             "model": "gemini-2.5-flash", "duration_seconds": 60, "estimated_cost_usd": 0.0012}""";

    private static final String FLAT = """
            {"created_at": "2025-03-14T04:01:00Z", "safety_level": "RED", "severity": 3, "display_text": "x", "suggestion": "call",
             "prompt_tokens": 7, "completion_tokens": 3, "model_used": "m", "duration_seconds": 2.5}""";

    private static final UUID OWN_ID = UUID.fromString("0b5f7cf2-3c6e-4f5b-9c1e-5a1f9f6b7f10");

    private final Column column;
    private final HostTable host;

    BackfillTest(Column column) {
        this.column = column;
        this.host = column.table();
    }

    @Test
    void every_usual_fact_arrives() {
        SessionId session = host.add("[" + NESTED + ", " + FLAT + "]");

        BackfillReport report = host.run();

        assertThat(report.odd()).isEmpty();
        assertThat(report.written()).isEqualTo(2);
        assertThat(report.addsUp()).isTrue();
        AnalysisLog nested = host.logs(session).get(0);
        assertThat(nested.analyzedAt()).isEqualTo(Instant.parse("2025-03-14T04:00:00.123456Z"));
        assertThat(nested.safetyLevel()).isEqualTo(SafetyLevel.YELLOW);
        assertThat(nested.severity()).isEqualTo(2);
        assertThat(nested.content().displayText()).isEqualTo("a\tb\\c\n\"d\" 心情 🙂");
        assertThat(nested.content().actionSuggestion()).isEqualTo("ask");
        assertThat(nested.content().ragDocuments()).contains("\"title\"", "\"t\"");
        assertThat(nested.content().ragSources()).isEqualTo("[\"s\"]");
        assertThat(nested.tokens()).isEqualTo(TokenUsage.of(70, 30, 20));
        assertThat(nested.model()).isEqualTo("gemini-2.5-flash");
        assertThat(nested.duration()).isEqualTo(Duration.ofMinutes(1));
        assertThat(nested.estimatedCost()).isEqualTo(Usd.of("0.0012"));
        assertThat(nested.counselorId()).isEqualTo(host.counselor);
        assertThat(nested.late()).isFalse();
        AnalysisLog flat = host.logs(session).get(1);
        assertThat(flat.safetyLevel()).isEqualTo(SafetyLevel.RED);
        assertThat(flat.content().actionSuggestion()).isEqualTo("call");
        assertThat(flat.tokens()).isEqualTo(TokenUsage.of(7, 0, 3));
        assertThat(flat.duration()).isEqualTo(Duration.ofMillis(2500));
        assertThat(flat.model()).isEqualTo("m");
        assertThat(flat.estimatedCost()).isNull();
    }

    @Test
    void the_session_comes_in_as_completed_with_the_sums_of_its_logs_and_is_never_charged() {
        SessionId session = host.add("[" + NESTED + ", " + FLAT + "]");

        var unused = host.run();

        SessionUsage usage = host.usage(session);
        assertThat(usage.status()).isEqualTo(SessionStatus.COMPLETED);
        assertThat(usage.startedAt()).isEqualTo(Instant.parse("2025-03-14T04:00:00.123456Z"));
        assertThat(usage.completedAt()).isEqualTo(Instant.parse("2025-03-14T04:01:00Z"));
        assertThat(usage.counted().analysisCount()).isEqualTo(2);
        assertThat(usage.counted().duration()).isEqualTo(Duration.ofMillis(62_500));
        assertThat(usage.counted().tokens()).isEqualTo(TokenUsage.of(77, 30, 23));
        assertThat(usage.counted().estimatedCost()).isEqualTo(Usd.of("0.0012"));
        assertThat(usage.counted().unpricedAnalysisCount()).isEqualTo(1);
        assertThat(usage.unchargedReason()).isEqualTo(UnchargedReason.USAGE_ONLY);
        assertThat(usage.creditDeducted()).isFalse();
        assertThat(usage.billed()).isNull();
    }

    @Test
    void what_is_not_stated_stays_absent() {
        SessionId session =
                host.add("[{\"analyzed_at\": \"2025-03-14T12:00:00Z\", \"safety_level\": \"green\", \"severity\": 1}]");

        var unused = host.run();

        AnalysisLog log = host.logs(session).get(0);
        assertThat(log.tokens()).isNull();
        assertThat(log.duration()).isNull();
        assertThat(log.model()).isNull();
        assertThat(log.estimatedCost()).isNull();
        assertThat(log.transcriptLength()).isNull();
        assertThat(log.content().displayText()).isNull();
        assertThat(log.content().ragDocuments()).isNull();
        assertThat(host.rows(
                        "select prompt_tokens, cached_tokens, completion_tokens, total_tokens from session_analysis_logs where tenant_id = '"
                                + host.tenant + "'"))
                .isEqualTo("null|null|null|null|\n");
    }

    @Test
    void a_total_without_its_parts_is_kept_as_a_total() {
        SessionId session = host.add(
                "[{\"analyzed_at\": \"2025-03-14T12:00:00Z\", \"safety_level\": \"green\", \"severity\": 1, \"total_tokens\": 99}]");

        BackfillReport report = host.run();

        assertThat(report.odd()).isEmpty();
        assertThat(host.rows("select prompt_tokens, total_tokens from session_analysis_logs where tenant_id = '"
                        + host.tenant + "'"))
                .isEqualTo("null|99|\n");
        assertThat(host.rows("select total_tokens from session_usage where tenant_id = '" + host.tenant + "'"))
                .isEqualTo("99|\n");
        assertThat(host.usage(session).counted().analysisCount()).isEqualTo(1);
    }

    @Test
    void a_second_run_changes_nothing() {
        var unusedSession = host.add("[" + NESTED + ", " + FLAT + ", 7]");
        var unused = host.run();
        String before = host.picture();

        BackfillReport again = host.run();

        assertThat(again.written()).isZero();
        assertThat(again.alreadyThere()).isEqualTo(2);
        assertThat(again.refused()).isEqualTo(1);
        assertThat(again.addsUp()).isTrue();
        assertThat(host.picture()).isEqualTo(before);
    }

    @Test
    void a_dry_run_says_what_would_come_and_writes_nothing() {
        var unusedSession = host.add("[" + NESTED + ", " + FLAT + ", 7]");

        BackfillReport dry = host.backfill().dryRun();

        assertThat(dry.taken()).isEqualTo(2);
        assertThat(dry.refused()).isEqualTo(1);
        assertThat(dry.sessionsTaken()).isEqualTo(1);
        assertThat(dry.addsUp()).isTrue();
        assertThat(dry.toText()).contains("nothing was written", "not_an_object");
        assertThat(host.picture()).isEmpty();
    }

    @Test
    void what_was_appended_comes_with_the_next_run_and_is_not_late() {
        SessionId session = host.add("[" + NESTED + "]");
        var unused = host.run();
        host.setEntries(session, "[" + NESTED + ", " + FLAT + "]");

        BackfillReport rest = host.run();

        assertThat(rest.written()).isEqualTo(1);
        assertThat(rest.alreadyThere()).isEqualTo(1);
        assertThat(host.logs(session)).hasSize(2).noneMatch(AnalysisLog::late);
        assertThat(host.usage(session).completedAt()).isEqualTo(Instant.parse("2025-03-14T04:01:00Z"));
    }

    @Test
    void an_entry_that_was_changed_since_is_left_as_it_was_and_reported() {
        SessionId session = host.add("[" + NESTED + ", " + FLAT + "]");
        var unused = host.run();
        String before = host.picture();
        host.setEntries(session, "[" + FLAT + ", " + NESTED + "]");

        BackfillReport again = host.run();

        assertThat(again.addsUp()).isFalse();
        assertThat(again.samples())
                .containsExactlyInAnyOrder(
                        new OddEntry(session.toString(), 0, Oddity.DIFFERENT, ""),
                        new OddEntry(session.toString(), 1, Oddity.DIFFERENT, ""));
        assertThat(host.picture()).isEqualTo(before);
    }

    @Test
    void an_entry_keeps_an_id_of_its_own_wherever_it_stands() {
        UUID id = UUID.randomUUID();
        String own = FLAT.replaceFirst("\\{", "{\"id\": \"" + id + "\", ");
        String numbered = NESTED.replaceFirst("\\{", "{\"id\": 4711, ");
        SessionId session = host.add("[" + own + ", " + numbered + "]");
        var unused = host.run();
        host.setEntries(session, "[" + numbered + ", " + own + "]");

        BackfillReport again = host.run();

        assertThat(again.alreadyThere()).isEqualTo(2);
        assertThat(again.written()).isZero();
        assertThat(again.addsUp()).isTrue();
        assertThat(host.logsById(session)).containsKey(AnalysisId.of(id)).hasSize(2);
    }

    @Test
    void ids_of_other_sessions_and_tenants_are_others() {
        SessionId one = host.add("[" + FLAT + "]");
        SessionId two = host.add("[" + FLAT + "]");

        var unused = host.run();

        assertThat(host.logs(one).get(0).id())
                .isNotEqualTo(host.logs(two).get(0).id());
    }

    @Test
    void numbers_are_keys_too() {
        HostTable numbered = HostTable.on(column.database(), "bigint", column.type());
        for (long id = -2; id < 150; id++) {
            numbered.add(id, numbered.counselor.value(), numbered.tenant.value(), "[" + FLAT + "]");
        }

        BackfillReport report = numbered.run();

        assertThat(report.written()).isEqualTo(152);
        assertThat(numbered.logs(SessionId.of(149))).hasSize(1);
        assertThat(numbered.logs(SessionId.of(-2))).hasSize(1);
    }

    @Test
    void each_tenant_gets_its_own() {
        HostTable other = column.table();
        SessionId others = SessionId.of(UUID.randomUUID());
        host.add(others.value(), host.counselor.value(), other.tenant.value(), "[" + FLAT + ", " + NESTED + "]");
        SessionId own = host.add("[" + FLAT + "]");

        BackfillReport report = host.run();

        assertThat(report.written()).isEqualTo(3);
        assertThat(host.logs(own)).hasSize(1);
        assertThat(other.usage(others).counted().analysisCount()).isEqualTo(2);
        assertThat(host.store.usage().find(host.tenant, others)).isEmpty();
    }

    @Test
    void sessions_without_a_tenant_or_a_counselor_are_refused_entry_by_entry() {
        host.add(UUID.randomUUID(), null, host.tenant.value(), "[" + FLAT + ", " + NESTED + "]");
        host.add(UUID.randomUUID(), host.counselor.value(), null, "[" + FLAT + "]");
        host.add(UUID.randomUUID(), host.counselor.value(), "x".repeat(51), "[" + FLAT + "]");

        BackfillReport report = host.run();

        assertThat(report.odd()).containsEntry(Oddity.NO_COUNSELOR, 2L).containsEntry(Oddity.UNUSABLE_TENANT, 2L);
        assertThat(report.refused()).isEqualTo(4);
        assertThat(report.addsUp()).isTrue();
        assertThat(host.picture()).isEmpty();
    }

    @Test
    void one_tenant_may_be_named_for_all() {
        SessionId session = SessionId.of(UUID.randomUUID());
        host.add(session.value(), host.counselor.value(), null, "[" + FLAT + "]");

        BackfillReport report = Backfill.of(
                        host.dataSource, host.source().tenant(host.tenant).build())
                .into(host.store);

        assertThat(report.written()).isEqualTo(1);
        assertThat(host.logs(session)).hasSize(1);
    }

    @Test
    void a_stated_start_lets_sessions_without_entries_come_in() {
        SessionId empty = host.add("[]");
        SessionId nothing = host.add(null);
        host.set(empty, "started_at", java.time.LocalDateTime.parse("2025-03-14T09:00:00"));

        BackfillReport report = Backfill.of(
                        host.dataSource, host.source().startedAt("started_at").build())
                .into(host.store);

        assertThat(report.sessionsRead()).isEqualTo(2);
        assertThat(report.sessionsTaken()).isEqualTo(1);
        assertThat(host.usage(empty).startedAt()).isEqualTo(Instant.parse("2025-03-14T09:00:00Z"));
        assertThat(host.store.usage().find(host.tenant, nothing)).isEmpty();
    }

    @Test
    void a_usage_that_is_not_the_sum_of_its_logs_is_reported() {
        SessionId session = host.add("[" + FLAT + "]");
        var unused = host.run();
        host.execute("update session_usage set analysis_count = 2 where session_id = ?", session.value());

        BackfillReport again = host.run();

        assertThat(again.odd()).containsEntry(Oddity.UNBALANCED, 1L);
        assertThat(again.addsUp()).isFalse();
    }

    @Test
    void pages_and_batches_meet_every_entry_once() {
        String forty = "[" + String.join(", ", java.util.Collections.nCopies(40, FLAT)) + "]";
        for (int i = 0; i < 200; i++) {
            var unused = host.add(forty);
        }

        BackfillReport report = host.run();

        assertThat(report.written()).isEqualTo(8_000);
        assertThat(report.sessionsTaken()).isEqualTo(200);
        assertThat(report.addsUp()).isTrue();
        assertThat(host.rows("select count(*) from session_analysis_logs where tenant_id = '" + host.tenant + "'"))
                .isEqualTo("8000|\n");
    }

    @Test
    void a_key_that_is_not_unique_is_refused_before_anything_is_read() {
        assertThatThrownBy(() -> Backfill.of(
                                host.dataSource,
                                host.source().id("counselor_id").build())
                        .into(host.store))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("unique index");
    }

    @Test
    void a_table_that_is_not_there_is_reported() {
        assertThatThrownBy(() -> Backfill.of(
                                host.dataSource,
                                BackfillSource.table("no_such_table").build())
                        .dryRun())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("that may be read")
                .message()
                .containsIgnoringCase("no_such_table");
        assertThatThrownBy(() -> BackfillSource.table("sessions; drop table x"))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void a_column_that_holds_no_entries_is_refused_before_anything_is_read() {
        var unusedSession = host.add("[" + FLAT + "]");

        assertThatThrownBy(() -> Backfill.of(
                                host.dataSource,
                                host.source()
                                        .entries("started_at")
                                        .startedAt("started_at")
                                        .build())
                        .into(host.store))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("JSON or text");
        assertThat(host.picture()).isEmpty();
    }

    /** Tenants may have the same sessions, and those the same entries. */
    @Test
    void the_same_session_and_entry_of_another_tenant_is_another() {
        HostTable other = column.table();
        SessionId session = host.add("[" + FLAT.replaceFirst("\\{", "{\"id\": \"" + OWN_ID + "\", ") + "]");
        var unusedFirst = host.run();
        String before = host.picture();
        other.add(
                session.value(),
                other.counselor.value(),
                other.tenant.value(),
                "[" + NESTED.replaceFirst("\\{", "{\"id\": \"" + OWN_ID + "\", ") + ", " + FLAT + "]");

        BackfillReport report = other.run();
        host.execute(
                "update session_usage set analysis_count = 7 where tenant_id = ? and session_id = ?",
                host.tenant.value(),
                session.value());

        assertThat(report.written()).isEqualTo(2);
        assertThat(report.addsUp()).isTrue();
        assertThat(other.run().addsUp()).isTrue();
        assertThat(other.usage(session).counted().analysisCount()).isEqualTo(2);
        assertThat(host.picture()).isEqualTo(before.replace("|2.500|1|", "|2.500|7|"));
        assertThat(host.run().odd()).containsEntry(Oddity.UNBALANCED, 1L);
    }

    @Test
    void an_id_that_is_there_in_one_session_is_new_in_another() {
        String own = FLAT.replaceFirst("\\{", "{\"id\": \"" + OWN_ID + "\", ");
        SessionId one = host.add("[" + own + "]");
        SessionId two = host.add("[" + NESTED + "]");
        var unusedFirst = host.run();
        host.setEntries(one, "[" + own + ", " + NESTED + "]");
        host.setEntries(two, "[" + NESTED + ", " + own + "]");

        BackfillReport rest = host.run();

        assertThat(rest.written()).isEqualTo(2);
        assertThat(rest.alreadyThere()).isEqualTo(2);
        assertThat(rest.addsUp()).isTrue();
    }

    @Test
    void a_report_shows_nothing_of_what_was_said() {
        var unusedSession = host.add(
                "[\"SECRET\", {\"safety_level\": \"SECRET\", \"analyzed_at\": \"SECRET\", \"severity\": \"SECRET\"},"
                        + NESTED.replace("gemini-2.5-flash", "SECRET".repeat(50))
                                .replace("100", "\"SECRET\"") + "]");

        BackfillReport report = host.run();

        assertThat(report.refused()).isEqualTo(2);
        assertThat(report.toText()).doesNotContain("SECRET");
        assertThat(report.toString()).doesNotContain("SECRET");
    }

    @Test
    void a_host_may_name_its_own_fields_and_levels() {
        SessionId session = host.add(
                "[{\"at\": 1741953600, \"result\": {\"risk\": \"Orange\", \"text\": \"t\"}, \"severity\": \"high\"},"
                        + " {\"at\": 1741953660000, \"result\": {\"risk\": \"puce\"}, \"severity\": 1}]");
        FieldMapping mapping = FieldMapping.usual()
                .with(AnalysisField.ANALYZED_AT, "when", "at")
                .with(AnalysisField.SAFETY_LEVEL, "result.risk")
                .with(AnalysisField.DISPLAY_TEXT, "result.text")
                .withLevels(word ->
                        word.equals("orange") ? java.util.Optional.of(SafetyLevel.YELLOW) : java.util.Optional.empty());

        BackfillReport report = Backfill.of(
                        host.dataSource, host.source().mapping(mapping).build())
                .into(host.store);

        assertThat(report.odd())
                .containsEntry(Oddity.UNKNOWN_LEVEL, 1L)
                .containsEntry(Oddity.SEVERITY_AS_TEXT, 1L)
                .hasSize(2);
        AnalysisLog log = host.logs(session).get(0);
        assertThat(log.safetyLevel()).isEqualTo(SafetyLevel.YELLOW);
        assertThat(log.severity()).isEqualTo(3);
        assertThat(log.analyzedAt()).isEqualTo(Instant.parse("2025-03-14T12:00:00Z"));
        assertThat(log.content().displayText()).isEqualTo("t");
    }

    @Test
    void keys_of_counselors_and_tenants_are_the_hosts() {
        assertThat(HostValues.key(7L)).isEqualTo(CounselorId.of(7).value());
        assertThat(HostValues.key(7)).isEqualTo(CounselorId.of(7).value());
        assertThat(HostValues.key("no uuid")).isNull();
        assertThat(HostValues.tenant("island")).isEqualTo(TenantId.of("island"));
        assertThat(List.of(Oddity.values()))
                .allSatisfy(oddity -> assertThat(oddity.code()).isLowerCase());
    }
}
