package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists, pages, sums and exports. */
@ParameterizedClass(name = "{0}")
@EnumSource
class QueriesTest {

    private static TestServer server;

    private TestTenant tenant;

    QueriesTest(ServerDatabase unused) {}

    @BeforeParameterizedClassInvocation
    static void start(ServerDatabase database) {
        server = TestServer.on(database);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void takeTenant() {
        tenant = server.newTenant();
    }

    @Test
    void counselors_are_listed_page_by_page_each_once() {
        for (int i = 1; i <= 5; i++) {
            tenant.newCounselor("諮商師 0" + i);
        }

        assertThat(texts(pages("/api/v1/counselors?limit=2"), "name"))
                .containsExactly("諮商師 01", "諮商師 02", "諮商師 03", "諮商師 04", "諮商師 05");
    }

    @Test
    void counselors_are_found_by_a_part_of_name_or_address_in_any_case() {
        tenant.newCounselor("Counselor 07");
        tenant.newCounselor("100% Counselor");
        tenant.admin().post("/api/v1/counselors", "{\"name\": \"諮商師 08\", \"email\": \"Eight@example.org\"}");

        assertThat(texts(pages("/api/v1/counselors?search=counselor%2007"), "name"))
                .containsExactly("Counselor 07");
        assertThat(texts(pages("/api/v1/counselors?search=%E8%AB%AE%E5%95%86"), "name"))
                .containsExactly("諮商師 08");
        assertThat(texts(pages("/api/v1/counselors?search=eight@"), "name")).containsExactly("諮商師 08");
        assertThat(texts(pages("/api/v1/counselors?search=%25"), "name")).containsExactly("100% Counselor");
        assertThat(texts(pages("/api/v1/counselors?search=%27"), "name")).isEmpty();
    }

    @Test
    void sessions_are_listed_the_latest_first_and_filtered() {
        String one = tenant.newCounselor("Counselor 01");
        String two = tenant.newCounselor("Counselor 02");
        String first = tenant.start(one, Instant.parse("2026-03-01T15:59:59Z"));
        String second = tenant.start(two, Instant.parse("2026-03-01T16:00:00Z"));
        String third = tenant.start(one, Instant.parse("2026-03-02T15:59:59Z"));
        String fourth = tenant.start(one, Instant.parse("2026-03-02T16:00:00Z"));
        tenant.complete(fourth, Instant.parse("2026-03-02T17:00:00Z"));

        assertThat(ids(pages("/api/v1/sessions?limit=1"))).containsExactly(fourth, third, second, first);
        assertThat(ids(pages("/api/v1/sessions?counselor_id=" + one))).containsExactly(fourth, third, first);
        assertThat(ids(pages("/api/v1/sessions?status=completed"))).containsExactly(fourth);
        assertThat(ids(pages("/api/v1/sessions?start_date=2026-03-02&end_date=2026-03-02&tz=Asia/Taipei&limit=1")))
                .containsExactly(third, second);
    }

    @Test
    void analyses_are_listed_page_by_page_and_by_level() {
        String session = tenant.start(tenant.newCounselor());
        List<String> all = new ArrayList<>();
        for (String level : List.of("red", "green", "yellow", "green", "red")) {
            all.add(tenant.analyze(session, level).text("analysis_id"));
        }
        String logs = "/api/v1/sessions/" + session + "/analysis-logs";

        assertThat(texts(pages(logs + "?limit=2"), "analysis_id")).containsExactlyElementsOf(all);
        assertThat(texts(pages(logs + "?safety_level=red&limit=1"), "analysis_id"))
                .containsExactly(all.get(0), all.get(4));
        assertThat(pages(logs).get(0).has("usage")).isFalse();
    }

    @Test
    void percentages_of_the_safety_levels_add_up_to_a_hundred() {
        String session = tenant.start(tenant.newCounselor());
        String path = "/api/v1/sessions/" + session + "/safety-distribution";
        assertThat(tenant.viewer().get(path).body())
                .isEqualTo("{\"red_count\":0,\"yellow_count\":0,\"green_count\":0,\"red_percentage\":0,"
                        + "\"yellow_percentage\":0,\"green_percentage\":0}");
        for (String level : List.of("red", "yellow", "green")) {
            tenant.analyze(session, level);
        }

        Answer distribution = tenant.viewer().get(path);

        assertThat(distribution.number("red_count")).isEqualTo("1");
        BigDecimal sum = BigDecimal.ZERO;
        for (String level : List.of("red", "yellow", "green")) {
            sum = sum.add(new BigDecimal(distribution.number(level + "_percentage")));
        }
        assertThat(sum).isEqualByComparingTo("100");
    }

    @Test
    void usage_belongs_to_the_day_on_which_a_session_started_wherever_that_is() {
        String counselor = tenant.newCounselor();
        String session = tenant.start(counselor, Instant.parse("2026-03-01T16:30:00Z"));
        tenant.analyze(session, "green");
        tenant.complete(session, Instant.parse("2026-03-01T17:30:00Z"));
        String stats = "/api/v1/counselors/" + counselor + "/usage-stats?start_date=2026-03-02&end_date=2026-03-02";

        Answer inTaipei = tenant.viewer().get(stats + "&tz=Asia/Taipei");

        assertThat(inTaipei.number("total_sessions")).isEqualTo("1");
        assertThat(inTaipei.number("total_duration_seconds")).isEqualTo("60");
        assertThat(inTaipei.number("total_analysis_count")).isEqualTo("1");
        assertThat(inTaipei.number("total_tokens")).isEqualTo("1050");
        assertThat(inTaipei.number("total_credits_consumed")).isEqualTo("1");
        assertThat(tenant.viewer().get(stats).number("total_sessions")).isEqualTo("0");
    }

    @Test
    void the_tenants_usage_is_the_sum_of_its_counselors() {
        String range = "?start_date=2026-03-01&end_date=2026-03-31";
        long sum = 0;
        for (int i = 1; i <= 3; i++) {
            String counselor = tenant.newCounselor("Counselor 0" + i);
            String session = tenant.start(counselor);
            tenant.analyze(session, "green");
            sum += tenant.viewer()
                    .get("/api/v1/counselors/" + counselor + "/usage-stats" + range)
                    .json()
                    .get("total_tokens")
                    .asLong();
        }

        assertThat(tenant.viewer().get("/api/v1/usage-stats" + range).number("total_tokens"))
                .isEqualTo(Long.toString(sum));
    }

    @Test
    void credits_are_what_was_granted_less_what_was_used_and_held() {
        String counselor = tenant.newCounselor();
        assertThat(tenant.viewer()
                        .get("/api/v1/counselors/" + counselor + "/credits")
                        .body())
                .isEqualTo(
                        "{\"counselor_id\":\"" + counselor + "\",\"granted\":0,\"used\":0,\"held\":0,\"available\":0}");
        tenant.grant(counselor, 10);
        String session = tenant.start(counselor);
        tenant.analyze(session, "green");
        tenant.complete(session);

        assertThat(tenant.viewer()
                        .get("/api/v1/counselors/" + counselor + "/credits")
                        .body())
                .isEqualTo("{\"counselor_id\":\"" + counselor
                        + "\",\"granted\":10,\"used\":1,\"held\":0,\"available\":9}");
    }

    @Test
    void credit_logs_say_what_happened_by_whom_and_how_a_charge_came_about() {
        String counselor = tenant.newCounselor();
        tenant.grant(counselor, 10);
        String session = tenant.start(counselor);
        tenant.analyze(session, "green");
        tenant.complete(session);

        List<JsonNode> entries = pages("/api/v1/counselors/" + counselor + "/credit-logs?limit=1");

        assertThat(texts(entries, "transaction_type")).containsExactly("session_fee", "purchase");
        assertThat(entries.get(0).get("credits_delta").toString()).isEqualTo("-1");
        assertThat(entries.get(0).get("session_id").asText()).isEqualTo(session);
        assertThat(entries.get(0).get("charge").get("arithmetic").asText()).isEqualTo("1 started minute x 1 = 1");
        assertThat(entries.get(1).get("reason").asText()).isEqualTo("starter pack");
        assertThat(entries.get(1).get("actor").asText()).startsWith("token-");
    }

    @Test
    void a_statements_opening_and_entries_make_its_closing() {
        String counselor = tenant.newCounselor();
        for (int amount = 1; amount <= 3; amount++) {
            tenant.grant(counselor, amount);
        }
        String today = Instant.now().toString().substring(0, 10);
        String path = "/api/v1/counselors/" + counselor + "/statement?start_date=2026-01-01&end_date=" + today;

        Answer statement = tenant.viewer().get(path);

        BigDecimal balance = new BigDecimal(statement.number("opening"));
        for (JsonNode entry : pages(path + "&limit=2")) {
            balance = balance.add(entry.get("credits_delta").decimalValue());
            assertThat(entry.get("balance_after").decimalValue()).isEqualByComparingTo(balance);
        }
        assertThat(balance).isEqualByComparingTo(statement.number("closing")).isEqualByComparingTo("6");
    }

    @Test
    void analyses_are_exported_with_what_spreadsheets_would_run_made_harmless() {
        String session = tenant.start(tenant.newCounselor());
        tenant.analyze(session, "formula red");
        tenant.analyze(session, "green");

        Answer csv = tenant.viewer().get("/api/v1/sessions/" + session + "/analysis-logs.csv");
        Answer red = tenant.viewer().get("/api/v1/sessions/" + session + "/analysis-logs.csv?safety_level=red");
        String today = Instant.now().toString().substring(0, 10);
        Answer all = tenant.viewer().get("/api/v1/analysis-logs.csv?start_date=" + today + "&end_date=" + today);

        assertThat(csv.header("Content-Type")).hasValue("text/csv; charset=utf-8");
        assertThat(csv.header("Content-Disposition")).hasValue("attachment; filename=\"analysis-logs.csv\"");
        assertThat(csv.body().lines()).hasSize(3);
        assertThat(csv.body()).contains(",'=cmd(),").contains(",What was heard: green,");
        assertThat(red.body().lines()).hasSize(2);
        assertThat(all.body()).isEqualTo(csv.body());
    }

    @Test
    void credit_entries_are_exported_with_negative_numbers_as_numbers() {
        String counselor = tenant.newCounselor();
        tenant.admin()
                .post(
                        "/api/v1/counselors/" + counselor + "/credits/adjustments",
                        "{\"amount\": -2.50, \"reason\": \"-1+1, a \\\"mistake\\\"\"}");

        Answer csv = tenant.viewer().get("/api/v1/counselors/" + counselor + "/credit-logs.csv");

        assertThat(csv.body()).contains(",adjustment,-2.5,-2.5,").contains("\"'-1+1, a \"\"mistake\"\"\"");
    }

    @Test
    void exports_are_longer_than_a_page() {
        String counselor = tenant.newCounselor();
        String session = tenant.start(counselor, Instant.parse("2026-03-01T00:00:00Z"));
        for (int i = 0; i < 3; i++) {
            tenant.analyze(session, "green");
        }
        server.sql(manyMoreAnalyses());

        assertThat(tenant.viewer().get("/api/v1/counselors?limit=200").status()).isEqualTo(200);
        assertThat(tenant.viewer()
                        .get("/api/v1/sessions/" + session + "/analysis-logs.csv")
                        .body()
                        .lines())
                .hasSize(604);
    }

    @Test
    void an_export_that_fails_midway_does_not_look_whole() {
        String session = tenant.start(tenant.newCounselor());
        tenant.analyze(session, "green");
        server.sql(manyMoreAnalyses());
        server.sql(spoilt("cast(id as varchar) like '%000600'"));

        assertThatThrownBy(() -> tenant.viewer().get("/api/v1/sessions/" + session + "/analysis-logs.csv"))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void an_export_that_fails_before_anything_was_sent_is_a_problem_alone() {
        String session = tenant.start(tenant.newCounselor());
        tenant.analyze(session, "green");
        server.sql(spoilt("1 = 1"));

        Answer failed = tenant.viewer().get("/api/v1/sessions/" + session + "/analysis-logs.csv");

        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.header("Content-Disposition")).isEmpty();
        assertThat(failed.json().required("status").asInt()).isEqualTo(500);
    }

    /** What somebody else wrote where the retrieved documents should be. */
    private String spoilt(String which) {
        return "update ledger.session_analysis_logs set rag_documents = "
                + (server.isPostgres() ? "cast('{\"a\": 1}' as jsonb)" : "'{\"a\": 1}' format json")
                + " where tenant_id = '" + tenant.name() + "' and " + which;
    }

    /** Six hundred copies of an analysis, an hour apart, straight into the table. */
    private String manyMoreAnalyses() {
        return """
                insert into ledger.session_analysis_logs (tenant_id, session_id, id, counselor_id, safety_level, severity, analyzed_at)
                select '%s', l.session_id, cast('00000000-0000-4000-8000-' || lpad(cast(n.x as varchar), 12, '0') as uuid),
                       l.counselor_id, 'green', 1, l.analyzed_at
                from (select * from ledger.session_analysis_logs where tenant_id = '%s' order by id limit 1) l,
                     (%s) n
                """.formatted(
                tenant.name(),
                tenant.name(),
                server.isPostgres() ? "select generate_series(1, 600) as x" : "select x from system_range(1, 600)");
    }

    @Test
    void versions_of_a_rate_are_listed_with_their_terms() {
        tenant.admin().post("/api/v1/rates", """
                        {"name": "evening", "method": "tiered_minutes", "effective_from": "2026-01-01T00:00:00+08:00",
                         "tiers": [{"up_to_minute": 30, "price": 1}, {"price": 0.5}],
                         "rounding": {"decimals": 2, "direction": "nearest"}, "minimum": 5}
                        """);

        JsonNode rate = tenant.viewer()
                .get("/api/v1/rates?name=evening")
                .json()
                .get("items")
                .get(0);

        assertThat(rate.get("tiers").toString()).isEqualTo("[{\"up_to_minute\":30,\"price\":1},{\"price\":0.5}]");
        assertThat(rate.get("rounding").toString()).isEqualTo("{\"decimals\":2,\"direction\":\"nearest\"}");
        assertThat(rate.get("effective_from").asText()).isEqualTo("2025-12-31T16:00:00Z");
        assertThat(rate.get("minimum").toString()).isEqualTo("5");
    }

    @Test
    void a_session_shows_what_it_used_and_what_was_billed() {
        String session = tenant.start(tenant.newCounselor());
        tenant.analyze(session, "green");
        assertThat(tenant.viewer()
                        .get("/api/v1/sessions/" + session)
                        .json()
                        .get("billed_duration_seconds")
                        .isNull())
                .isTrue();
        tenant.complete(session, TestTenant.START.plus(Duration.ofMinutes(3)));

        Answer detail = tenant.viewer().get("/api/v1/sessions/" + session);

        assertThat(detail.number("billed_duration_seconds")).isEqualTo("60");
        assertThat(detail.text("ended_at")).isEqualTo("2026-03-02T01:03:00Z");
        assertThat(detail.json().get("credit_deducted").asBoolean()).isTrue();
    }

    private List<JsonNode> pages(String path) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        while (true) {
            String page = path + (cursor.isEmpty() ? "" : (path.contains("?") ? "&" : "?") + "cursor=" + cursor);
            JsonNode json = tenant.viewer().get(page).json();
            json.get("items").forEach(items::add);
            if (json.get("next_cursor").isNull()) {
                return items;
            }
            cursor = json.get("next_cursor").asText();
        }
    }

    private static List<String> ids(List<JsonNode> items) {
        return texts(items, "session_id");
    }

    private static List<String> texts(List<JsonNode> items, String field) {
        return items.stream().map(item -> item.get(field).asText()).toList();
    }
}
