package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
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

/** Alerts, sessions that were left open, credits that come again, and charges that are corrected, over HTTP. */
@ParameterizedClass(name = "{0}")
@EnumSource
class UpkeepTest {

    private static final String RULES = "/api/v1/alert-rules";
    private static final String RUNS = "/api/v1/maintenance/runs";
    private static final String REPRICING = "/api/v1/repricing";

    private static TestServer server;

    private TestTenant tenant;

    UpkeepTest(ServerDatabase unused) {}

    @BeforeParameterizedClassInvocation
    static void start(ServerDatabase database) {
        // nothing but what a test asks for
        server = TestServer.on(database, "LEDGER_MAINTENANCE_SECONDS", "86400");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void takeTenant() {
        tenant = server.newTenant();
    }

    // alerts

    @Test
    void a_balance_that_sinks_below_a_level_is_alerted_and_delivered_by_a_run() {
        String counselor = tenant.newCounselor();
        assertThat(tenant.viewer().get(RULES).body()).isEqualTo("{\"balance_levels\":[],\"large_charge\":null}");

        Answer set = tenant.admin().send("PUT", RULES, "{\"balance_levels\": [0, 50.5], \"large_charge\": 60}");
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.body()).isEqualTo("{\"balance_levels\":[50.5,0],\"large_charge\":60}");
        assertThat(tenant.viewer().get(RULES).body()).isEqualTo(set.body());
        tenant.grant(counselor, 100);
        adjust(counselor, -49);
        adjust(counselor, -1);

        JsonNode alert = onlyAlert();
        assertThat(alert.get("kind").asText()).isEqualTo("low_balance");
        assertThat(alert.get("threshold").toString()).isEqualTo("50.5");
        assertThat(alert.get("amount").toString()).isEqualTo("50");
        assertThat(alert.get("delivery").asText()).isEqualTo("pending");
        assertThat(run(tenant).get("delivered_alerts").asInt()).isEqualTo(1);
        assertThat(onlyAlert().get("delivery").asText()).isEqualTo("delivered");
        assertThat(onlyAlert().get("attempts").asInt()).isEqualTo(1);
        assertThat(onlyAlert().get("last_error").isNull()).isTrue();
    }

    @Test
    void an_accounts_own_rules_count_alone_until_they_are_dropped() {
        String counselor = tenant.newCounselor();
        String own = "/api/v1/counselors/" + counselor + "/alert-rules";
        tenant.admin().send("PUT", RULES, "{\"balance_levels\": [50]}");
        assertThat(tenant.viewer().get(own).body())
                .isEqualTo("{\"balance_levels\":[50],\"large_charge\":null,\"own\":false}");

        Answer set = tenant.admin().send("PUT", own, "{\"balance_levels\": []}");
        assertThat(set.body()).isEqualTo("{\"balance_levels\":[],\"large_charge\":null,\"own\":true}");
        assertThat(tenant.viewer().get(own).body()).isEqualTo(set.body());
        tenant.grant(counselor, 60);
        adjust(counselor, -20);
        assertThat(alerts()).isEmpty();

        Answer dropped = tenant.admin().send("DELETE", own, null);
        assertThat(dropped.body()).isEqualTo("{\"balance_levels\":[50],\"large_charge\":null,\"own\":false}");
        assertThat(tenant.admin().send("DELETE", own, null).body()).isEqualTo(dropped.body());
        adjust(counselor, 20);
        adjust(counselor, -20);
        assertThat(onlyAlert().get("threshold").toString()).isEqualTo("50");
    }

    @Test
    void rules_that_come_again_late_under_their_key_are_not_set_again() {
        String first = "{\"balance_levels\": [10], \"large_charge\": 5}";
        Answer set = tenant.admin().send("PUT", RULES, first, "rules-1");
        tenant.admin().send("PUT", RULES, "{\"balance_levels\": [20]}", "rules-2");

        assertThat(tenant.admin().send("PUT", RULES, first, "rules-1").body()).isEqualTo(set.body());

        assertThat(tenant.viewer().get(RULES).json().get("balance_levels").toString())
                .isEqualTo("[20]");
        assertThat(tenant.admin()
                        .send("PUT", RULES, "{\"balance_levels\": [30]}", "rules-1")
                        .status())
                .isEqualTo(409);
    }

    // sessions that are open

