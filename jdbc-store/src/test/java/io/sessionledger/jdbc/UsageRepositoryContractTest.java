package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.ALWAYS;
import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.bare;
import static io.sessionledger.jdbc.StoreFixture.minute;
import static io.sessionledger.jdbc.StoreFixture.newCounselor;
import static io.sessionledger.jdbc.StoreFixture.newSession;
import static io.sessionledger.jdbc.StoreFixture.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TimeRange;
import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.report.UsageStats;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UnchargedReason;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SettlementPlan.NothingDue;
import io.sessionledger.store.SettlementPlan.Uncharged;
import io.sessionledger.store.SettlementPlan.Unrated;
import io.sessionledger.store.UsageRepository;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EveryWay
class UsageRepositoryContractTest {

    private static final Duration MICROSECOND = Duration.ofNanos(1000);

    private final TestDatabase database;
    private final StoreFixture fixture;
    private final UsageRepository usage;

    UsageRepositoryContractTest(TestDatabase database) {
        this.database = database;
        this.fixture = new StoreFixture(database);
        this.usage = fixture.store.usage();
    }

    // find

    @Test
    void a_session_is_found_by_its_tenant_alone() {
        SessionId session = fixture.started();

        assertThat(usage.find(fixture.tenant, session)).isPresent();
        assertThat(usage.find(new StoreFixture(database).tenant, session)).isEmpty();
        assertThat(usage.find(fixture.tenant, newSession())).isEmpty();
    }

    // stats

    @Test
    void nothing_used_adds_up_to_zero() {
        UsageStats nothing = new UsageStats(0, UsageFigures.NONE, Credits.ZERO);

        assertThat(usage.stats(fixture.tenant, ALWAYS)).isEqualTo(nothing);
        assertThat(usage.stats(fixture.tenant, fixture.counselor, ALWAYS)).isEqualTo(nothing);
    }

    @Test
    void every_figure_is_added_up_late_and_unpriced_analyses_included() {
        SessionId first = fixture.started();
        SessionId second = fixture.started();
        fixture.record(first, minute(1).duration(Duration.ofMillis(59_999)).build());
        fixture.record(first, bare(2).build());
        fixture.completed(second, new NothingDue());
        fixture.record(second, minute(3).duration(Duration.ofMillis(2)).build());

        assertThat(usage.stats(fixture.tenant, ALWAYS))
                .isEqualTo(new UsageStats(
                        2,
                        new UsageFigures(
                                Duration.ofMillis(60_001),
                                3,
                                TokenUsage.of(800, 2_000, 500),
                                Usd.of("0.0015500000"),
                                1),
                        Credits.ZERO));
    }

    @Test
    void a_session_belongs_whole_to_the_instant_it_started() {
        for (Instant start :
                List.of(NOON.minus(MICROSECOND), NOON, NOON.plusSeconds(60).minus(MICROSECOND), NOON.plusSeconds(60))) {
            SessionId session = fixture.startedAt(start);
            fixture.record(
                    session, minute(1).analyzedAt(NOON.plus(Duration.ofDays(9))).build());
        }

        assertThat(sessionsIn(TimeRange.of(NOON, NOON.plusSeconds(60)))).isEqualTo(2);
        assertThat(sessionsIn(TimeRange.of(NOON, NOON.plus(MICROSECOND)))).isEqualTo(1);
        assertThat(sessionsIn(TimeRange.of(NOON, NOON))).isZero();
        assertThat(sessionsIn(TimeRange.of(NOON.plus(Duration.ofDays(8)), NOON.plus(Duration.ofDays(10)))))
                .isZero();
        assertThat(sessionsIn(ALWAYS)).isEqualTo(4);
    }

    @Test
    void sessions_count_in_every_state() {
        for (SessionStatus status : SessionStatus.values()) {
            SessionId session = fixture.started();
            fixture.record(session, minute(1).build());
            if (status.ended()) {
                fixture.ended(session, status, new Uncharged(null));
            }
        }

        UsageStats stats = usage.stats(fixture.tenant, ALWAYS);
        assertThat(stats.totalSessions()).isEqualTo(4);
        assertThat(stats.used().duration()).isEqualTo(Duration.ofMinutes(4));
    }

