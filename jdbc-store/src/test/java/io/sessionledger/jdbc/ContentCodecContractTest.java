package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.bare;
import static io.sessionledger.jdbc.StoreFixture.minute;
import static io.sessionledger.jdbc.StoreFixture.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.AnalysisId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisContent;
import io.sessionledger.analysis.AnalysisContentCodec;
import io.sessionledger.analysis.AnalysisContentCodec.Field;
import io.sessionledger.analysis.AnalysisContentCodec.Place;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.analysis.ContentCodecException;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Duplicate;
import io.sessionledger.session.RecordOutcome.Late;
import io.sessionledger.session.RecordOutcome.Recorded;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.LedgerStore;
import io.sessionledger.store.SettlementPlan.Uncharged;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host's codec does to the texts of an analysis, and what happens when it fails. */
@EveryDatabase
class ContentCodecContractTest {

    /** Stands for what people said: it must turn up neither in the database nor in an error. */
    private static final String SECRET = "Wanderlust";

    private static final AnalysisContent CONTENT = new AnalysisContent(
            SECRET + " \uD83D\uDE00 \"quoted\" \\ \n\t 心理師",
            "enc1:" + SECRET,
            "{\"b\": [\"" + SECRET + " \uD83D\uDE00\"],  \"a\": null}",
            "\"enc1:" + SECRET + "\"");

    private static final Map<String, SecretKey> KEYS = Map.of("old", newKey(), "new", newKey());

    private static final AnalysisContentCodec ENCRYPTING = new AesGcmCodec(KEYS, "old");

    private final TestDatabase database;
    private final StoreFixture fixture;
    private final SessionId session;

    ContentCodecContractTest(TestDatabase database) {
        this.database = database;
        this.fixture = new StoreFixture(store(ENCRYPTING));
        this.session = fixture.started();
    }

    // round trip

    @Test
    void every_reader_is_given_what_was_recorded() {
        Analysis analysis = with(minute(1), CONTENT);

        var recorded = fixture.record(session, analysis);
        fixture.completed(session, new Uncharged(null));
        var late = fixture.record(session, with(minute(2), CONTENT));

        assertThat(recorded).isInstanceOf(Recorded.class);
        assertThat(late).isInstanceOf(Late.class);
        assertThat(recorded.log().content()).isEqualTo(CONTENT);
        List<AnalysisLog> logs = List.of(recorded.log(), late.log());
        var reader = store(ENCRYPTING).analysisLogs();
        AnalysisLogQuery query = AnalysisLogQuery.ofSession(session);
        assertThat(reader.find(fixture.tenant, session, recorded.log().id())).contains(recorded.log());
        assertThat(walk(page -> reader.list(fixture.tenant, query, page), 1)).isEqualTo(logs);
        assertThat(reader.export(fixture.tenant, query)).isEqualTo(logs);
    }

