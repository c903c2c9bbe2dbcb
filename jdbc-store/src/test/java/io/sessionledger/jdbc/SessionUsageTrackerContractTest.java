package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.CHARGED;
import static io.sessionledger.jdbc.StoreFixture.FREE;
import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.bare;
import static io.sessionledger.jdbc.StoreFixture.minute;
import static io.sessionledger.jdbc.StoreFixture.newSession;
import static io.sessionledger.jdbc.StoreFixture.sumOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessionledger.AnalysisId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisContent;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Duplicate;
import io.sessionledger.session.RecordOutcome.Late;
import io.sessionledger.session.RecordOutcome.Recorded;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartOutcome;
import io.sessionledger.session.StartSession;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.SettlementPlan.Billing;
import io.sessionledger.store.SettlementPlan.NothingDue;
import io.sessionledger.store.SettlementPlan.Uncharged;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EveryWay
class SessionUsageTrackerContractTest {

    private static final Instant LONG_AGO = NOON.minus(Duration.ofDays(365));

    private final TestDatabase database;
    private final StoreFixture fixture;

    SessionUsageTrackerContractTest(TestDatabase database) {
        this.database = database;
        this.fixture = new StoreFixture(database);
    }

    // start

    @Test
    void a_start_creates_a_row_of_zeros() {
        SessionId session = newSession();

        StartOutcome outcome = fixture.start(StartSession.of(session, fixture.counselor), CHARGED);

        assertThat(outcome.replayed()).isFalse();
        assertThat(outcome.usage())
                .isEqualTo(new SessionUsage(
                        session,
                        fixture.counselor,
                        SessionStatus.IN_PROGRESS,
                        NOON,
                        null,
                        UsageFigures.NONE,
                        null,
                        null,
                        Credits.ZERO,
                        false,
                        null,
                        null,
                        "standard",
                        null,
                        0));
        assertThat(fixture.usage(session)).isEqualTo(outcome.usage());
    }

    @Test
    void a_stated_time_and_rate_name_are_kept() {
        Instant at = Instant.parse("2026-03-14T08:15:30.123456Z");
        SessionId session = newSession();

        SessionUsage usage = fixture.start(
                        StartSession.of(session, fixture.counselor)
                                .startedAt(at)
                                .rate("night"),
                        CHARGED)
                .usage();

        assertThat(usage.startedAt()).isEqualTo(at);
        assertThat(usage.rateName()).isEqualTo("night");
        assertThat(fixture.usage(session)).isEqualTo(usage);
    }

    @Test
    void a_start_pins_the_version_in_force_at_the_sessions_start() {
        fixture.published("standard", NOON.minus(Duration.ofDays(2)));
        CreditRate inForce = fixture.published("standard", NOON.minus(Duration.ofDays(1)));
        fixture.published("standard", NOON.plus(Duration.ofDays(1)));
        fixture.published("night", NOON.minus(Duration.ofHours(1)));
        new StoreFixture(database).published("standard", NOON);

        assertThat(fixture.usage(fixture.started()).rateId()).isEqualTo(inForce.id());
    }

    @Test
    void a_session_that_started_before_a_version_keeps_to_the_one_before() {
        CreditRate before = fixture.published("standard", NOON.minus(Duration.ofDays(2)));
        fixture.published("standard", NOON.minus(Duration.ofDays(1)));

        SessionId session = fixture.startedAt(NOON.minus(Duration.ofHours(36)));

        assertThat(fixture.usage(session).rateId()).isEqualTo(before.id());
    }

    @Test
    void of_two_versions_from_the_same_time_the_later_one_is_pinned() {
        fixture.published("standard", LONG_AGO);
        CreditRate corrected = fixture.published("standard", LONG_AGO);

        assertThat(fixture.usage(fixture.started()).rateId()).isEqualTo(corrected.id());
    }

    @Test
    void a_version_is_in_force_from_its_first_microsecond() {
        CreditRate rate = fixture.published("standard", NOON);

        assertThat(fixture.usage(fixture.startedAt(NOON)).rateId()).isEqualTo(rate.id());
        assertThat(fixture.usage(fixture.startedAt(NOON.minusNanos(1000))).rateId())
                .isNull();
    }

