package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the overview shows is what its days add up to and what the API answers. */
class DashboardNumbersTest {

    private static final String RANGE = "range=free&from=2026-03-07&to=2026-03-09";
    private static final Pattern MODEL =
            Pattern.compile(Pattern.quote(ScriptedAnalyzer.MODEL) + "</bdi></th><td class=\"num\">([0-9,]+)</td>");
    private static final Pattern RED_LINK = Pattern.compile("/sessions/([0-9a-f-]{36})#a-");
    private static final Pattern RED = Pattern.compile("count-red\".*?</span>([0-9,]+)</span>", Pattern.DOTALL);

    /** On the night of March 8 clocks in New York go from 2 to 3; the day has 23 hours, from 05:00 UTC to 04:00 UTC. */
    @ParameterizedTest
    @EnumSource
    void days_add_up_to_the_range_and_the_api_where_clocks_change(ServerDatabase database) {
        List<String> starts = List.of(
                "2026-03-08T04:59:59.999999Z",
                "2026-03-08T05:00:00Z",
                "2026-03-08T06:59:59Z",
                "2026-03-08T07:00:00Z",
                "2026-03-09T03:59:59.999999Z",
                "2026-03-09T04:00:00Z",
                "2026-03-10T04:00:00Z");
        requireSums(database, "America/New_York", starts, List.of(1, 4, 1));
    }

    @ParameterizedTest
    @EnumSource
    void days_add_up_to_the_range_and_the_api_east_of_greenwich(ServerDatabase database) {
        List<String> starts = List.of(
                "2026-03-06T15:59:59Z",
                "2026-03-06T16:00:00Z",
                "2026-03-07T16:00:00Z",
                "2026-03-08T15:59:59.999999Z",
                "2026-03-09T15:59:59.999999Z",
                "2026-03-09T16:00:00Z");
        requireSums(database, "Asia/Taipei", starts, List.of(1, 2, 1));
    }

    @Test
    void ten_times_as_much_as_before_and_more_is_told_as_times_and_less_as_a_percentage() {
        try (TestServer server = TestServer.on(ServerDatabase.H2)) {
            TestTenant tenant = server.newTenant();
            String counselor = tenant.newCounselor();
            String unused = tenant.start(counselor, Instant.parse("2026-03-06T08:00:00Z"));
            for (int i = 0; i < 9; i++) {
                unused = tenant.start(counselor, Instant.parse("2026-03-07T08:00:00Z"));
            }
            DashboardVisitor visitor = DashboardVisitor.signedIn(server.port(), tenant.viewer());
            String day = "?range=free&from=2026-03-07&to=2026-03-07";
            assertThat(visitor.get(day).body()).contains("800%").doesNotContain("times as much");
            unused = tenant.start(counselor, Instant.parse("2026-03-07T08:00:00Z"));
            assertThat(visitor.get(day).body())
                    .contains("<span class=\"visually-hidden\">up, </span>10 times as much")
                    .doesNotContain("900%");
        }
    }