    @Test
    void a_duplicate_answers_what_was_recorded_first() {
        AnalysisLog first = fixture.record(session, with(minute(1), CONTENT)).log();
        Analysis again = minute(1).displayText("something else").build();

        assertThat(fixture.record(session, again))
                .isEqualTo(new Duplicate(first, fixture.usage(session)))
                .extracting(outcome -> outcome.log().content())
                .isEqualTo(CONTENT);
        assertThat(fixture.recordAll(session, List.of(again, with(minute(2), CONTENT), with(minute(2), CONTENT))))
                .extracting(outcome -> outcome.log().content())
                .containsOnly(CONTENT)
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "-0.0",
                "1E+2",
                "\"\"",
                "\"" + SECRET + "\\ud83d\\ude00\"",
                "[ \"" + SECRET + "\", 1 ]",
                "{\"b\": 1, \"a\": {\"\": [null]}}",
                " {} \n"
            })
    void json_comes_back_to_the_letter(String json) {
        fixture.record(session, bare(1).ragDocuments(json).ragSources(json).build());

        assertThat(fixture.logs(session))
                .extracting(AnalysisLog::content)
                .containsExactly(new AnalysisContent(null, null, json, json));
    }

    @Test
    void the_longest_texts_come_back() {
        int most = JdbcLedgerStore.Builder.DEFAULT_MAX_TEXT_BYTES;
        AnalysisContent content = new AnalysisContent(
                "語".repeat(most / 3),
                "\uD83D\uDE00".repeat(most / 4),
                "\"" + "x".repeat(most - 2) + "\"",
                "[" + "0,".repeat(most / 2 - 2) + "10]");

        fixture.record(session, with(bare(1), content));

        assertThat(fixture.logs(session)).extracting(AnalysisLog::content).containsExactly(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"", "\\\"\\", "\u0001\n\u001f\u007f\u2028", "\uD83D\uDE00", "null", "{\"a\": 1}"})
    void a_codec_may_answer_any_text_that_can_be_stored(String end) {
        var turning = codec(
                (place, content) -> "#" + new StringBuilder(content).reverse() + end,
                (place, stored) -> new StringBuilder(stored.substring(1, stored.length() - end.length()))
                        .reverse()
                        .toString());
        var turned = new StoreFixture(store(turning));
        SessionId its = turned.started();

        turned.record(its, with(bare(1), CONTENT));

        assertThat(turned.logs(its)).extracting(AnalysisLog::content).containsExactly(CONTENT);
    }

    // what lies in the database

    @Test
    void the_database_holds_no_word_of_it() {
        fixture.record(session, with(minute(1), CONTENT));
        fixture.recordAll(session, List.of(with(minute(2), CONTENT), with(minute(3), CONTENT)));

        assertThat(columns(fixture.tenant))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row)
                        .hasSize(4)
                        .noneMatch(text -> text.contains(SECRET))
                        .satisfies(
                                texts -> assertThat(texts.subList(0, 2)).allMatch(text -> text.startsWith("enc1:old:")))
                        .satisfies(jsons -> assertThat(jsons.subList(2, 4))
                                .allMatch(json -> json.startsWith("\"enc1:old:") && json.endsWith("\""))));
    }

    @Test
    void what_is_absent_is_not_encoded() {
        AnalysisContent content = new AnalysisContent(null, "go on", null, "[]");

        fixture.record(session, with(minute(1), content));
        fixture.record(session, bare(2).build());

        assertThat(fixture.logs(session))
                .extracting(AnalysisLog::content)
                .containsExactlyInAnyOrder(content, AnalysisContent.NONE);
    }

    @Test
    void erased_content_is_gone() {
        fixture.record(session, with(minute(1), CONTENT));
        fixture.record(session, bare(2).build());

        assertThat(fixture.store.analysisLogs().eraseContent(fixture.tenant, session))
                .isEqualTo(1);

        assertThat(fixture.logs(session))
                .hasSize(2)
                .extracting(AnalysisLog::content)
                .containsOnly(AnalysisContent.NONE);
        assertThat(columns(fixture.tenant)).allSatisfy(row -> assertThat(row).containsOnlyNulls());
    }

    // places

    @ParameterizedTest
    @EnumSource
    void a_text_is_decoded_where_it_lies_and_nowhere_else(Field field) {
        StoreFixture others = new StoreFixture(fixture.store);
        others.start(session, others.counselor, NOON);
        SessionId neighbour = fixture.started();
        AnalysisId id = AnalysisId.of(1);
        fixture.recordAll(session, List.of(with(minute(1), CONTENT), with(minute(2), CONTENT)));
        fixture.record(neighbour, with(minute(1), CONTENT));
        others.record(session, with(minute(1), CONTENT));
        Place place = new Place(fixture.tenant, session, id, field);
        Field sibling = Arrays.stream(Field.values())
                .filter(other -> other != field && other.isJson() == field.isJson())
                .findFirst()
                .orElseThrow();

        for (Place elsewhere : List.of(
                new Place(fixture.tenant, session, AnalysisId.of(2), field),
                new Place(fixture.tenant, neighbour, id, field),
                new Place(others.tenant, session, id, field),
                new Place(fixture.tenant, session, id, sibling))) {
            copy(elsewhere, place);

            assertThatThrownBy(() -> fixture.store.analysisLogs().find(fixture.tenant, session, id))
                    .as("copied from %s", elsewhere)
                    .isInstanceOfSatisfying(
                            ContentCodecException.class,
                            e -> assertThat(e.place()).isEqualTo(place))
                    .hasStackTraceContaining("AEADBadTagException");
        }
        assertThat(fixture.logs(neighbour)).hasSize(1);
        assertThat(others.logs(session)).hasSize(1);
    }

    // what was stored before, and under other keys

    @Test
    void rows_from_before_the_codec_stay_readable() {
        List<String> jsons = List.of(
                "null",
                "true",
                "-12.5",
                "\"\"",
                "\"" + SECRET + " \\\"\\ud83d\\ude00\\\"\"",
                "[1, \"a\"]",
                "{\"a\": {}}");
        LedgerStore plain = database.store();
        for (int i = 0; i < jsons.size(); i++) {
            AnalysisContent content = new AnalysisContent(SECRET, "{}", jsons.get(i), jsons.get(i));
            record(plain, with(bare(i), content));
        }
        List<AnalysisLog> before = plain.analysisLogs()
                .export(fixture.tenant, AnalysisLogQuery.ofSession(session))
                .toList();

        AnalysisLog after = fixture.record(session, with(bare(99), CONTENT)).log();

        assertThat(before).hasSize(jsons.size());
        assertThat(fixture.logs(session)).containsAll(before).contains(after).hasSize(jsons.size() + 1);
    }

    @Test
    void a_codec_is_asked_about_every_stored_text_and_about_json_strings_without_their_quotes() {
        var analysis = bare(1).displayText("d")
                .actionSuggestion("\"a\"")
                .ragDocuments("\"r\\\"\"")
                .ragSources("[\"s\"]")
                .build();
        record(database.store(), analysis);
        List<String> asked = new ArrayList<>();
        var shouting = codec((place, content) -> content, (place, stored) -> {
            asked.add(place.field().code() + ": " + stored);
            return place.field() == Field.RAG_DOCUMENTS ? stored : "{\"read\": 1}";
        });

        assertThat(store(shouting).analysisLogs().find(fixture.tenant, session, AnalysisId.of(1)))
                .get()
                .extracting(AnalysisLog::content)
                .isEqualTo(new AnalysisContent("{\"read\": 1}", "{\"read\": 1}", "\"r\\\"\"", "{\"read\": 1}"));
        assertThat(asked)
                .containsExactly(
                        "display_text: d", "action_suggestion: \"a\"", "rag_documents: r\"", "rag_sources: [\"s\"]");
    }

    @Test
    void a_codec_may_leave_texts_as_they_are() {
        var leaving = store(codec((place, content) -> content, (place, stored) -> stored));
        AnalysisContent content = new AnalysisContent(SECRET, "", "\"" + SECRET + "\"", "{\"a\": 1}");

        record(leaving, with(bare(1), content));

        AnalysisLogQuery query = AnalysisLogQuery.ofSession(session);
        List<AnalysisLog> read =
                leaving.analysisLogs().export(fixture.tenant, query).toList();
        assertThat(read).hasSize(1);
        assertThat(database.store().analysisLogs().export(fixture.tenant, query))
                .isEqualTo(read);
        assertThat(columns(fixture.tenant))
                .singleElement()
                .satisfies(row -> assertThat(row.subList(0, 3)).containsExactly(SECRET, "", "\"" + SECRET + "\""));
    }

    @Test
    void a_new_key_takes_over_while_the_old_one_still_reads() {
        AnalysisLog old = fixture.record(session, with(minute(1), CONTENT)).log();
        LedgerStore rotated = store(new AesGcmCodec(KEYS, "new"));
        LedgerStore forgetful = store(new AesGcmCodec(Map.of("new", KEYS.get("new")), "new"));

        AnalysisLog young = record(rotated, with(minute(2), CONTENT)).log();

        assertThat(rotated.analysisLogs().export(fixture.tenant, AnalysisLogQuery.ofSession(session)))
                .containsExactly(old, young);
        assertThat(columns(fixture.tenant))
                .extracting(row -> row.get(0).substring(0, 9))
                .containsExactlyInAnyOrder("enc1:old:", "enc1:new:");
        assertThat(forgetful.analysisLogs().find(fixture.tenant, session, young.id()))
                .contains(young);
        assertThatThrownBy(() -> forgetful.analysisLogs().find(fixture.tenant, session, old.id()))
                .isInstanceOf(ContentCodecException.class);
    }

    // failures

    @ParameterizedTest
    @EnumSource
    void a_codec_that_cannot_encode_keeps_the_analysis_out(Field field) {
        var refusing = new StoreFixture(store(codec(
                (place, content) -> {
                    if (place.analysisId().equals(AnalysisId.of(7)) && place.field() == field) {
                        throw new IllegalStateException(content, new IllegalArgumentException(SECRET));
                    }
                    return content;
                },
                (place, stored) -> stored)));
        SessionId its = refusing.started();
        SessionUsage before = refusing.usage(its);
        Analysis bad = with(minute(7), CONTENT);

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> refusing.record(its, bad),
                () -> refusing.recordAll(its, List.of(with(minute(6), CONTENT), bad, with(minute(8), CONTENT))))) {
            assertFails(call, new Place(refusing.tenant, its, AnalysisId.of(7), field))
                    .hasMessageContainingAll("could not encode", "java.lang.IllegalStateException")
                    .hasStackTraceContaining("java.lang.IllegalArgumentException");
        }
        assertThat(refusing.usage(its)).isEqualTo(before);
        assertThat(columns(refusing.tenant)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_codec_that_cannot_decode_is_reported_with_the_analysis_and_the_field(Field field) {
        fixture.record(session, with(minute(1), CONTENT));
        SessionUsage before = fixture.usage(session);
        var failing = store(codec(ENCRYPTING::encode, (place, stored) -> {
            if (place.field() == field) {
                throw new IllegalStateException(SECRET + stored, new IllegalArgumentException(stored));
            }
            return ENCRYPTING.decode(place, stored);
        }));
        var logs = failing.analysisLogs();
        AnalysisLogQuery query = AnalysisLogQuery.ofSession(session);

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> logs.find(fixture.tenant, session, AnalysisId.of(1)),
                () -> walk(page -> logs.list(fixture.tenant, query, page), 5),
                () -> logs.export(fixture.tenant, query).toList(),
                () -> record(failing, with(minute(1), CONTENT)),
                () -> failing.sessions()
                        .recordAll(
                                fixture.tenant,
                                session,
                                List.of(with(minute(2), CONTENT), with(minute(1), CONTENT)),
                                NOON))) {
            assertFails(call, new Place(fixture.tenant, session, AnalysisId.of(1), field))
                    .hasMessageContainingAll("could not decode", "java.lang.IllegalStateException")
                    .hasMessageNotContaining("enc1:")
                    .hasStackTraceContaining("java.lang.IllegalArgumentException");
        }
        assertThat(fixture.usage(session)).isEqualTo(before);
        assertThat(fixture.logs(session)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\uD83D", "\uDE00\uD83D"})
    void an_encoded_text_that_no_database_can_hold_is_reported(String unstorable) {
        var spoiling = store(codec((place, content) -> content + unstorable, (place, stored) -> stored));

        assertFails(
                        () -> record(spoiling, bare(1).actionSuggestion(SECRET).build()),
                        new Place(fixture.tenant, session, AnalysisId.of(1), Field.ACTION_SUGGESTION))
                .hasMessageContaining("at index " + SECRET.length());
        assertThat(fixture.logs(session)).isEmpty();
    }

    @Test
    void a_codec_that_answers_nothing_is_reported() {
        var silent = store(codec((place, content) -> null, (place, stored) -> null));
        fixture.record(session, bare(1).displayText(SECRET).build());
        Place place = new Place(fixture.tenant, session, AnalysisId.of(1), Field.DISPLAY_TEXT);

        assertFails(() -> record(silent, bare(1).displayText(SECRET).build()), place)
                .hasMessageContaining("null");
        assertFails(() -> silent.analysisLogs().find(fixture.tenant, session, AnalysisId.of(1)), place)
                .hasMessageContaining("null");
    }

    @Test
    void limits_and_json_are_checked_before_anything_is_encoded() {
        List<Place> asked = new ArrayList<>();
        var growing = JdbcLedgerStore.builder(database.pool())
                .maxTextBytes(20)
                .contentCodec(codec(
                        (place, content) -> {
                            asked.add(place);
                            return "#" + content.repeat(9);
                        },
                        (place, stored) -> stored))
                .build();
        String longest = "x".repeat(20);

        assertThatThrownBy(() -> record(
                        growing,
                        bare(1).displayText("fits").ragSources("no JSON").build()))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> record(
                        growing,
                        bare(1).displayText("fits")
                                .actionSuggestion(longest + "x")
                                .build()))
                .isInstanceOf(InvalidInputException.class);
        assertThat(asked).isEmpty();
        assertThat(record(growing, bare(1).displayText(longest).build())).isInstanceOf(Recorded.class);
        assertThat(asked).hasSize(1);
    }

    @Test
    void no_connection_is_held_while_analyses_are_encoded_and_pages_decoded() {
        List<Integer> held = new ArrayList<>();
        try (HikariDataSource pool = database.newPool(true)) {
            var watching = codec(
                    (place, content) -> {
                        held.add(pool.getHikariPoolMXBean().getActiveConnections());
                        return "#" + content;
                    },
                    (place, stored) -> {
                        held.add(pool.getHikariPoolMXBean().getActiveConnections());
                        return stored.substring(1);
                    });
            var watched = JdbcLedgerStore.builder(pool).contentCodec(watching).build();
            AnalysisLogQuery query = AnalysisLogQuery.ofSession(session);

            record(watched, with(minute(1), CONTENT));
            var unused = watched.sessions().recordAll(fixture.tenant, session, List.of(with(minute(2), CONTENT)), NOON);
            assertThat(watched.analysisLogs().find(fixture.tenant, session, AnalysisId.of(1)))
                    .isPresent();
            assertThat(walk(page -> watched.analysisLogs().list(fixture.tenant, query, page), 5))
                    .hasSize(2);
            assertThat(watched.analysisLogs().export(fixture.tenant, query)).hasSize(2);
        }

        assertThat(held).hasSize(4 * (2 + 1 + 2 + 2)).containsOnly(0);
    }

    // no codec

    @Test
    void without_a_codec_content_passes_untouched() {
        ContentColumns columns = new ContentColumns(AnalysisContentCodec.PLAIN, 1000);
        AnalysisLog log = fixture.record(session, with(minute(1), CONTENT)).log();

        assertThat(columns.encoded(fixture.tenant, session, log.id(), CONTENT)).isSameAs(CONTENT);
        assertThat(columns.decoded(fixture.tenant, log)).isSameAs(log);
    }

    private RecordOutcome record(LedgerStore store, Analysis analysis) {
        return store.sessions().record(fixture.tenant, session, analysis, NOON);
    }

    private JdbcLedgerStore store(AnalysisContentCodec codec) {
        return JdbcLedgerStore.builder(database.pool()).contentCodec(codec).build();
    }

    private static AnalysisContentCodec codec(
            BiFunction<Place, String, String> encoding, BiFunction<Place, String, String> decoding) {
        return new AnalysisContentCodec() {
            @Override
            public String encode(Place place, String content) {
                return encoding.apply(place, content);
            }

            @Override
            public String decode(Place place, String stored) {
                return decoding.apply(place, stored);
            }
        };
    }

    private static Analysis with(Analysis.Builder analysis, AnalysisContent content) {
        return analysis.displayText(content.displayText())
                .actionSuggestion(content.actionSuggestion())
                .ragDocuments(content.ragDocuments())
                .ragSources(content.ragSources())
                .build();
    }

    /** The four columns of a tenant's rows, past the codec. */
    private List<List<String>> columns(TenantId tenant) {
        return Jdbi.create(database.pool())
                .withHandle(handle -> handle.createQuery("select display_text, action_suggestion, rag_documents,"
                                + " rag_sources from session_analysis_logs where tenant_id = :tenant")
                        .bind("tenant", tenant.value())
                        .map((row, context) ->
                                Arrays.asList(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                        .list());
    }

    private void copy(Place from, Place to) {
        String sql = "update session_analysis_logs set %s = (select f.%s from session_analysis_logs f"
                + " where f.tenant_id = ? and f.session_id = ? and f.id = ?)"
                + " where tenant_id = ? and session_id = ? and id = ?";
        Jdbi.create(database.pool())
                .useHandle(handle -> assertThat(handle.execute(
                                sql.formatted(to.field().code(), from.field().code()),
                                from.tenant().value(),
                                from.sessionId().value(),
                                from.analysisId().value(),
                                to.tenant().value(),
                                to.sessionId().value(),
                                to.analysisId().value()))
                        .isOne());
    }

    /** Says where it failed, and nothing of what lies there. */
    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(ThrowingCallable call, Place place) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ContentCodecException.class, e -> assertThat(e.place()).isEqualTo(place))
                .hasMessageStartingWith(place.field().code() + " of analysis " + place.analysisId() + " of session "
                        + place.sessionId() + " of tenant '" + place.tenant() + "': ")
                .satisfies(e -> assertThat(printed(e)).doesNotContain(SECRET));
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private static SecretKey newKey() {
        try {
            KeyGenerator keys = KeyGenerator.getInstance("AES");
            keys.init(256);
            return keys.generateKey();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