    @Test
    void without_a_rate_in_force_none_is_pinned() {
        fixture.published("night", LONG_AGO);
        fixture.published("standard", NOON.plusSeconds(1));

        assertThat(fixture.usage(fixture.started()).rateId()).isNull();
    }

    @Test
    void a_second_start_returns_the_row_as_the_first_left_it() {
        SessionId session = fixture.started();
        SessionUsage first = fixture.usage(session);
        fixture.published("standard", LONG_AGO);
        StartSession other = StartSession.of(session, StoreFixture.newCounselor())
                .startedAt(LONG_AGO)
                .rate("night");

        StartOutcome second = fixture.start(other, FREE);

        assertThat(second.replayed()).isTrue();
        assertThat(second.usage()).isEqualTo(first);
        assertThat(fixture.usage(session)).isEqualTo(first);
    }

    @Test
    void a_start_after_the_end_returns_the_ended_row() {
        SessionId session = fixture.started();
        fixture.record(session, minute(1).build());
        SessionUsage ended = fixture.completed(session, new NothingDue()).bill().usage();

        StartOutcome second = fixture.start(StartSession.of(session, fixture.counselor), CHARGED);

        assertThat(second.replayed()).isTrue();
        assertThat(second.usage()).isEqualTo(ended);
    }

    @Test
    void a_start_whose_terms_never_charge_creates_no_account_and_pins_no_rate() {
        fixture.published("standard", LONG_AGO);
        SessionId session = newSession();

        SessionUsage usage =
                fixture.start(StartSession.of(session, fixture.counselor), FREE).usage();

        assertThat(usage.rateId()).isNull();
        assertThat(fixture.account()).isEmpty();
    }

    @Test
    void a_start_whose_terms_charge_opens_an_empty_account() {
        fixture.started();

        assertThat(fixture.account()).contains(CreditAccount.empty(fixture.counselor));
        assertThat(fixture.entries(fixture.counselor)).isEmpty();
    }

    @Test
    void a_start_leaves_an_account_that_is_there_as_it_is() {
        CreditAccount granted = fixture.grant(fixture.purchase("first", 5)).account();

        fixture.started();

        assertThat(fixture.account()).contains(granted);
    }

    @Test
    void one_session_id_in_two_tenants_is_two_sessions() {
        StoreFixture other = new StoreFixture(database);
        SessionId session = fixture.started();
        fixture.record(session, minute(1).build());

        StartOutcome theirs = other.start(StartSession.of(session, other.counselor), CHARGED);

        assertThat(theirs.replayed()).isFalse();
        assertThat(theirs.usage().counted()).isEqualTo(UsageFigures.NONE);
        assertThat(fixture.usage(session).counted().analysisCount()).isEqualTo(1);
    }

    @Test
    void tenants_that_differ_in_case_are_apart() {
        String name = "Tenant " + UUID.randomUUID();
        SessionId session = newSession();
        var sessions = fixture.store.sessions();
        StartSession start = StartSession.of(session, fixture.counselor);

        for (String tenant : List.of(name, name.toUpperCase(Locale.ROOT))) {
            assertThat(sessions.start(TenantId.of(tenant), start, CHARGED, NOON).replayed())
                    .as("'%s'", tenant)
                    .isFalse();
        }
    }

    @Test
    void of_many_starts_at_once_one_creates_the_row() throws Exception {
        SessionId session = newSession();

        List<StartOutcome> outcomes = AtOnce.call(
                12,
                i -> fixture.start(
                        StartSession.of(session, fixture.counselor).startedAt(NOON.plusSeconds(i)), CHARGED));

        assertThat(outcomes).filteredOn(outcome -> !outcome.replayed()).hasSize(1);
        assertThat(outcomes).extracting(StartOutcome::usage).containsOnly(fixture.usage(session));
    }

    // record