    /** Those of other days are left out, however late they were made; those of these days are not, wherever they are dated. */
    @ParameterizedTest
    @EnumSource
    void the_latest_reds_are_those_of_the_sessions_that_started_in_the_range(ServerDatabase database) {
        try (TestServer server = TestServer.on(database)) {
            TestTenant tenant = server.newTenant();
            String counselor = tenant.newCounselor();
            String before = redSession(server, tenant, counselor, "2026-03-06T23:30:00Z", "2026-03-07T00:10:00Z");
            String first = redSession(server, tenant, counselor, "2026-03-07T00:00:00Z", "2026-03-07T00:05:00Z");
            String last = redSession(server, tenant, counselor, "2026-03-09T23:59:59Z", "2026-03-10T00:20:00Z");
            String after = redSession(server, tenant, counselor, "2026-03-10T00:00:00Z", "2026-03-10T00:05:00Z");
            DashboardVisitor visitor = DashboardVisitor.signedIn(server.port(), tenant.viewer());

            assertThat(reds(visitor, "?" + RANGE)).containsExactly(last, first);
            assertThat(reds(visitor, "?range=free&from=2026-03-06&to=2026-03-06"))
                    .containsExactly(before);
            assertThat(reds(visitor, "?range=free&from=2026-03-10&to=2026-03-10"))
                    .containsExactly(after);
            assertThat(visitor.get("?range=free&from=2026-03-11&to=2026-03-11").body())
                    .contains("No analysis of the period was red.");

            String late = redSession(server, tenant, counselor, "2026-03-08T12:00:00Z", "2026-09-01T00:00:00Z");
            String early = redSession(server, tenant, counselor, "2026-03-08T13:00:00Z", "2025-09-01T00:00:00Z");
            assertThat(reds(visitor, "?" + RANGE)).containsExactly(late, last, first, early);

            int gone = server.sql("delete from sessions where id = cast(? as uuid)", last);
            assertThat(gone).isEqualTo(1);
            assertThat(reds(visitor, "?" + RANGE))
                    .as("without a session that the host has no page of any more")
                    .containsExactly(late, first, early);
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_a_long_range_half_of_the_panels_come_after_the_page_and_add_up_to_the_same(ServerDatabase database) {
        String longest = "range=free&from=2025-12-01&to=2026-12-01";
        try (TestServer server = TestServer.on(database)) {
            TestTenant tenant = server.newTenant();
            String counselor = tenant.newCounselor();
            List<String> sessions = new ArrayList<>();
            for (String start : List.of("2025-12-01T00:00:00Z", "2026-03-08T12:00:00Z", "2026-08-31T00:00:00Z")) {
                sessions.add(0, redSession(server, tenant, counselor, start, start));
            }
            DashboardVisitor visitor = DashboardVisitor.signedIn(server.port(), tenant.viewer());
            for (String analyzedAt : List.of("near", "far")) {
                String page = visitor.get("?" + longest).body();
                assertThat(DashboardVisitor.tiles(page)).startsWith("3").contains("6");
                assertThat(page)
                        .contains("data-later=\"/admin/overview/panels?" + longest.replace("&", "&amp;"))
                        .doesNotContain(ScriptedAnalyzer.MODEL, "count-red");
                String later = visitor.get("/overview/panels?" + longest).body();
                assertThat(found(MODEL, later)).as(analyzedAt).isEqualTo("6");
                assertThat(found(RED, later)).as(analyzedAt).isEqualTo("3");
                assertThat(reds(visitor, "/overview/panels?" + longest)).containsExactlyElementsOf(sessions);
                String whole = visitor.get("?" + longest + "&whole=1").body();
                for (String panel : List.of("h-levels", "h-reds", "h-models", "h-top")) {
                    assertThat(panel(whole, panel)).as(panel).isEqualTo(panel(later, panel));
                }
                int moved = server.sql(
                        "update ledger.session_analysis_logs set analyzed_at ="
                                + " timestamp with time zone '2024-01-01T00:00:00Z' where session_id = (select session_id"
                                + " from ledger.session_usage where started_at = timestamp with time zone '2025-12-01T00:00:00Z')");
                assertThat(moved).isEqualTo(2);
            }
            assertThat(DashboardVisitor.stranger(server.port())
                            .get("/overview/panels?" + longest)
                            .statusCode())
                    .isEqualTo(303);
        }
    }

    /** So many that they are not looked up one by one. */
    @ParameterizedTest
    @EnumSource
    void analyses_far_from_a_thousand_sessions_and_one_are_counted(ServerDatabase database) {
        boolean h2 = database == ServerDatabase.H2;
        try (TestServer server = TestServer.on(database)) {
            TestTenant tenant = server.newTenant();
            String counselor = tenant.newCounselor();
            int sessions = server.sql(
                    "insert into ledger.session_usage (tenant_id, session_id, counselor_id, started_at, analysis_count)"
                            + " select ?, " + (h2 ? "random_uuid()" : "gen_random_uuid()") + ", cast(? as uuid),"
                            + " timestamp with time zone '2026-03-08T12:00:00Z', 1 from "
                            + (h2 ? "system_range(1, 1001)" : "generate_series(1, 1001)"),
                    tenant.name(),
                    counselor);
            int analyses = server.sql(
                    "insert into ledger.session_analysis_logs (tenant_id, session_id, counselor_id, safety_level, severity,"
                            + " model_used, analyzed_at) select tenant_id, session_id, counselor_id, 'red', 3, ?,"
                            + " timestamp with time zone '2026-09-01T00:00:00Z' from ledger.session_usage where tenant_id = ?",
                    ScriptedAnalyzer.MODEL,
                    tenant.name());
            assertThat(List.of(sessions, analyses)).containsOnly(1001);

            String page = DashboardVisitor.signedIn(server.port(), tenant.viewer())
                    .get("?" + RANGE)
                    .body();
            assertThat(found(MODEL, page)).isEqualTo("1,001");
            assertThat(found(RED, page)).isEqualTo("1,001");
        }
    }

    private static String redSession(
            TestServer server, TestTenant tenant, String counselor, String start, String analyzedAt) {
        String session = tenant.start(counselor, Instant.parse(start));
        List<Answer> unused = new ArrayList<>();
        unused.add(tenant.analyze(session, "red words"));
        unused.add(tenant.analyze(session, "calm words"));
        int moved = server.sql(
                "update ledger.session_analysis_logs set analyzed_at = ? where session_id = cast(? as uuid)",
                Instant.parse(analyzedAt).atOffset(java.time.ZoneOffset.UTC),
                session);
        assertThat(moved).isEqualTo(2);
        return session;
    }

    private static List<String> reds(DashboardVisitor visitor, String path) {
        return RED_LINK.matcher(visitor.get(path).body())
                .results()
                .map(link -> link.group(1))
                .toList();
    }

    private static String panel(String page, String heading) {
        int begun = page.indexOf("id=\"" + heading);
        return page.substring(begun, page.indexOf("</section>", begun));
    }

    private static void requireSums(
            ServerDatabase database, String zone, List<String> starts, List<Integer> sessionsByDay) {
        try (TestServer server = TestServer.on(database, "LEDGER_TIME_ZONES", "tenant-0=" + zone)) {
            TestTenant tenant = server.newTenant();
            String counselor = tenant.newCounselor();
            for (String start : starts) {
                String session = tenant.start(counselor, Instant.parse(start));
                List<Answer> unused = new ArrayList<>();
                unused.add(tenant.analyze(session, "red words"));
                unused.add(tenant.analyze(session, "calm words"));
                unused.add(tenant.complete(session, Instant.parse(start).plusSeconds(600)));
            }
            DashboardVisitor visitor = DashboardVisitor.signedIn(server.port(), tenant.viewer());

            requireDays(visitor, tenant, zone, sessionsByDay);
            // as the server has recorded them: made now, long after the sessions of March
            String late = requireOverview(visitor, tenant, zone);

            int moved = server.sql("update ledger.session_analysis_logs l set analyzed_at = (select u.started_at"
                    + " from ledger.session_usage u where u.tenant_id = l.tenant_id and u.session_id = l.session_id)");
            assertThat(moved).isEqualTo(2 * starts.size());
            assertThat(requireOverview(visitor, tenant, zone))
                    .as("analyses near their sessions, and far")
                    .isEqualTo(late);
            // one is far: it is still counted
            int far = server.sql(
                    "update ledger.session_analysis_logs set analyzed_at = ? where (session_id, id) in"
                            + " (select l.session_id, l.id from ledger.session_analysis_logs l join ledger.session_usage u"
                            + " on u.tenant_id = l.tenant_id and u.session_id = l.session_id"
                            + " where l.safety_level = 'red' and u.started_at < timestamp with time zone '2026-03-09T04:00:00Z'"
                            + " order by u.started_at desc limit 1)",
                    Instant.parse("2026-09-01T00:00:00Z").atOffset(java.time.ZoneOffset.UTC));
            assertThat(far).isEqualTo(1);
            assertThat(requireOverview(visitor, tenant, zone)).isEqualTo(late);
        }
    }

    /** The export of days against the API's answer for each. */
    private static void requireDays(
            DashboardVisitor visitor, TestTenant tenant, String zone, List<Integer> sessionsByDay) {
        List<String> lines =
                visitor.get("/days.csv?" + RANGE).body().lines().skip(1).toList();
        assertThat(lines).hasSameSizeAs(sessionsByDay);
        LocalDate day = LocalDate.of(2026, 3, 7);
        JsonNode range = stats(tenant, zone, day, day.plusDays(2));
        BigDecimal seconds = BigDecimal.ZERO;
        BigDecimal credits = BigDecimal.ZERO;
        long tokens = 0;
        for (int i = 0; i < lines.size(); i++) {
            List<String> cells = List.of(lines.get(i).split(",", -1));
            JsonNode answer = stats(tenant, zone, day.plusDays(i), day.plusDays(i));
            assertThat(cells.get(0)).isEqualTo(day.plusDays(i).toString());
            assertThat(cells.get(1)).isEqualTo(sessionsByDay.get(i).toString());
            assertThat(cells.get(1)).isEqualTo(answer.get("total_sessions").asText());
            assertThat(cells.get(2))
                    .isEqualTo(answer.get("total_duration_seconds").asText());
            assertThat(cells.get(3))
                    .isEqualTo(answer.get("total_analysis_count").asText());
            assertThat(cells.get(4)).isEqualTo(answer.get("total_tokens").asText());
            assertThat(new BigDecimal(cells.get(5)))
                    .isEqualByComparingTo(answer.get("total_cost_usd").asText());
            assertThat(cells.get(7))
                    .isEqualTo(answer.get("total_credits_consumed").asText());
            seconds = seconds.add(new BigDecimal(cells.get(2)));
            tokens += Long.parseLong(cells.get(4));
            credits = credits.add(new BigDecimal(cells.get(7)));
        }
        assertThat(seconds)
                .isEqualByComparingTo(range.get("total_duration_seconds").asText());
        assertThat(tokens).isEqualTo(range.get("total_tokens").asLong());
        assertThat(credits)
                .isEqualByComparingTo(range.get("total_credits_consumed").asText());
    }

    /** Tiles, models and levels against the API's answer for the range. */
    private static String requireOverview(DashboardVisitor visitor, TestTenant tenant, String zone) {
        String page = visitor.get("?" + RANGE).body();
        JsonNode range = stats(tenant, zone, LocalDate.of(2026, 3, 7), LocalDate.of(2026, 3, 9));
        List<String> tiles = DashboardVisitor.tiles(page);
        assertThat(tiles.get(0)).isEqualTo(range.get("total_sessions").asText());
        assertThat(tiles.get(2)).isEqualTo(range.get("total_analysis_count").asText());
        assertThat(tiles.get(3).replace(",", ""))
                .isEqualTo(range.get("total_tokens").asText());
        assertThat(tiles.get(5)).isEqualTo(range.get("total_credits_consumed").asText());
        assertThat(found(MODEL, page)).isEqualTo(tiles.get(2));
        assertThat(found(RED, page)).isEqualTo(tiles.get(0));
        // the times of the latest reds are those of the analyses
        return page.substring(0, page.indexOf("h-reds")) + page.substring(page.indexOf("h-low"));
    }

    private static String found(Pattern pattern, String page) {
        Matcher matcher = pattern.matcher(page);
        assertThat(matcher.find()).as(pattern.pattern()).isTrue();
        return matcher.group(1);
    }

    private static JsonNode stats(TestTenant tenant, String zone, LocalDate first, LocalDate last) {
        return tenant.viewer()
                .get("/api/v1/usage-stats?start_date=" + first + "&end_date=" + last + "&tz=" + zone)
                .json();
    }
}
