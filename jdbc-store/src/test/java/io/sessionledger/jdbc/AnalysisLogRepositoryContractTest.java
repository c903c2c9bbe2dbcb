package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.bare;
import static io.sessionledger.jdbc.StoreFixture.minute;
import static io.sessionledger.jdbc.StoreFixture.newSession;
import static io.sessionledger.jdbc.StoreFixture.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.AnalysisId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TimeRange;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisContent;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.analysis.AnalysisLogQuery.Order;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.report.SafetyDistribution;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.AnalysisLogRepository;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@EveryWay
class AnalysisLogRepositoryContractTest {

    /** By time, then by id, as both databases order ids: byte by byte, which is how their hexadecimal digits sort. */
    private static final Comparator<AnalysisLog> IN_SESSION = Comparator.comparing(AnalysisLog::analyzedAt)
            .thenComparing(log -> log.id().toString());

    private static final Comparator<AnalysisLog> IN_TENANT = Comparator.comparing(AnalysisLog::analyzedAt)
            .thenComparing(log -> log.sessionId().toString())
            .thenComparing(log -> log.id().toString());

    private final TestDatabase database;
    private final StoreFixture fixture;
    private final AnalysisLogRepository logs;

    AnalysisLogRepositoryContractTest(TestDatabase database) {
        this.database = database;
        this.fixture = new StoreFixture(database);
        this.logs = fixture.store.analysisLogs();
    }

    // find

    @Test
    void a_log_is_found_by_its_session_and_id() {
        SessionId session = fixture.started();
        AnalysisLog log = fixture.record(session, minute(1).build()).log();

        assertThat(logs.find(fixture.tenant, session, log.id())).contains(log);
        assertThat(logs.find(fixture.tenant, session, AnalysisId.of(2))).isEmpty();
        assertThat(logs.find(fixture.tenant, fixture.started(), log.id())).isEmpty();
    }