    @Test
    void every_field_comes_back_as_it_was_recorded() throws IOException {
        SessionId session = fixture.started();
        Analysis analysis = Analysis.builder(SafetyLevel.RED, 3)
                .id(AnalysisId.of(UUID.randomUUID()))
                .displayText("個案表示想離開 🙇🏽‍♀️ \"now\"\n\t'; drop table x; -- \\ %s :name ?")
                .actionSuggestion("立即啟動危機處理 👩‍👩‍👧‍👦")
                .ragDocuments("""
                        [{"title": "危機手冊", "nested": {"emoji": "\\ud83d\\ude47", "list": [1, -2.5, true, null, "é"]}}]""")
                .ragSources("{\"key ':with' ?\": [\"https://example.org/?a=b&c=%20\"], \"\": \"\"}")
                .transcriptLength(Integer.MAX_VALUE)
                .duration(Duration.ofMillis(59_999))
                .model("gemini-2.5-flash 😀", TokenUsage.of(1, 2, 3))
                .estimatedCost(Usd.of("12345678.0123456789"))
                .analyzedAt(Instant.parse("2026-03-14T12:00:00.000001Z"))
                .build();

        RecordOutcome outcome = fixture.record(session, analysis);

        assertThat(outcome).isInstanceOf(Recorded.class);
        assertThat(outcome.replayed()).isFalse();
        assertThat(outcome.log()).isEqualTo(expected(session, analysis, false));
        AnalysisLog found = fixture.store
                .analysisLogs()
                .find(fixture.tenant, session, analysis.id())
                .orElseThrow();
        assertThat(found)
                .usingRecursiveComparison()
                .ignoringFields("content.ragDocuments", "content.ragSources")
                .isEqualTo(outcome.log());
        assertSameJson(found.content().ragDocuments(), analysis.content().ragDocuments());
        assertSameJson(found.content().ragSources(), analysis.content().ragSources());
        assertThat(fixture.logs(session)).containsExactly(found);
        assertThat(outcome.usage()).isEqualTo(fixture.usage(session));
    }

    @Test
    void what_was_not_stated_stays_absent() {
        SessionId session = fixture.started();
        Analysis analysis = bare(1).build();

        RecordOutcome outcome = fixture.record(session, analysis);

        AnalysisLog found = fixture.store
                .analysisLogs()
                .find(fixture.tenant, session, analysis.id())
                .orElseThrow();
        assertThat(found).isEqualTo(outcome.log());
        assertThat(found.content()).isEqualTo(AnalysisContent.NONE);
        assertThat(found)
                .extracting(
                        AnalysisLog::transcriptLength,
                        AnalysisLog::duration,
                        AnalysisLog::model,
                        AnalysisLog::tokens,
                        AnalysisLog::estimatedCost)
                .containsOnlyNulls();
        assertThat(outcome.usage().counted())
                .isEqualTo(new UsageFigures(Duration.ZERO, 1, TokenUsage.NONE, Usd.ZERO, 1));
    }

    @Test
    void nothing_and_none_are_different_things() {
        SessionId session = fixture.started();
        Analysis analysis = bare(1).displayText("")
                .actionSuggestion(" ")
                .ragDocuments("null")
                .ragSources("\"\"")
                .transcriptLength(0)
                .duration(Duration.ZERO)
                .model("m", TokenUsage.NONE)
                .estimatedCost(Usd.ZERO)
                .build();

        RecordOutcome outcome = fixture.record(session, analysis);

        assertThat(fixture.logs(session)).containsExactly(expected(session, analysis, false));
        assertThat(outcome.usage().counted().unpricedAnalysisCount()).isZero();
    }

    @Test
    void the_largest_and_the_smallest_values_survive() {
        SessionId session = fixture.started();
        long most = TokenUsage.MAX_TOKENS;
        Analysis largest = bare(1).id(AnalysisId.of(Long.MAX_VALUE))
                .duration(Duration.ofMillis(999_999_999_999L))
                .model("m".repeat(Analysis.MAX_MODEL_LENGTH), TokenUsage.of(most, most, most))
                .estimatedCost(Usd.of("99999999.9999999999"))
                .analyzedAt(Instant.parse("9999-12-31T23:59:59.999999Z"))
                .build();
        Analysis smallest = bare(2).id(AnalysisId.of(Long.MIN_VALUE))
                .duration(Duration.ZERO)
                .analyzedAt(Instant.parse("0001-01-01T00:00:00Z"))
                .build();

        fixture.recordAll(session, List.of(largest, smallest));

        assertThat(fixture.logs(session))
                .containsExactly(expected(session, smallest, false), expected(session, largest, false));
        assertThat(fixture.usage(session).counted())
                .isEqualTo(new UsageFigures(largest.duration(), 2, largest.tokens(), largest.estimatedCost(), 1));
    }