    @Test
    void an_open_session_says_when_it_was_last_heard_of_and_a_run_completes_it_once_it_is_left_open() {
        String counselor = tenant.newCounselor();
        tenant.grant(counselor, 10);
        String silent = tenant.start(counselor);
        tenant.analyze(silent, "green");
        String live = tenant.start(counselor, TestTenant.START.plusSeconds(60));
        Instant lastSign = Instant.now().minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        silentSince(silent, lastSign);

        Answer open = tenant.viewer().get("/api/v1/open-sessions?limit=1");
        JsonNode first = open.json().get("items").get(0);
        assertThat(first.get("session_id").asText()).isEqualTo(silent);
        assertThat(first.get("counselor_id").asText()).isEqualTo(counselor);
        assertThat(first.get("last_sign_at").asText()).isEqualTo(lastSign.toString());
        assertThat(first.get("left_open_at").asText())
                .isEqualTo(lastSign.plus(Duration.ofDays(1)).toString());
        assertThat(first.get("then").asText()).isEqualTo("complete");
        JsonNode next = tenant.viewer()
                .get("/api/v1/open-sessions?cursor=" + open.text("next_cursor"))
                .json();
        assertThat(next.get("items")).hasSize(1);
        assertThat(next.get("items").get(0).get("session_id").asText()).isEqualTo(live);

        JsonNode done = run(tenant);

        assertThat(done.get("completed_sessions").asInt()).isEqualTo(1);
        assertThat(done.get("errors").asInt()).isZero();
        assertThat(done.get("more").asBoolean()).isFalse();
        assertThat(openSessions(tenant)).containsExactly(live);
        assertThat(tenant.available(counselor)).isEqualTo("9");
    }

    @Test
    void a_run_is_the_callers_tenants_alone_and_a_repeat_of_it_gets_the_first_answer() {
        TestTenant other = server.newTenant();
        for (TestTenant one : List.of(tenant, other)) {
            silentSince(one.start(one.newCounselor()), Instant.now().minus(Duration.ofDays(2)));
        }

        Answer first = tenant.admin().post(RUNS, "{}", "run-1");

        assertThat(first.json().get("completed_sessions").asInt()).isEqualTo(1);
        assertThat(tenant.admin().post(RUNS, "", "run-1").body()).isEqualTo(first.body());
        assertThat(run(tenant).get("completed_sessions").asInt()).isZero();
        assertThat(openSessions(tenant)).isEmpty();
        assertThat(openSessions(other)).hasSize(1);
    }

    // recurring grants

    @Test
    void a_recurring_grant_shows_what_is_left_and_when_the_next_comes_until_it_is_ended() {
        String counselor = tenant.newCounselor();
        String grants = recurring(counselor);
        LocalDate firstDay = LocalDate.now(ZoneOffset.UTC).minusDays(40);

        Answer made = tenant.admin().post(grants, monthly(100, firstDay));
        assertThat(made.status()).isEqualTo(201);
        LocalDate next = firstDay.plusMonths(2).isAfter(LocalDate.now(ZoneOffset.UTC))
                ? firstDay.plusMonths(2)
                : firstDay.plusMonths(3);
        assertThat(made.text("next_at")).isEqualTo(next + "T00:00:00Z");
        adjust(counselor, -7);

        JsonNode listed = onlyItem(tenant.viewer().get(grants));
        assertThat(listed.get("current_period").get("left").toString()).isEqualTo("93");
        assertThat(listed.get("current_period").get("to").asText()).isEqualTo(next + "T00:00:00Z");
        assertThat(listed.get("rhythm").asText()).isEqualTo("calendar_month");
        assertThat(listed.get("carries_over").asBoolean()).isFalse();

        Answer ended = tenant.admin().post(grants + "/" + made.text("id") + "/end", "");
        assertThat(ended.status()).isEqualTo(200);
        assertThat(ended.json().get("next_at").isNull()).isTrue();
        assertThat(ended.json().get("current_period").get("left").toString()).isEqualTo("93");
        assertThat(tenant.admin()
                        .post(grants + "/" + made.text("id") + "/end", "{}")
                        .body())
                .isEqualTo(ended.body());
        assertThat(onlyItem(tenant.viewer().get(grants)).get("ended_at").isNull())
                .isFalse();
        assertThat(tenant.available(counselor)).isEqualTo("93");
    }