    @Test
    void credits_are_what_was_charged_less_what_was_given_back() {
        fixture.published("standard", NOON);
        SessionId first = fixture.started();
        fixture.charged(first, 7);
        fixture.charged(fixture.started(), 5);
        assertThat(usage.stats(fixture.tenant, ALWAYS).totalCreditsConsumed()).isEqualTo(Credits.of(12));

        // what a refund leaves behind on the usage row
        Jdbi.create(database.pool())
                .useHandle(handle -> handle.execute(
                        "update session_usage set credits_consumed = 2.5 where tenant_id = ? and session_id = ?",
                        fixture.tenant.value(),
                        first.value()));

        assertThat(usage.stats(fixture.tenant, ALWAYS).totalCreditsConsumed()).isEqualTo(Credits.of("7.5"));
    }

    @ParameterizedTest
    @CsvSource({
        "Asia/Taipei, 2026-02-27, 2026-03-02",
        "Asia/Kolkata, 2026-12-30, 2027-01-02",
        "America/New_York, 2026-03-06, 2026-03-10",
        "America/New_York, 2026-10-30, 2026-11-03",
    })
    void days_add_up_to_their_range(ZoneId zone, LocalDate first, LocalDate last) {
        for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
            TimeRange range = TimeRange.ofDays(day, day, zone);
            for (Instant start : List.of(
                    range.from(),
                    range.from().plus(MICROSECOND),
                    range.from().plus(Duration.ofMinutes(90)),
                    range.to().minus(MICROSECOND))) {
                fixture.record(
                        fixture.startedAt(start),
                        minute(1).duration(Duration.ofMillis(1_001)).build());
            }
        }
        TimeRange whole = TimeRange.ofDays(first, last, zone);
        fixture.startedAt(whole.from().minus(MICROSECOND));
        fixture.startedAt(whole.to());