    @Test
    void counters_are_the_sums_of_the_rows() {
        Random random = new Random(20_260_314);
        List<SessionId> sessions = List.of(fixture.started(), fixture.started(), fixture.started());
        for (int i = 0; i < 120; i++) {
            SessionId session = sessions.get(random.nextInt(sessions.size()));
            if (random.nextInt(4) == 0) {
                fixture.recordAll(session, List.of(anything(random), anything(random), anything(random)));
            } else {
                fixture.record(session, anything(random));
            }
            if (i == 90) {
                fixture.completed(sessions.get(0), new NothingDue());
            }
        }

        for (SessionId session : sessions) {
            List<AnalysisLog> logs = fixture.logs(session);
            assertThat(logs).hasSizeGreaterThan(30);
            assertThat(fixture.usage(session).counted()).isEqualTo(sumOf(logs));
        }
        assertThat(fixture.logs(sessions.get(0))).filteredOn(AnalysisLog::late).isNotEmpty();
        assertThat(fixture.usage(sessions.get(0)).billed())
                .isEqualTo(sumOf(fixture.logs(sessions.get(0)).stream()
                        .filter(log -> !log.late())
                        .toList()));
    }

    @Test
    void a_repeat_returns_the_stored_log_and_changes_nothing() {
        SessionId session = fixture.started();
        AnalysisLog stored = fixture.record(session, minute(1).build()).log();
        SessionUsage before = fixture.usage(session);
        Analysis other = Analysis.builder(SafetyLevel.RED, 3)
                .id(stored.id())
                .displayText("something else")
                .duration(Duration.ofSeconds(5))
                .analyzedAt(NOON.plusSeconds(9))
                .build();

        RecordOutcome repeat = fixture.record(session, other);

        assertThat(repeat).isEqualTo(new Duplicate(stored, before));
        assertThat(repeat.replayed()).isTrue();
        assertThat(fixture.usage(session)).isEqualTo(before);
        assertThat(fixture.logs(session)).containsExactly(stored);
    }