    @Test
    void a_recurring_grant_sent_again_with_its_key_is_set_up_once() throws Exception {
        String counselor = tenant.newCounselor();
        String body = monthly(30, LocalDate.now(ZoneOffset.UTC));

        List<Answer> answers = atOnce(6, () -> tenant.admin().post(recurring(counselor), body, "plan-1"));

        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers)
                .extracting(answer -> answer.text("id"))
                .containsOnly(answers.get(0).text("id"));
        assertThat(tenant.viewer().get(recurring(counselor)).json().get("items"))
                .hasSize(1);
        assertThat(tenant.available(counselor)).isEqualTo("30");
        assertThat(tenant.admin()
                        .post(recurring(counselor), monthly(31, LocalDate.now(ZoneOffset.UTC)), "plan-1")
                        .status())
                .isEqualTo(409);
        server.sql("delete from answered_requests where tenant_id = ?", tenant.name());
        assertThat(tenant.admin().post(recurring(counselor), body, "plan-1").text("id"))
                .isEqualTo(answers.get(0).text("id"));
        assertThat(tenant.available(counselor)).isEqualTo("30");
    }

    @Test
    void the_period_that_is_announced_can_be_taken_back_like_any_grant() {
        String counselor = tenant.newCounselor();
        tenant.admin().post(recurring(counselor), monthly(30, LocalDate.now(ZoneOffset.UTC)));
        String grants = "/api/v1/counselors/" + counselor + "/credits/grants";
        assertThat(statuses(grants)).containsExactlyInAnyOrder("active", "scheduled");
        String scheduled = "";
        for (JsonNode grant : tenant.viewer().get(grants).json().get("items")) {
            scheduled = grant.get("status").asText().equals("scheduled")
                    ? grant.get("id").asText()
                    : scheduled;
        }

        Answer voided = tenant.admin().post(grants + "/" + scheduled + "/void", "{\"reason\": \"a gap\"}", "void-1");

        assertThat(voided.status()).isEqualTo(201);
        assertThat(voided.json().get("id").isNull()).isTrue();
        assertThat(voided.number("credits_delta")).isEqualTo("0");
        assertThat(voided.number("balance_after")).isEqualTo("30");
        assertThat(statuses(grants)).containsExactlyInAnyOrder("active", "voided");
    }

    private List<String> statuses(String grants) {
        return tenant.viewer().get(grants).json().get("items").findValuesAsText("status");
    }

    // repricing

    @Test
    void charges_are_corrected_to_another_rate_once_however_often_that_is_sent() {
        String counselor = tenant.newCounselor();
        tenant.grant(counselor, 100);
        List<String> sessions = List.of(charged(counselor, 1), charged(counselor, 2), charged(counselor, 3));
        String wrong = onlyItem(tenant.viewer().get("/api/v1/rates")).get("id").asText();
        String right = tenant.admin()
                .post("/api/v1/rates", "{\"method\": \"per_started_minute\", \"price\": 3}")
                .text("id");
        String query = REPRICING + "?start_date=2026-03-02&end_date=2026-03-02&rate_id=" + right;

        Answer preview = tenant.viewer().get(query + "&limit=2&charged_under=" + wrong);
        assertThat(preview.json().get("items")).hasSize(2);
        assertThat(preview.json().get("items").get(1).toString())
                .startsWith("{\"session_id\":\"" + sessions.get(1) + "\"")
                .endsWith("\"old_charge\":1,\"new_charge\":3,\"difference\":2}");
        assertThat(tenant.viewer().get(query + "&charged_under=" + right).json().get("items"))
                .isEmpty();
        assertThat(tenant.available(counselor)).isEqualTo("97");

        Answer first = tenant.admin().post(REPRICING, correction(right, 2, null), "correct-1");
        assertThat(first.body()).isEqualTo(preview.body());
        assertThat(tenant.available(counselor)).isEqualTo("93");
        Answer second = tenant.admin().post(REPRICING, correction(right, 2, first.text("next_cursor")));
        assertThat(second.json().get("items")).hasSize(1);
        assertThat(second.json().get("next_cursor").isNull()).isTrue();

        assertThat(tenant.admin()
                        .post(REPRICING, correction(right, 2, null), "correct-1")
                        .body())
                .isEqualTo(first.body());
        assertThat(tenant.admin().post(REPRICING, correction(right, 200, null)).body())
                .isEqualTo("{\"items\":[],\"next_cursor\":null}");
        assertThat(tenant.viewer().get(query).json().get("items")).isEmpty();
        assertThat(tenant.available(counselor)).isEqualTo("91");
    }

    @Test
    void corrections_that_are_sent_at_once_correct_each_charge_once() throws Exception {
        String counselor = tenant.newCounselor();
        tenant.grant(counselor, 100);
        for (int i = 0; i < 5; i++) {
            String unused = charged(counselor, i);
        }
        String right = tenant.admin()
                .post("/api/v1/rates", "{\"method\": \"per_started_minute\", \"price\": 3}")
                .text("id");

        List<Answer> answers = atOnce(4, () -> tenant.admin().post(REPRICING, correction(right, 200, null)));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers)
                .flatExtracting(answer -> answer.json().get("items").findValuesAsText("session_id"))
                .hasSize(5)
                .doesNotHaveDuplicates();
        assertThat(tenant.available(counselor)).isEqualTo("85");
    }

    // who may

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT    | /api/v1/alert-rules | {\"balance_levels\": [1]}",
                "PUT    | /api/v1/counselors/$counselor/alert-rules | {\"balance_levels\": [1]}",
                "DELETE | /api/v1/counselors/$counselor/alert-rules | ",
                "POST   | /api/v1/maintenance/runs | {}",
                "POST   | /api/v1/counselors/$counselor/credits/recurring-grants | {}",
                "POST   | /api/v1/counselors/$counselor/credits/recurring-grants/$counselor/end | {}",
                "POST   | /api/v1/repricing | {}"
            })
    void what_changes_something_is_an_admins(String method, String path, String body) {
        String counselor = tenant.newCounselor();

        for (Api api : List.of(tenant.viewer(), tenant.app())) {
            Answer refused = api.send(method, path.replace("$counselor", counselor), body);

            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.text("detail")).contains("role admin");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/alert-rules",
        "/api/v1/credit-alerts",
        "/api/v1/open-sessions",
        "/api/v1/repricing?start_date=2026-03-02&end_date=2026-03-02&rate_id=0b5e55ed-0000-4000-8000-000000000001"
    })
    void what_is_the_whole_tenants_is_refused_to_a_token_bound_to_a_counselor(String path) {
        Answer refused = server.boundTo(tenant).get(path);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("detail")).contains("bound to one counselor");
    }

    @Test
    void a_recurring_grant_is_another_counselors_or_tenants_to_nobody_else() {
        String counselor = tenant.newCounselor();
        String other = tenant.newCounselor("Counselor 08");
        String id = tenant.admin()
                .post(recurring(counselor), monthly(10, LocalDate.now(ZoneOffset.UTC)))
                .text("id");
        TestTenant stranger = server.newTenant();

        Answer theirs = tenant.admin().post(recurring(other) + "/" + id + "/end", "{}");
        assertThat(theirs.status()).isEqualTo(404);
        assertThat(tenant.admin()
                        .post(recurring(other) + "/" + TestTenant.unknownId() + "/end", "{}")
                        .body()
                        .length())
                .isEqualTo(theirs.body().length());
        assertThat(stranger.admin()
                        .post(recurring(stranger.newCounselor()) + "/" + id + "/end", "{}")
                        .status())
                .isEqualTo(404);
        assertThat(server.boundTo(tenant).get(recurring(counselor)).status()).isEqualTo(404);
        assertThat(onlyItem(tenant.viewer().get(recurring(counselor)))
                        .get("ended_at")
                        .isNull())
                .isTrue();
    }

    private static String recurring(String counselor) {
        return "/api/v1/counselors/" + counselor + "/credits/recurring-grants";
    }

    private static String monthly(int amount, LocalDate firstDay) {
        return """
                {"amount": %d, "type": "purchase", "rhythm": "calendar_month", "first_day": "%s", "tz": "UTC", "reason": "standard plan"}
                """.formatted(amount, firstDay);
    }

    private static String correction(String rate, int limit, String cursor) {
        return """
                {"rate_id": "%s", "start_date": "2026-03-02", "end_date": "2026-03-02", "limit": %d, "cursor": %s}
                """.formatted(rate, limit, cursor == null ? "null" : "\"" + cursor + "\"");
    }

    /** A session of a minute, which costs one credit. */
    private String charged(String counselor, int number) {
        String session = tenant.start(counselor, TestTenant.START.plusSeconds(number));
        List<Answer> answers = new ArrayList<>();
        answers.add(tenant.analyze(session, "green"));
        answers.add(tenant.complete(session));
        assertThat(answers).extracting(Answer::status).containsOnly(200);
        return session;
    }

    private void adjust(String counselor, int amount) {
        Answer answer = tenant.admin()
                .post(
                        "/api/v1/counselors/" + counselor + "/credits/adjustments",
                        "{\"amount\": " + amount + ", \"reason\": \"by hand\"}");
        assertThat(answer.status()).isEqualTo(201);
    }

    private static void silentSince(String session, Instant lastSign) {
        int changed = server.sql(
                "update ledger.session_usage set last_recorded_at = ? where session_id = cast(? as uuid)",
                OffsetDateTime.ofInstant(lastSign, ZoneOffset.UTC),
                session);
        assertThat(changed).isEqualTo(1);
    }

    private static JsonNode run(TestTenant tenant) {
        Answer answer = tenant.admin().post(RUNS, "{}");
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private static List<String> openSessions(TestTenant tenant) {
        return tenant.viewer().get("/api/v1/open-sessions").json().get("items").findValuesAsText("session_id");
    }

    private JsonNode alerts() {
        return tenant.viewer().get("/api/v1/credit-alerts").json().get("items");
    }

    private JsonNode onlyAlert() {
        assertThat(alerts()).hasSize(1);
        return alerts().get(0);
    }

    private static JsonNode onlyItem(Answer answer) {
        JsonNode items = answer.json().get("items");
        assertThat(items).as(answer.body()).hasSize(1);
        return items.get(0);
    }

    private static List<Answer> atOnce(int times, Callable<Answer> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(times);
        try {
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> future : threads.invokeAll(Collections.nCopies(times, call))) {
                answers.add(future.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