        UsageStats sum = new UsageStats(0, UsageFigures.NONE, Credits.ZERO);
        for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
            UsageStats ofDay = usage.stats(fixture.tenant, TimeRange.ofDays(day, day, zone));
            assertThat(ofDay.totalSessions()).as("%s", day).isEqualTo(4);
            assertThat(ofDay.used().duration()).isEqualTo(Duration.ofMillis(4_004));
            sum = plus(sum, ofDay);
        }
        assertThat(usage.stats(fixture.tenant, whole)).isEqualTo(sum);
        assertThat(usage.stats(fixture.tenant, fixture.counselor, whole)).isEqualTo(sum);
    }

    @Test
    void the_counselors_add_up_to_the_tenant() {
        fixture.published("standard", NOON);
        List<CounselorId> counselors = List.of(fixture.counselor, newCounselor(), newCounselor());
        for (int i = 0; i < 9; i++) {
            SessionId session = fixture.start(newSession(), counselors.get(i % 3), NOON.plusSeconds(i));
            fixture.record(
                    session, minute(i).duration(Duration.ofMillis(1_000 + i)).build());
            fixture.charged(session, i + 1);
        }
        TimeRange range = TimeRange.of(NOON, NOON.plusSeconds(8));

        UsageStats sum = counselors.stream()
                .map(counselor -> usage.stats(fixture.tenant, counselor, range))
                .reduce(new UsageStats(0, UsageFigures.NONE, Credits.ZERO), UsageRepositoryContractTest::plus);

        assertThat(sum.totalSessions()).isEqualTo(8);
        assertThat(sum.totalCreditsConsumed()).isEqualTo(Credits.of(36));
        assertThat(usage.stats(fixture.tenant, range)).isEqualTo(sum);
        assertThat(usage.stats(fixture.tenant, counselors.get(2), range).totalSessions())
                .isEqualTo(2);
    }

    @Test
    void another_tenant_adds_up_nothing() {
        fixture.record(fixture.started(), minute(1).build());

        StoreFixture other = new StoreFixture(database);
        assertThat(usage.stats(other.tenant, ALWAYS).totalSessions()).isZero();
        assertThat(usage.stats(other.tenant, fixture.counselor, ALWAYS).totalSessions())
                .isZero();
    }

    @Test
    void a_thousand_tiny_costs_are_exact_to_the_tenth_decimal() throws Exception {
        AtOnce.call(8, i -> {
            SessionId session = fixture.started();
            fixture.recordAll(session, tinyCosts(125));
            return session;
        });

        UsageFigures used = usage.stats(fixture.tenant, ALWAYS).used();
        assertThat(used.analysisCount()).isEqualTo(1_000);
        assertThat(used.estimatedCost()).isEqualTo(Usd.of("0.0000063000"));
        assertThat(used.duration()).isEqualTo(Duration.ofSeconds(1));
    }

    private static List<Analysis> tinyCosts(int number) {
        return IntStream.rangeClosed(1, number)
                .mapToObj(i -> bare(i).estimatedCost(Usd.of(BigDecimal.valueOf(i, 10)))
                        .duration(Duration.ofMillis(1))
                        .build())
                .toList();
    }

    // listUnsettled

    @Test
    void unsettled_sessions_are_listed_page_by_page_the_earliest_started_first() {
        List<SessionUsage> unsettled = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            SessionId session = fixture.startedAt(NOON.minusSeconds(i % 4));
            unsettled.add(fixture.completed(session, new Unrated(UUID.randomUUID()))
                    .bill()
                    .usage());
        }
        unsettled.sort(Comparator.comparing(SessionUsage::startedAt)
                .thenComparing(session -> session.sessionId().toString()));

        for (int pageSize : List.of(1, 5, 12, 100)) {
            assertThat(walk(page -> usage.listUnsettled(fixture.tenant, page), pageSize))
                    .isEqualTo(unsettled);
        }
    }

    @Test
    void only_completed_sessions_that_wait_to_be_charged_are_unsettled() {
        fixture.published("standard", NOON);
        fixture.started();
        fixture.charged(fixture.started(), 3);
        fixture.completed(fixture.started(), new NothingDue());
        fixture.completed(fixture.started(), new Uncharged(UnchargedReason.USAGE_ONLY));
        fixture.ended(fixture.started(), SessionStatus.CANCELLED, new Uncharged(null));
        fixture.ended(fixture.started(), SessionStatus.FAILED, new Uncharged(null));
        SessionId waiting = fixture.started();
        fixture.completed(waiting, new Unrated(UUID.randomUUID()));

        assertThat(usage.listUnsettled(fixture.tenant, PageRequest.first(9)).items())
                .extracting(SessionUsage::sessionId)
                .containsExactly(waiting);
        assertThat(usage.listUnsettled(new StoreFixture(database).tenant, PageRequest.first(9))
                        .items())
                .isEmpty();
    }

    @Test
    void a_session_that_is_settled_leaves_the_list_while_it_is_paged() {
        List<SessionId> sessions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            SessionId session = fixture.startedAt(NOON.plusSeconds(i));
            sessions.add(session);
            fixture.completed(session, new Unrated(UUID.randomUUID()));
        }
        Page<SessionUsage> first = usage.listUnsettled(fixture.tenant, PageRequest.first(1));

        var unused = fixture.store
                .sessions()
                .end(
                        fixture.tenant,
                        sessions.get(0),
                        bill -> Optional.of(SettlementPlan.ofCompleted(bill.usage(), new NothingDue(), NOON)),
                        NOON);

        assertThat(first.items()).extracting(SessionUsage::sessionId).containsExactly(sessions.get(0));
        assertThat(usage.listUnsettled(
                                fixture.tenant,
                                PageRequest.after(5, first.nextCursor().orElseThrow()))
                        .items())
                .extracting(SessionUsage::sessionId)
                .containsExactly(sessions.get(1), sessions.get(2));
    }

    @Test
    void a_cursor_of_another_tenant_is_refused() {
        for (int i = 0; i < 2; i++) {
            fixture.completed(fixture.started(), new Unrated(UUID.randomUUID()));
        }
        String cursor = usage.listUnsettled(fixture.tenant, PageRequest.first(1))
                .nextCursor()
                .orElseThrow();

        assertThatThrownBy(() -> usage.listUnsettled(new StoreFixture(database).tenant, PageRequest.after(1, cursor)))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("cursor"));
    }

    private long sessionsIn(TimeRange range) {
        long ofTenant = usage.stats(fixture.tenant, range).totalSessions();
        assertThat(usage.stats(fixture.tenant, fixture.counselor, range).totalSessions())
                .isEqualTo(ofTenant);
        return ofTenant;
    }

    private static UsageStats plus(UsageStats one, UsageStats other) {
        return new UsageStats(
                one.totalSessions() + other.totalSessions(),
                new UsageFigures(
                        one.used().duration().plus(other.used().duration()),
                        one.used().analysisCount() + other.used().analysisCount(),
                        one.used().tokens().plus(other.used().tokens()),
                        one.used().estimatedCost().plus(other.used().estimatedCost()),
                        one.used().unpricedAnalysisCount() + other.used().unpricedAnalysisCount()),
                one.totalCreditsConsumed().plus(other.totalCreditsConsumed()));
    }
}