    @Test
    void an_id_belongs_to_its_session() {
        SessionId first = fixture.started();
        SessionId second = fixture.started();
        fixture.record(first, minute(1).build());

        assertThat(fixture.record(second, minute(1).build())).isInstanceOf(Recorded.class);
        assertThat(fixture.logs(first)).hasSize(1);
        assertThat(fixture.logs(second)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(value = SessionStatus.class, names = "IN_PROGRESS", mode = EnumSource.Mode.EXCLUDE)
    void an_analysis_after_the_end_is_stored_counted_marked_late_and_not_billed(SessionStatus end) {
        SessionId session = fixture.started();
        fixture.record(session, minute(1).build());
        Billing billing = end == SessionStatus.COMPLETED ? new NothingDue() : new Uncharged(null);
        SessionUsage ended = fixture.ended(session, end, billing).bill().usage();
        Analysis analysis = minute(2).build();

        RecordOutcome outcome = fixture.record(session, analysis);

        assertThat(outcome).isInstanceOf(Late.class);
        assertThat(outcome.log()).isEqualTo(expected(session, analysis, true));
        assertThat(fixture.logs(session)).extracting(AnalysisLog::late).containsExactly(false, true);
        SessionUsage after = fixture.usage(session);
        assertThat(after).isEqualTo(outcome.usage());
        assertThat(after.counted().duration()).isEqualTo(Duration.ofMinutes(2));
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("counted", "revision")
                .isEqualTo(ended);
        assertThat(fixture.record(session, analysis)).isEqualTo(new Duplicate(outcome.log(), after));
    }

    @Test
    void an_analysis_of_an_unknown_session_is_refused() {
        SessionId unknown = newSession();

        assertThatThrownBy(() -> fixture.record(unknown, minute(1).build()))
                .isInstanceOf(SessionNotFoundException.class)
                .hasMessageContaining(unknown.toString());
        assertThatThrownBy(() -> fixture.recordAll(unknown, List.of(minute(1).build())))
                .isInstanceOf(SessionNotFoundException.class);
        assertThat(fixture.logs(unknown)).isEmpty();
    }

    @Test
    void an_analysis_of_another_tenants_session_is_refused_as_if_there_were_none() {
        StoreFixture other = new StoreFixture(database);
        SessionId theirs = other.started();
        SessionUsage before = other.usage(theirs);

        assertThatThrownBy(() -> fixture.record(theirs, minute(1).build()))
                .isInstanceOf(SessionNotFoundException.class)
                .hasMessageNotContaining(other.tenant.value());
        assertThatThrownBy(() -> fixture.recordAll(theirs, List.of(minute(1).build())))
                .isInstanceOf(SessionNotFoundException.class);
        assertThatThrownBy(() -> fixture.completed(theirs, new NothingDue()))
                .isInstanceOf(SessionNotFoundException.class);

        assertThat(other.usage(theirs)).isEqualTo(before);
        assertThat(other.logs(theirs)).isEmpty();
    }

    @Test
    void analyses_recorded_at_once_count_once_each() throws Exception {
        SessionId session = fixture.started();

        List<RecordOutcome> outcomes = AtOnce.call(
                        12,
                        i -> fixture.recordAll(
                                session,
                                List.of(
                                        minute(i).build(),
                                        minute(i + 1).build(),
                                        minute(i + 2).build())))
                .stream()
                .flatMap(List::stream)
                .toList();

        assertThat(outcomes).filteredOn(outcome -> !outcome.replayed()).hasSize(14);
        assertThat(fixture.usage(session).counted()).isEqualTo(sumOf(fixture.logs(session)));
        assertThat(fixture.logs(session)).hasSize(14);
    }

    @Test
    void analyses_that_race_with_the_end_are_billed_or_late_never_both() throws Exception {
        List<SessionId> sessions = List.of(fixture.started(), fixture.started(), fixture.started(), fixture.started());

        AtOnce.call(16, i -> {
            SessionId session = sessions.get(i % 4);
            for (int number = 0; number < 6; number++) {
                if (i < 4 && number == 3) {
                    fixture.completed(session, new NothingDue());
                }
                fixture.record(session, minute(10 * i + number).build());
            }
            return session;
        });

        for (SessionId session : sessions) {
            List<AnalysisLog> logs = fixture.logs(session);
            SessionUsage usage = fixture.usage(session);
            assertThat(logs).hasSize(24);
            assertThat(usage.counted()).isEqualTo(sumOf(logs));
            assertThat(usage.billed())
                    .isEqualTo(sumOf(logs.stream().filter(log -> !log.late()).toList()));
        }
    }

    // recordAll

    @Test
    void several_analyses_are_answered_in_their_order() {
        SessionId session = fixture.started();
        fixture.record(session, minute(2).build());

        List<RecordOutcome> outcomes = fixture.recordAll(
                session, List.of(minute(3).build(), minute(2).build(), minute(1).build()));

        assertThat(outcomes).extracting(outcome -> outcome.log().id().asLong()).containsExactly(3L, 2L, 1L);
        assertThat(outcomes).extracting(RecordOutcome::replayed).containsExactly(false, true, false);
        assertThat(outcomes.get(2).usage()).isEqualTo(fixture.usage(session));
        assertThat(fixture.usage(session).counted().analysisCount()).isEqualTo(3);
    }

    @Test
    void an_id_that_occurs_twice_in_one_call_is_recorded_once() {
        SessionId session = fixture.started();

        List<RecordOutcome> outcomes = fixture.recordAll(
                session,
                List.of(
                        minute(1).build(),
                        minute(1).displayText("another").build(),
                        minute(1).build()));

        assertThat(outcomes.get(0)).isInstanceOf(Recorded.class);
        assertThat(outcomes.subList(1, 3)).allSatisfy(outcome -> {
            assertThat(outcome).isInstanceOf(Duplicate.class);
            assertThat(outcome.log()).isEqualTo(outcomes.get(0).log());
        });
        assertThat(fixture.usage(session).counted().analysisCount()).isEqualTo(1);
    }

    @Test
    void several_analyses_after_the_end_are_all_late() {
        SessionId session = fixture.started();
        fixture.ended(session, SessionStatus.CANCELLED, new Uncharged(null));

        assertThat(fixture.recordAll(
                        session, List.of(minute(1).build(), minute(2).build())))
                .hasOnlyElementsOfType(Late.class);
    }

    @Test
    void no_analyses_change_nothing() {
        SessionId session = fixture.started();
        SessionUsage before = fixture.usage(session);

        assertThat(fixture.recordAll(session, List.of())).isEmpty();
        assertThat(fixture.usage(session)).isEqualTo(before);
    }

    @Test
    void one_analysis_that_cannot_be_stored_keeps_all_others_out() {
        SessionId session = fixture.started();
        SessionUsage before = fixture.usage(session);
        Duration most = Duration.ofSeconds(999_999_999);

        for (Analysis bad : List.of(
                minute(2).ragDocuments("{").build(),
                minute(2).displayText("x".repeat(300_000)).build(),
                // fits alone, but not beside the minute before
                minute(2).duration(most).build())) {
            assertThatThrownBy(() -> fixture.recordAll(
                            session, List.of(minute(1).build(), bad, minute(3).build())))
                    .isInstanceOf(InvalidInputException.class);
            assertThat(fixture.logs(session)).isEmpty();
            assertThat(fixture.usage(session)).isEqualTo(before);
        }
    }

    @Test
    void an_analysis_that_would_overflow_the_counters_is_refused() {
        SessionId session = fixture.started();
        fixture.record(
                session, bare(1).estimatedCost(Usd.of("99999999.9999999999")).build());
        SessionUsage before = fixture.usage(session);

        assertThatThrownBy(() -> fixture.record(
                        session, bare(2).estimatedCost(Usd.of("0.0000000001")).build()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("total:");

        assertThat(fixture.usage(session)).isEqualTo(before);
        assertThat(fixture.logs(session)).hasSize(1);
    }

    private AnalysisLog expected(SessionId session, Analysis analysis, boolean late) {
        return new AnalysisLog(
                session,
                analysis.id(),
                fixture.counselor,
                analysis.safetyLevel(),
                analysis.severity(),
                analysis.content(),
                analysis.transcriptLength(),
                analysis.duration(),
                analysis.model(),
                analysis.tokens(),
                analysis.estimatedCost(),
                analysis.analyzedAt(),
                late);
    }

    /** An analysis with some facts stated, fractions among them; one in six repeats an id. */
    private static Analysis anything(Random random) {
        Analysis.Builder analysis = Analysis.builder(
                        random.nextBoolean() ? SafetyLevel.RED : SafetyLevel.GREEN, 1 + random.nextInt(3))
                .id(AnalysisId.of(random.nextInt(6) == 0 ? random.nextInt(5) : random.nextLong()))
                .analyzedAt(NOON.plusNanos(random.nextInt(1_000_000) * 1000L));
        if (random.nextBoolean()) {
            analysis = analysis.duration(Duration.ofMillis(random.nextInt(60_000)));
        }
        if (random.nextBoolean()) {
            analysis =
                    analysis.model("m", TokenUsage.of(random.nextInt(9000), random.nextInt(9000), random.nextInt(900)));
        }
        if (random.nextBoolean()) {
            analysis = analysis.estimatedCost(Usd.of(BigDecimal.valueOf(random.nextInt(99_999_999), 10)));
        }
        return analysis.build();
    }

    private static void assertSameJson(String actual, String expected) throws IOException {
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(actual)).isEqualTo(json.readTree(expected));
    }
}
