package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.examples.server.security.AccessToken;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is named, and changes nothing. */
@ParameterizedClass(name = "{0}")
@EnumSource
class ErrorsTest {

    private static TestServer server;

    private TestTenant tenant;
    private String counselor;
    private String session;
    private String rate;

    ErrorsTest(ServerDatabase unused) {}

    @BeforeParameterizedClassInvocation
    static void start(ServerDatabase database) {
        server = TestServer.on(database);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void prepare() {
        tenant = server.newTenant();
        counselor = tenant.newCounselor();
        session = tenant.start(counselor);
        rate = tenant.viewer()
                .get("/api/v1/rates")
                .json()
                .get("items")
                .get(0)
                .get("id")
                .asText();
    }

    @ParameterizedTest(name = "{1} -> {2} {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "POST  | /api/v1/island/sessions | {\"client_id\": | 400 | ''",
                "POST  | /api/v1/island/sessions | [] | 400 | ''",
                "POST  | /api/v1/island/sessions | {\"client_id\": \"a\", \"client_id\": \"b\"} | 400 | ''",
                "POST  | /api/v1/island/sessions | {\"mode\": \"m\", \"counselor_id\": \"$counselor\", \"started_at\": \"2026-03-02T01:00:00Z\"} | 400 | client_id",
                "POST  | /api/v1/island/sessions | {\"client_id\": 5, \"mode\": \"m\", \"started_at\": \"2026-03-02T01:00:00Z\"} | 400 | client_id",
                "POST  | /api/v1/island/sessions | {\"client_id\": \" \", \"mode\": \"m\", \"started_at\": \"2026-03-02T01:00:00Z\"} | 422 | client_id",
                "POST  | /api/v1/island/sessions | {\"client_id\": \"c\", \"mode\": \"m\", \"started_at\": \"yesterday\"} | 400 | started_at",
                "POST  | /api/v1/island/sessions | {\"client_id\": \"c\", \"mode\": \"m\", \"started_at\": 5} | 400 | started_at",
                "POST  | /api/v1/island/sessions | {\"client_id\": \"c\", \"mode\": \"m\", \"started_at\": \"2026-03-02T01:00:00Z\"} | 422 | counselor_id",
                "POST  | /api/v1/island/sessions | {\"client_id\": \"c\", \"mode\": \"m\", \"started_at\": \"2026-03-02T01:00:00Z\", \"counselor_id\": \"7\"} | 400 | counselor_id",
                "POST  | /api/v1/island/sessions | {\"client_id\": \"c\", \"mode\": \"m\", \"started_at\": \"2026-03-02T01:00:00Z\", \"colour\": \"red\"} | 400 | colour",
                "POST  | /api/v1/island/sessions/$session/analyze-partial | {\"transcript_segment\": \"hello\"} | 400 | duration_seconds",
                "POST  | /api/v1/island/sessions/$session/analyze-partial | {\"transcript_segment\": \"hello\", \"duration_seconds\": \"60\"} | 400 | duration_seconds",
                "POST  | /api/v1/island/sessions/$session/analyze-partial | {\"transcript_segment\": \"hello\", \"duration_seconds\": 0} | 422 | duration_seconds",
                "POST  | /api/v1/island/sessions/$session/analyze-partial | {\"transcript_segment\": \"hello\", \"duration_seconds\": -60} | 422 | duration_seconds",
                "POST  | /api/v1/island/sessions/$session/analyze-partial | {\"transcript_segment\": \"hello\", \"duration_seconds\": 1e999999} | 422 | duration_seconds",
                "POST  | /api/v1/island/sessions/$session/analyze-partial | {\"transcript_segment\": \"hello\", \"duration_seconds\": 0.0001} | 422 | duration_seconds",
                "POST  | /api/v1/island/sessions/$session/analyze-partial | {\"transcript_segment\": \"a\\u0000b\", \"duration_seconds\": 60} | 422 | transcript_segment",
                "PATCH | /api/v1/island/sessions/$session/complete | {\"ended_at\": \"2026-03-02T02:00:00Z\"} | 400 | full_transcript",
                "PATCH | /api/v1/island/sessions/$session/complete | {\"full_transcript\": \"x\"} | 400 | ended_at",
                "PATCH | /api/v1/island/sessions/$session/complete | {\"full_transcript\": \"a\\u0000b\", \"ended_at\": \"2026-03-02T02:00:00Z\"} | 422 | full_transcript",
                "PATCH | /api/v1/island/sessions/$session/complete | {\"full_transcript\": \"a\\ud83db\", \"ended_at\": \"2026-03-02T02:00:00Z\"} | 422 | full_transcript",
                "PATCH | /api/v1/island/sessions/$session/complete | {\"full_transcript\": \"x\", \"ended_at\": \"+999999999-12-31T23:59:59Z\"} | 422 | ended_at",
                "POST  | /api/v1/island/sessions/$session/cancel | {\"reason\": \" \"} | 422 | reason",
                "POST  | /api/v1/island/sessions/$session/cancel | {} | 400 | reason",
                "POST  | /api/v1/counselors | {\"name\": null} | 400 | name",
                "POST  | /api/v1/counselors | {\"name\": \"Counselor 09\", \"email\": \"nowhere\"} | 422 | email",
                "POST  | /api/v1/counselors/$counselor/credits/grants | {\"amount\": 0, \"type\": \"purchase\", \"reason\": \"r\"} | 422 | amount",
                "POST  | /api/v1/counselors/$counselor/credits/grants | {\"amount\": 0.00001, \"type\": \"purchase\", \"reason\": \"r\"} | 422 | amount",
                "POST  | /api/v1/counselors/$counselor/credits/grants | {\"amount\": 1e999999, \"type\": \"purchase\", \"reason\": \"r\"} | 422 | amount",
                "POST  | /api/v1/counselors/$counselor/credits/grants | {\"amount\": 1, \"type\": \"gift\", \"reason\": \"r\"} | 400 | type",
                "POST  | /api/v1/counselors/$counselor/credits/grants | {\"amount\": 1, \"type\": \"purchase\", \"reason\": \"r\", \"priority\": 101} | 422 | priority",
                "POST  | /api/v1/counselors/$counselor/credits/grants | {\"amount\": 1, \"type\": \"purchase\", \"reason\": \"r\", \"expires_at\": \"2020-01-01T00:00:00Z\"} | 422 | expires_at",
                "POST  | /api/v1/counselors/$counselor/credits/adjustments | {\"amount\": 0, \"reason\": \"r\"} | 422 | amount",
                "POST  | /api/v1/counselors/$counselor/credits/recurring-grants | {\"amount\": 0, \"type\": \"purchase\", \"rhythm\": \"calendar_month\", \"first_day\": \"2026-03-01\", \"tz\": \"Asia/Taipei\", \"reason\": \"r\"} | 422 | amount",
                "POST  | /api/v1/counselors/$counselor/credits/recurring-grants | {\"amount\": 1, \"type\": \"gift\", \"rhythm\": \"calendar_month\", \"first_day\": \"2026-03-01\", \"tz\": \"Asia/Taipei\", \"reason\": \"r\"} | 400 | type",
                "POST  | /api/v1/counselors/$counselor/credits/recurring-grants | {\"amount\": 1, \"type\": \"purchase\", \"rhythm\": \"weekly\", \"first_day\": \"2026-03-01\", \"tz\": \"Asia/Taipei\", \"reason\": \"r\"} | 400 | rhythm",
                "POST  | /api/v1/counselors/$counselor/credits/recurring-grants | {\"amount\": 1, \"type\": \"purchase\", \"rhythm\": \"calendar_month\", \"first_day\": \"1 March\", \"tz\": \"Asia/Taipei\", \"reason\": \"r\"} | 400 | first_day",
                "POST  | /api/v1/counselors/$counselor/credits/recurring-grants | {\"amount\": 1, \"type\": \"purchase\", \"rhythm\": \"calendar_month\", \"first_day\": \"1800-03-01\", \"tz\": \"Asia/Taipei\", \"reason\": \"r\"} | 422 | first_day",
                "POST  | /api/v1/counselors/$counselor/credits/recurring-grants | {\"amount\": 1, \"type\": \"purchase\", \"rhythm\": \"calendar_month\", \"first_day\": \"2026-03-01\", \"reason\": \"r\"} | 400 | tz",
                "POST  | /api/v1/counselors/$counselor/credits/recurring-grants | {\"amount\": 1, \"type\": \"purchase\", \"rhythm\": \"calendar_month\", \"first_day\": \"2026-03-01\", \"tz\": \"Mars\", \"reason\": \"r\"} | 400 | tz",
                "POST  | /api/v1/counselors/$counselor/credits/recurring-grants | {\"amount\": 1, \"type\": \"purchase\", \"rhythm\": \"calendar_month\", \"first_day\": \"2026-03-01\", \"tz\": \"Asia/Taipei\", \"reason\": \"r\", \"priority\": 101} | 422 | priority",
                "POST  | /api/v1/counselors/$counselor/credits/recurring-grants | {\"amount\": 1, \"type\": \"purchase\", \"rhythm\": \"calendar_month\", \"first_day\": \"2026-03-01\", \"tz\": \"Asia/Taipei\", \"reason\": \"r\", \"carries_over\": \"yes\"} | 400 | carries_over",
                "POST  | /api/v1/counselors/$counselor/credits/recurring-grants | {\"amount\": 1, \"type\": \"purchase\", \"rhythm\": \"calendar_month\", \"first_day\": \"2026-03-01\", \"tz\": \"Asia/Taipei\", \"reason\": \" \"} | 422 | reason",
                "PUT   | /api/v1/alert-rules | {} | 400 | balance_levels",
                "PUT   | /api/v1/alert-rules | {\"balance_levels\": 5} | 400 | balance_levels",
                "PUT   | /api/v1/alert-rules | {\"balance_levels\": [\"5\"]} | 400 | balance_levels",
                "PUT   | /api/v1/alert-rules | {\"balance_levels\": [0.00001]} | 422 | balance_levels",
                "PUT   | /api/v1/alert-rules | {\"balance_levels\": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]} | 422 | balance_levels",
                "PUT   | /api/v1/alert-rules | {\"balance_levels\": [], \"large_charge\": 0} | 422 | large_charge",
                "PUT   | /api/v1/counselors/$counselor/alert-rules | {\"balance_levels\": [], \"large_charge\": -1} | 422 | large_charge",
                "POST  | /api/v1/repricing | {\"start_date\": \"2026-03-01\", \"end_date\": \"2026-03-02\"} | 400 | rate_id",
                "POST  | /api/v1/repricing | {\"start_date\": \"2026-03-01\", \"end_date\": \"2026-03-02\", \"rate_id\": \"7\"} | 400 | rate_id",
                "POST  | /api/v1/repricing | {\"start_date\": \"2026-03-01\", \"end_date\": \"2026-03-02\", \"rate_id\": \"$session\"} | 422 | rate_id",
                "POST  | /api/v1/repricing | {\"start_date\": \"2026-03-01\", \"end_date\": \"2026-03-02\", \"rate_id\": \"$rate\", \"charged_under\": \"$session\"} | 422 | charged_under",
                "POST  | /api/v1/repricing | {\"start_date\": \"2026-03-01\", \"end_date\": \"2026-03-02\", \"rate_id\": \"$rate\", \"limit\": 0} | 422 | limit",
                "POST  | /api/v1/repricing | {\"start_date\": \"2026-03-01\", \"end_date\": \"2026-03-02\", \"rate_id\": \"$rate\", \"cursor\": \"nonsense\"} | 422 | cursor",
                "POST  | /api/v1/repricing | {\"start_date\": \"2026-03-01\", \"rate_id\": \"$rate\"} | 400 | end_date",
                "POST  | /api/v1/repricing | {\"start_date\": \"2026-03-02\", \"end_date\": \"2026-03-01\", \"rate_id\": \"$rate\"} | 422 | end_date",
                "GET   | /api/v1/repricing?start_date=2026-03-01&end_date=2026-03-02 | '' | 400 | rate_id",
                "GET   | /api/v1/repricing?start_date=2026-03-01&end_date=2026-03-02&rate_id=$session | '' | 422 | rate_id",
                "GET   | /api/v1/open-sessions?cursor=nonsense | '' | 422 | cursor",
                "POST  | /api/v1/rates | {\"method\": \"per_year\", \"price\": 1} | 400 | method",
                "POST  | /api/v1/rates | {\"method\": \"per_second\"} | 400 | price",
                "POST  | /api/v1/rates | {\"method\": \"per_second\", \"price\": -1} | 422 | price",
                "POST  | /api/v1/rates | {\"method\": \"per_second\", \"price\": 1, \"minimum\": 0.00001} | 422 | minimum",
                "POST  | /api/v1/rates | {\"method\": \"per_second\", \"price\": 1, \"rounding\": {\"decimals\": 9, \"direction\": \"up\"}} | 422 | rounding.decimals",
                "GET   | /api/v1/rates?name=a%00b | '' | 422 | name",
                "POST  | /api/v1/rates | {\"method\": \"tiered_minutes\", \"tiers\": [{\"price\": 1}, {\"price\": 2}]} | 422 | tiers",
                "POST  | /api/v1/rates | {\"method\": \"per_second\", \"price\": 1, \"rounding\": {\"direction\": \"left\"}} | 400 | rounding.direction",
                "GET   | /api/v1/sessions?limit=0 | '' | 422 | limit",
                "GET   | /api/v1/sessions?limit=100000 | '' | 422 | limit",
                "GET   | /api/v1/sessions?limit=ten | '' | 400 | limit",
                "GET   | /api/v1/sessions?cursor=nonsense | '' | 422 | cursor",
                "GET   | /api/v1/sessions?cursor=$beyond | '' | 422 | cursor",
                "GET   | /api/v1/counselors?cursor=$beyond | '' | 422 | cursor",
                "GET   | /api/v1/sessions?status=gone | '' | 400 | status",
                "GET   | /api/v1/sessions?start_date=2026-03-01 | '' | 400 | end_date",
                "GET   | /api/v1/sessions/$session/analysis-logs?cursor=nonsense | '' | 422 | cursor",
                "GET   | /api/v1/sessions/$session/analysis-logs?safety_level=blue | '' | 400 | safety_level",
                "GET   | /api/v1/counselors/$counselor/usage-stats?end_date=2026-03-01 | '' | 400 | start_date",
                "GET   | /api/v1/counselors/$counselor/usage-stats?start_date=2026-03-02&end_date=2026-03-01 | '' | 422 | end_date",
                "GET   | /api/v1/counselors/$counselor/usage-stats?start_date=2026-03-01&end_date=2026-03-01&tz=Mars | '' | 400 | tz"
            })
    void bad_input_is_named(String method, String path, String body, int status, String field) {
        long before = rows();

        Answer answer = tenant.admin().send(method, filled(path), body.isEmpty() ? null : filled(body));

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
        if (!field.isEmpty()) {
            assertThat(answer.text("field")).isEqualTo(field);
            assertThat(answer.text("detail")).startsWith(field + ": expected");
        }
        assertThat(rows()).isEqualTo(before);
    }

    private String filled(String template) {
        return template.replace("$session", session)
                .replace("$counselor", counselor)
                .replace("$rate", rate)
                .replace("$beyond", cursorBeyondAllTime());
    }

    /** In the form of the server's own, at a time that no database can hold. */
    private static String cursorBeyondAllTime() {
        byte[] place = (Instant.MAX.truncatedTo(ChronoUnit.SECONDS) + "|" + TestTenant.unknownId())
                .getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place);
    }