    // list

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 60, 61, 1000})
    void pages_walk_a_sessions_logs_once_each_in_the_order_of_time_and_id(int pageSize) {
        SessionId session = fixture.started();
        List<AnalysisLog> recorded = scattered(session, 60);
        fixture.record(fixture.started(), minute(1).build());
        AnalysisLogQuery query = AnalysisLogQuery.ofSession(session);

        List<AnalysisLog> walked = walk(page -> logs.list(fixture.tenant, query, page), pageSize);

        assertThat(walked).isEqualTo(sorted(recorded, IN_SESSION));
        List<AnalysisLog> backwards = walk(page -> logs.list(fixture.tenant, query.newestFirst(), page), pageSize);
        assertThat(backwards).isEqualTo(sorted(recorded, IN_SESSION.reversed()));
    }

    @ParameterizedTest
    @EnumSource
    void pages_walk_all_logs_of_the_tenant_once_each(Order order) {
        List<AnalysisLog> recorded = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            recorded.addAll(scattered(fixture.started(), 20));
        }
        boolean newestFirst = order == Order.NEWEST_FIRST;
        AnalysisLogQuery query = newestFirst ? AnalysisLogQuery.ofTenant().newestFirst() : AnalysisLogQuery.ofTenant();

        List<AnalysisLog> walked = walk(page -> logs.list(fixture.tenant, query, page), 7);

        assertThat(walked).isEqualTo(sorted(recorded, newestFirst ? IN_TENANT.reversed() : IN_TENANT));
    }

    @Test
    void a_page_has_a_cursor_unless_it_is_the_last() {
        SessionId session = fixture.started();
        scattered(session, 6);
        AnalysisLogQuery query = AnalysisLogQuery.ofSession(session);

        Page<AnalysisLog> first = logs.list(fixture.tenant, query, PageRequest.first(3));
        Page<AnalysisLog> last = logs.list(
                fixture.tenant, query, PageRequest.after(3, first.nextCursor().orElseThrow()));

        assertThat(first.items()).hasSize(3);
        assertThat(last.items()).hasSize(3);
        assertThat(last.nextCursor()).isEmpty();
        assertThat(logs.list(fixture.tenant, query, PageRequest.first(6)).nextCursor())
                .isEmpty();
    }

    @Test
    void a_list_of_nothing_is_an_empty_page() {
        Page<AnalysisLog> page =
                logs.list(fixture.tenant, AnalysisLogQuery.ofSession(newSession()), PageRequest.first(5));

        assertThat(page.items()).isEmpty();
        assertThat(page.nextCursor()).isEmpty();
    }

    @Test
    void pages_reach_from_the_first_to_the_last_year_that_can_be_stored() {
        SessionId session = fixture.started();
        List<String> moments = List.of(
                "9999-12-31T23:59:59.999999Z",
                "0001-01-01T00:00:00Z",
                "1600-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999Z",
                "2300-01-01T00:00:00Z");
        for (int i = 0; i < moments.size(); i++) {
            fixture.record(
                    session, bare(i).analyzedAt(Instant.parse(moments.get(i))).build());
        }

        List<AnalysisLog> walked =
                walk(page -> logs.list(fixture.tenant, AnalysisLogQuery.ofSession(session), page), 1);

        assertThat(walked).hasSize(5).isSortedAccordingTo(IN_SESSION);
    }

    @ParameterizedTest
    @EnumSource
    void a_level_selects_its_logs_alone(SafetyLevel level) {
        SessionId session = fixture.started();
        List<AnalysisLog> recorded = new ArrayList<>(scattered(session, 30));
        recorded.addAll(scattered(fixture.started(), 30));

        List<AnalysisLog> ofTenant = walk(
                page -> logs.list(fixture.tenant, AnalysisLogQuery.ofTenant().level(level), page), 4);
        List<AnalysisLog> ofSession = walk(
                page -> logs.list(
                        fixture.tenant, AnalysisLogQuery.ofSession(session).level(level), page),
                4);

        assertThat(ofTenant)
                .isNotEmpty()
                .isEqualTo(sorted(
                        recorded.stream()
                                .filter(log -> log.safetyLevel() == level)
                                .toList(),
                        IN_TENANT));
        assertThat(ofSession)
                .isNotEmpty()
                .isEqualTo(ofTenant.stream()
                        .filter(log -> log.sessionId().equals(session))
                        .toList());
    }

    @Test
    void a_range_holds_its_first_moment_and_not_its_last() {
        SessionId session = fixture.started();
        Instant from = NOON;
        Instant to = NOON.plus(Duration.ofHours(1));
        Duration micro = Duration.ofNanos(1000);
        List<Instant> moments = List.of(from.minus(micro), from, from.plus(micro), to.minus(micro), to, to.plus(micro));
        for (int i = 0; i < moments.size(); i++) {
            fixture.record(session, bare(i).analyzedAt(moments.get(i)).build());
        }
        TimeRange range = TimeRange.of(from, to);

        for (AnalysisLogQuery query : List.of(AnalysisLogQuery.ofSession(session), AnalysisLogQuery.ofTenant())) {
            assertThat(walk(page -> logs.list(fixture.tenant, query.in(range), page), 2))
                    .extracting(AnalysisLog::analyzedAt)
                    .containsExactlyElementsOf(moments.subList(1, 4));
            assertThat(logs.list(fixture.tenant, query.in(TimeRange.of(from, from)), PageRequest.first(9))
                            .items())
                    .isEmpty();
        }
    }

    @Test
    void filters_narrow_each_other() {
        SessionId session = fixture.started();
        fixture.started();
        List<AnalysisLog> recorded = scattered(session, 60);
        scattered(fixture.started(), 60);
        TimeRange range = TimeRange.of(NOON.plusSeconds(3), NOON.plusSeconds(7));
        AnalysisLogQuery query = AnalysisLogQuery.ofSession(session)
                .level(SafetyLevel.RED)
                .in(range)
                .newestFirst();

        assertThat(walk(page -> logs.list(fixture.tenant, query, page), 3))
                .isNotEmpty()
                .isEqualTo(sorted(
                        recorded.stream()
                                .filter(log -> log.safetyLevel() == SafetyLevel.RED)
                                .filter(log -> range.contains(log.analyzedAt()))
                                .toList(),
                        IN_SESSION.reversed()));
    }

    @Test
    void rows_that_arrive_while_paging_shift_nothing() {
        SessionId session = fixture.started();
        for (int i = 10; i < 20; i++) {
            fixture.record(session, bare(i).build());
        }
        AnalysisLogQuery query = AnalysisLogQuery.ofSession(session);
        Page<AnalysisLog> first = logs.list(fixture.tenant, query, PageRequest.first(5));

        fixture.record(session, bare(1).build());
        fixture.record(session, bare(30).build());
        Page<AnalysisLog> second = logs.list(
                fixture.tenant, query, PageRequest.after(9, first.nextCursor().orElseThrow()));

        assertThat(Stream.of(first, second).flatMap(page -> page.items().stream()))
                .extracting(log -> log.id().asLong())
                .containsExactly(10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 30L);
    }

    @Test
    void a_cursor_outlives_the_row_it_was_made_from() {
        SessionId first = fixture.startedAt(NOON);
        SessionId second = fixture.startedAt(NOON);
        fixture.record(first, bare(1).build());
        fixture.record(second, bare(2).build());
        Page<AnalysisLog> page = logs.list(fixture.tenant, AnalysisLogQuery.ofTenant(), PageRequest.first(1));
        Jdbi.create(database.pool())
                .useHandle(handle -> handle.execute(
                        "delete from session_usage where tenant_id = ? and session_id = ?",
                        fixture.tenant.value(),
                        first.value()));

        assertThat(logs.list(
                                fixture.tenant,
                                AnalysisLogQuery.ofTenant(),
                                PageRequest.after(1, page.nextCursor().orElseThrow()))
                        .items())
                .extracting(AnalysisLog::sessionId)
                .containsExactly(second);
    }

    @Test
    void a_cursor_of_another_session_is_refused() {
        SessionId session = fixture.started();
        SessionId other = fixture.started();
        scattered(session, 3);
        String cursor = cursorOf(AnalysisLogQuery.ofSession(session));

        assertRefused(AnalysisLogQuery.ofSession(other), cursor);
        assertRefused(AnalysisLogQuery.ofTenant(), cursor);
    }

    @Test
    void a_cursor_of_another_tenant_is_refused() {
        StoreFixture other = new StoreFixture(database);
        scattered(fixture.started(), 3);
        String cursor = cursorOf(AnalysisLogQuery.ofTenant());

        assertThatThrownBy(() -> logs.list(other.tenant, AnalysisLogQuery.ofTenant(), PageRequest.after(1, cursor)))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("cursor"));
    }

    @Test
    void a_cursor_of_another_filter_or_order_is_refused() {
        SessionId session = fixture.started();
        scattered(session, 60);
        AnalysisLogQuery query = AnalysisLogQuery.ofSession(session);
        TimeRange range = TimeRange.of(NOON, NOON.plusSeconds(5));
        List<AnalysisLogQuery> queries = List.of(
                query,
                query.newestFirst(),
                query.level(SafetyLevel.RED),
                query.level(SafetyLevel.GREEN),
                query.in(range),
                query.in(TimeRange.of(NOON, NOON.plusSeconds(6))),
                query.level(SafetyLevel.RED).in(range));

        for (AnalysisLogQuery one : queries) {
            String cursor = cursorOf(one);
            for (AnalysisLogQuery other : queries) {
                if (!one.equals(other)) {
                    assertRefused(other, cursor);
                }
            }
        }
    }

    @Test
    void a_cursor_of_another_list_is_refused() {
        fixture.grant(fixture.purchase("first", 1));
        fixture.grant(fixture.purchase("second", 1));
        String ofLedger = fixture.store
                .accounts()
                .list(fixture.tenant, fixture.counselor, PageRequest.first(1))
                .nextCursor()
                .orElseThrow();

        assertRefused(AnalysisLogQuery.ofTenant(), ofLedger);
    }

    @Test
    void a_cursor_with_any_byte_changed_is_refused() {
        SessionId session = fixture.started();
        scattered(session, 3);
        AnalysisLogQuery query = AnalysisLogQuery.ofSession(session);
        String cursor = cursorOf(query);

        for (int i = 0; i < cursor.length(); i++) {
            for (int bit = 0; bit < 7; bit++) {
                char changed = (char) (cursor.charAt(i) ^ (1 << bit));
                assertRefused(query, cursor.substring(0, i) + changed + cursor.substring(i + 1));
            }
        }
    }

    // export

    @Test
    void an_export_is_what_all_pages_together_are() {
        SessionId session = fixture.started();
        scattered(session, 1_300);
        fixture.record(fixture.started(), minute(1).build());

        for (AnalysisLogQuery query : List.of(
                AnalysisLogQuery.ofSession(session),
                AnalysisLogQuery.ofTenant().newestFirst(),
                AnalysisLogQuery.ofTenant().level(SafetyLevel.YELLOW))) {
            List<AnalysisLog> exported = logs.export(fixture.tenant, query).toList();

            assertThat(exported).hasSizeGreaterThan(400);
            assertThat(exported).isEqualTo(walk(page -> logs.list(fixture.tenant, query, page), 77));
        }
        assertThat(logs.export(fixture.tenant, AnalysisLogQuery.ofTenant())).hasSize(1_301);
    }

    @Test
    void an_export_holds_no_connection_while_it_is_read() {
        SessionId session = fixture.started();
        scattered(session, 3);
        var export =
                logs.export(fixture.tenant, AnalysisLogQuery.ofSession(session)).iterator();
        AnalysisLog first = export.next();

        assertThat(database.pool().getHikariPoolMXBean().getActiveConnections()).isZero();
        assertThat(first).isIn(fixture.logs(session));
    }

    @Test
    void an_export_of_nothing_is_empty() {
        assertThat(logs.export(fixture.tenant, AnalysisLogQuery.ofTenant())).isEmpty();
    }

    // safetyDistribution

    @Test
    void the_distribution_counts_every_level_of_the_session() {
        SessionId session = fixture.started();
        int number = 0;
        for (SafetyLevel level : List.of(SafetyLevel.RED, SafetyLevel.YELLOW, SafetyLevel.YELLOW, SafetyLevel.GREEN)) {
            fixture.record(
                    session,
                    Analysis.builder(level, 1)
                            .id(AnalysisId.of(number++))
                            .analyzedAt(NOON)
                            .build());
        }
        scattered(fixture.started(), 10);

        assertThat(logs.safetyDistribution(fixture.tenant, session)).isEqualTo(new SafetyDistribution(1, 2, 1));
    }

    @Test
    void the_distribution_of_no_analyses_is_zero() {
        assertThat(logs.safetyDistribution(fixture.tenant, fixture.started()))
                .isEqualTo(new SafetyDistribution(0, 0, 0));
        assertThat(logs.safetyDistribution(fixture.tenant, newSession())).isEqualTo(new SafetyDistribution(0, 0, 0));
    }

    // eraseContent

    @Test
    void erasing_takes_the_texts_and_leaves_the_figures() {
        SessionId session = fixture.started();
        SessionId other = fixture.started();
        AnalysisLog full = fixture.record(
                        session, minute(1).ragDocuments("[1]").ragSources("[2]").build())
                .log();
        fixture.record(session, bare(2).ragSources("null").build());
        fixture.record(session, bare(3).build());
        fixture.record(other, minute(1).build());
        SessionUsage before = fixture.usage(session);

        assertThat(logs.eraseContent(fixture.tenant, session)).isEqualTo(2);

        assertThat(fixture.logs(session))
                .hasSize(3)
                .allSatisfy(log -> assertThat(log.content()).isEqualTo(AnalysisContent.NONE));
        assertThat(logs.find(fixture.tenant, session, full.id()).orElseThrow())
                .usingRecursiveComparison()
                .ignoringFields("content")
                .isEqualTo(full);
        assertThat(fixture.usage(session)).isEqualTo(before);
        assertThat(fixture.logs(other).get(0).content().displayText()).isEqualTo("minute 1");
    }

    @Test
    void erasing_again_finds_nothing_and_a_repeat_brings_nothing_back() {
        SessionId session = fixture.started();
        fixture.record(session, minute(1).build());
        assertThat(logs.eraseContent(fixture.tenant, session)).isEqualTo(1);

        RecordOutcome repeat = fixture.record(session, minute(1).build());

        assertThat(repeat.replayed()).isTrue();
        assertThat(repeat.log().content()).isEqualTo(AnalysisContent.NONE);
        assertThat(logs.eraseContent(fixture.tenant, session)).isZero();
    }

    // tenants

    @Test
    void another_tenant_sees_and_erases_nothing() {
        SessionId session = fixture.started();
        AnalysisLog log = fixture.record(session, minute(1).build()).log();
        var other = new StoreFixture(database).tenant;

        assertThat(logs.find(other, session, log.id())).isEmpty();
        for (AnalysisLogQuery query : List.of(AnalysisLogQuery.ofSession(session), AnalysisLogQuery.ofTenant())) {
            assertThat(logs.list(other, query, PageRequest.first(5)).items()).isEmpty();
            assertThat(logs.export(other, query)).isEmpty();
        }
        assertThat(logs.safetyDistribution(other, session).total()).isZero();
        assertThat(logs.eraseContent(other, session)).isZero();
        assertThat(fixture.logs(session)).containsExactly(log);
    }

    private String cursorOf(AnalysisLogQuery query) {
        return logs.list(fixture.tenant, query, PageRequest.first(1))
                .nextCursor()
                .orElseThrow();
    }

    private void assertRefused(AnalysisLogQuery query, String cursor) {
        assertThatThrownBy(() -> logs.list(fixture.tenant, query, PageRequest.after(1, cursor)))
                .as(cursor)
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("cursor"));
    }

    private static List<AnalysisLog> sorted(List<AnalysisLog> logs, Comparator<AnalysisLog> order) {
        List<AnalysisLog> sorted = new ArrayList<>(logs);
        Collections.sort(sorted, order);
        return sorted;
    }

    /** Analyses of every level, in no order, many of them at the same time and a microsecond apart. */
    private List<AnalysisLog> scattered(SessionId session, int number) {
        Random random = new Random(number);
        List<Analysis> analyses = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            SafetyLevel level = List.of(SafetyLevel.RED, SafetyLevel.YELLOW, SafetyLevel.GREEN)
                    .get(i % 3);
            analyses.add(Analysis.builder(level, 1)
                    .id(AnalysisId.of(new UUID(random.nextLong(), random.nextLong())))
                    .analyzedAt(NOON.plusSeconds(random.nextInt(10)).plusNanos(1000L * random.nextInt(2)))
                    .build());
        }
        return fixture.recordAll(session, analyses).stream()
                .map(RecordOutcome::log)
                .toList();
    }

    /** A page that sorts what remains costs more the more remains; this one reads the rows that it shows and one more. */
    @Test
    void a_page_is_read_from_the_index_and_not_sorted() throws SQLException {
        SessionId session = fixture.started();
        fixture.recordAll(
                session,
                LongStream.rangeClosed(1, 200)
                        .mapToObj(number -> minute(number).build())
                        .toList());

        for (AnalysisLogQuery query :
                List.of(AnalysisLogQuery.ofTenant(), AnalysisLogQuery.ofTenant().newestFirst())) {
            String sql = JdbcAnalysisLogRepository.sql(query, false)
                    .replace("${schema}.", "")
                    .replace(":tenant_id", "'" + fixture.tenant + "'")
                    .replace(":limit", "51");
            if (database.isPostgres()) {
                assertThat(planOf("set enable_seqscan = off; set enable_bitmapscan = off; explain " + sql))
                        .as(sql)
                        .contains("Index Scan")
                        .doesNotContain("Sort Key");
            } else if (query.order() == Order.OLDEST_FIRST || readsIndexesBackwards()) {
                assertThat(planOf("explain analyze " + sql)).as(sql).contains("index sorted", "scanCount: 51");
            }
        }
    }

    /** H2 does so from 2.4 on. */
    private boolean readsIndexesBackwards() throws SQLException {
        try (Connection connection = database.pool().getConnection()) {
            DatabaseMetaData h2 = connection.getMetaData();
            return h2.getDatabaseMajorVersion() > 2 || h2.getDatabaseMinorVersion() > 3;
        }
    }

    /** On a connection of its own, so that what is set there stays there. */
    private String planOf(String explain) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Connection connection =
                        OwnDatabase.unpooled(database.pool().getJdbcUrl()).getConnection();
                Statement statement = connection.createStatement()) {
            for (String part : explain.split("; ", -1)) {
                if (statement.execute(part)) {
                    ResultSet rows = statement.getResultSet();
                    while (rows.next()) {
                        plan.append(rows.getString(1)).append('\n');
                    }
                }
            }
        }
        return plan.toString();
    }
}