    private long rows() {
        long sum = 0;
        for (String table : new String[] {
            "sessions",
            "counselors",
            "answered_requests",
            "ledger.session_analysis_logs",
            "ledger.credit_logs",
            "ledger.credit_recurring_grants",
            "ledger.credit_alert_defaults",
            "ledger.credit_rates"
        }) {
            sum += server.sql("select count(*) from " + table + " where tenant_id = ?", tenant.name());
        }
        return sum;
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "GET   | /api/v1/sessions/$session | ''",
                "GET   | /api/v1/sessions/$session/analysis-logs | ''",
                "GET   | /api/v1/sessions/$session/analysis-logs.csv | ''",
                "GET   | /api/v1/sessions/$session/safety-distribution | ''",
                "GET   | /api/v1/counselors/$counselor | ''",
                "GET   | /api/v1/counselors/$counselor/credits | ''",
                "GET   | /api/v1/counselors/$counselor/credits/grants | ''",
                "GET   | /api/v1/counselors/$counselor/credit-logs | ''",
                "GET   | /api/v1/counselors/$counselor/credit-logs.csv | ''",
                "GET   | /api/v1/counselors/$counselor/statement?start_date=2026-03-01&end_date=2026-03-01 | ''",
                "GET   | /api/v1/counselors/$counselor/usage-stats?start_date=2026-03-01&end_date=2026-03-01 | ''",
                "POST  | /api/v1/island/sessions | {\"client_id\": \"c\", \"mode\": \"m\", \"started_at\": \"2026-03-02T01:00:00Z\", \"counselor_id\": \"$counselor\"}",
                "POST  | /api/v1/island/sessions/$session/analyze-partial | {\"transcript_segment\": \"x\", \"duration_seconds\": 60}",
                "PATCH | /api/v1/island/sessions/$session/complete | {\"full_transcript\": \"x\", \"ended_at\": \"2026-03-02T02:00:00Z\"}",
                "POST  | /api/v1/island/sessions/$session/cancel | {\"reason\": \"r\"}",
                "POST  | /api/v1/island/sessions/$session/fail | {\"reason\": \"r\"}",
                "POST  | /api/v1/sessions/$session/settle | ''",
                "POST  | /api/v1/sessions/$session/refunds | {\"reason\": \"r\"}",
                "POST  | /api/v1/counselors/$counselor/credits/grants | {\"amount\": 1, \"type\": \"purchase\", \"reason\": \"r\"}",
                "POST  | /api/v1/counselors/$counselor/credits/grants/$session/void | {\"reason\": \"r\"}",
                "POST  | /api/v1/counselors/$counselor/credits/adjustments | {\"amount\": 1, \"reason\": \"r\"}",
                "GET   | /api/v1/counselors/$counselor/alert-rules | ''",
                "PUT   | /api/v1/counselors/$counselor/alert-rules | {\"balance_levels\": [1]}",
                "DELETE | /api/v1/counselors/$counselor/alert-rules | ''",
                "GET   | /api/v1/counselors/$counselor/credits/recurring-grants | ''",
                "POST  | /api/v1/counselors/$counselor/credits/recurring-grants | {\"amount\": 1, \"type\": \"purchase\", \"rhythm\": \"calendar_month\", \"first_day\": \"2026-03-01\", \"tz\": \"UTC\", \"reason\": \"r\"}",
                "POST  | /api/v1/counselors/$counselor/credits/recurring-grants/$session/end | {}"
            })
    void what_another_tenant_has_is_answered_like_what_is_not_there(String method, String path, String body) {
        TestTenant other = server.newTenant();
        String unknown = TestTenant.unknownId();

        Answer theirs = other.admin().send(method, filled(path), body.isEmpty() ? null : filled(body));
        Answer nobodys = other.admin()
                .send(method, filledWith(unknown, path), body.isEmpty() ? null : filledWith(unknown, body));

        assertThat(theirs.status()).isEqualTo(404);
        assertThat(theirs.body().replace(session, unknown).replace(counselor, unknown))
                .isEqualTo(nobodys.body());
        assertThat(server.sql("select count(*) from ledger.session_usage where tenant_id = ?", other.name()))
                .isZero();
        assertThat(tenant.viewer().get("/api/v1/sessions/" + session).text("status"))
                .isEqualTo("in_progress");
        assertThat(tenant.available(counselor)).isEqualTo("0");
    }

    private static String filledWith(String unknown, String template) {
        return template.replace("$session", unknown).replace("$counselor", unknown);
    }

    @Test
    void whoever_may_read_gets_the_document() {
        assertThat(tenant.viewer().get("/openapi.yaml").body()).isEqualTo(ApiDocument.TEXT);
    }

    @Test
    void what_is_no_id_is_the_id_of_nothing() {
        assertThat(tenant.viewer().get("/api/v1/sessions/4711").status()).isEqualTo(404);
        assertThat(tenant.viewer().get("/api/v1/counselors/x").status()).isEqualTo(404);
    }

    @Test
    void nothing_but_health_is_answered_without_a_valid_token() {
        assertThat(server.stranger().get("/health").body()).isEqualTo("{\"status\":\"up\"}");
        for (Api api : new Api[] {
            server.stranger(),
            new Api(server.port(), Optional.of("no-such-token")),
            new Api(server.port(), Optional.of(""))
        }) {
            Answer refused = api.get("/api/v1/sessions/" + session);
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.header("WWW-Authenticate")).hasValue("Bearer");
            assertThat(api.post("/api/v1/counselors", "{\"name\": ").status()).isEqualTo(401);
            assertThat(api.get("/openapi.yaml").status()).isEqualTo(401);
            assertThat(api.sendAnywhere("GET", "/nowhere", null).status()).isEqualTo(401);
            assertThat(api.sendAnywhere("DELETE", "/api/v1/counselors", null).status())
                    .isEqualTo(401);
        }
        Answer basic = server.stranger().sendAnywhere("GET", "/api/v1/sessions", null, "Authorization", "Basic eDp5");
        assertThat(basic.status()).isEqualTo(401);
    }

    @Test
    void each_role_may_do_what_it_is_for_and_no_more() {
        String grants = "/api/v1/counselors/" + counselor + "/credits/grants";
        String grant = "{\"amount\": 1, \"type\": \"purchase\", \"reason\": \"r\"}";

        assertThat(tenant.viewer()
                        .post(TestTenant.SESSIONS, TestTenant.startBody(counselor, TestTenant.START))
                        .status())
                .isEqualTo(403);
        assertThat(tenant.viewer().post(grants, grant).status()).isEqualTo(403);
        Answer refused = tenant.app().post(grants, grant);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("detail")).contains("role admin");
        assertThat(tenant.app()
                        .post("/api/v1/counselors", "{\"name\": \"Counselor 09\"}")
                        .status())
                .isEqualTo(403);
        assertThat(tenant.app().get("/api/v1/sessions").status()).isEqualTo(200);
        assertThat(tenant.admin()
                        .post(TestTenant.SESSIONS, TestTenant.startBody(counselor, TestTenant.START))
                        .status())
                .isEqualTo(201);
        assertThat(tenant.available(counselor)).isEqualTo("0");
    }

    @Test
    void a_body_that_is_too_large_is_refused() {
        String huge = "{\"full_transcript\": \"" + "x".repeat(1024 * 1024) + "\"}";

        assertThat(tenant.app()
                        .patch("/api/v1/island/sessions/" + session + "/complete", huge)
                        .status())
                .isEqualTo(413);
        String longText = "x".repeat(20_001);
        Answer segment = tenant.analyze(session, longText);
        assertThat(segment.status()).isEqualTo(422);
        assertThat(segment.text("field")).isEqualTo("transcript_segment");
    }

    @Test
    void an_unknown_path_or_method_is_a_problem_for_those_who_are_signed_in() {
        assertThat(tenant.viewer().sendAnywhere("GET", "/api/v1/nothing", null).status())
                .isEqualTo(404);
        Answer method = tenant.viewer().sendAnywhere("DELETE", "/api/v1/counselors", null);
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.header("Content-Type")).hasValue("application/problem+json");
        assertThat(method.header("Allow"))
                .hasValueSatisfying(allowed ->
                        assertThat(allowed).contains("GET").contains("POST").doesNotContain("DELETE"));
        Answer head = tenant.viewer().sendAnywhere("HEAD", "/api/v1/sessions", null);
        assertThat(head.status()).isEqualTo(405);
        assertThat(head.header("Allow")).hasValue("GET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /secret HTTP/1.1\r\n\r\n",
                "GET /secret/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "POST /secret HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void what_is_no_http_is_a_problem_that_quotes_nothing(String request) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("application/problem+json")
                    .contains("\"type\":\"urn:session-ledger:problem:bad-request\"")
                    .doesNotContain("secret")
                    .doesNotContainIgnoringCase("jetty");
        }
    }

    @Test
    void a_key_that_is_too_long_is_refused() {
        Answer refused = tenant.analyze(session, "green", "k".repeat(191));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("field")).isEqualTo("Idempotency-Key");
    }

    @Test
    void what_a_failure_was_about_is_in_neither_answer_nor_message() {
        Answer failed = tenant.analyze(session, "break my secret");

        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.body()).doesNotContain("secret").doesNotContain("IllegalState");
    }

    @Test
    void every_answer_has_the_usual_headers() {
        for (Answer answer : new Answer[] {
            tenant.viewer().get("/api/v1/sessions"),
            server.stranger().get("/api/v1/sessions"),
            server.stranger().get("/health")
        }) {
            assertThat(answer.header("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(answer.header("Cache-Control")).hasValue("no-store");
            assertThat(answer.header("X-Frame-Options")).hasValue("DENY");
            assertThat(answer.header("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'"));
            assertThat(answer.header("Server")).isEmpty();
        }
    }

    @Test
    void tokens_never_show_themselves() {
        AccessToken token = server.tokens().get(0);

        assertThat(token.toString()).doesNotContain(token.token());
    }

    @Test
    void a_token_that_asks_too_often_is_told_when_to_come_back() {
        try (TestServer strict = TestServer.on(ServerDatabase.H2, "LEDGER_REQUESTS_PER_SECOND", "2")) {
            TestTenant hasty = strict.newTenant();
            Answer answer = hasty.viewer().get("/api/v1/sessions");
            for (int i = 0; i < 20 && answer.status() == 200; i++) {
                answer = hasty.viewer().get("/api/v1/sessions");
            }

            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.header("Retry-After")).hasValue("1");
            assertThat(hasty.app().get("/api/v1/sessions").status()).isEqualTo(200);
        }
    }

    @Test
    void analyses_beyond_the_bound_are_asked_to_come_back() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (TestServer small = TestServer.on(ServerDatabase.H2, "LEDGER_ANALYSES_AT_ONCE", "1")) {
            TestTenant busy = small.newTenant();
            String running = busy.start(busy.newCounselor());
            small.analyzer.close(1);
            Future<Answer> first = threads.submit(() -> busy.analyze(running, "green"));
            small.analyzer.awaitArrivals();

            Answer second = busy.analyze(running, "green", "minute-2");
            small.analyzer.open();

            assertThat(second.status()).isEqualTo(503);
            assertThat(second.header("Retry-After")).hasValue("1");
            assertThat(first.get().status()).isEqualTo(200);
            assertThat(busy.analyze(running, "green", "minute-2").status()).isEqualTo(200);
        } finally {
            threads.shutdownNow();
        }
    }
}
