package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A session from start to bill, each step once however often it is sent. */
@ParameterizedClass(name = "{0}")
@EnumSource
class WorkflowTest {

    private static TestServer server;

    private TestTenant tenant;

    WorkflowTest(ServerDatabase unused) {}

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
    void a_session_runs_from_start_to_bill() {
        String counselor = tenant.newCounselor();
        tenant.grant(counselor, 100);

        Answer started = tenant.app().post(TestTenant.SESSIONS, TestTenant.startBody(counselor, TestTenant.START));
        assertThat(started.status()).isEqualTo(201);
        assertThat(started.text("status")).isEqualTo("in_progress");
        String session = started.text("session_id");

        Answer first = tenant.analyze(session, "green");
        assertThat(first.status()).isEqualTo(200);
        JsonNode analysis = first.json();
        assertThat(analysis.get("safety_level").asText()).isEqualTo("green");
        assertThat(analysis.get("rag_documents").get(0).get("score").decimalValue())
                .isEqualByComparingTo("1.2346");
        assertThat(analysis.get("rag_sources").get(0).asText()).isEqualTo("listening.md");
        assertThat(analysis.get("total_tokens").asInt()).isEqualTo(1050);
        assertThat(analysis.get("estimated_cost_usd").decimalValue()).isPositive();
        Answer second = tenant.analyze(session, "red");
        assertThat(second.json().get("usage").get("duration_seconds").toString())
                .isEqualTo("120");
        assertThat(second.json().get("usage").get("analysis_count").asInt()).isEqualTo(2);
        assertThat(second.json().get("usage").get("total_tokens").asInt()).isEqualTo(2100);

        Answer bill = tenant.complete(session);
        assertThat(bill.status()).isEqualTo(200);
        assertThat(bill.body())
                .isEqualTo("{\"session_id\":\"" + session + "\",\"status\":\"completed\",\"duration_seconds\":120,"
                        + "\"credits_consumed\":2,\"credit_deducted\":true,\"available_credits\":98,\"warning\":null}");
        assertThat(tenant.viewer().get("/api/v1/sessions/" + session).text("status"))
                .isEqualTo("completed");
        assertThat(server.sql(
                        "select count(*) from sessions where full_transcript = 'all that was said' and id = cast(? as uuid)",
                        session))
                .isEqualTo(1);
    }

    @Test
    void a_tenant_without_a_rate_gets_one_credit_for_each_started_minute() {
        assertThat(tenant.viewer().get("/api/v1/rates").json().get("items")).isEmpty();

        tenant.start(tenant.newCounselor());

        JsonNode rates = tenant.viewer().get("/api/v1/rates").json().get("items");
        assertThat(rates).hasSize(1);
        assertThat(rates.get(0).get("method").asText()).isEqualTo("per_started_minute");
        assertThat(rates.get(0).get("price").toString()).isEqualTo("1");
    }

    @Test
    void a_tenant_with_a_rate_keeps_it() {
        tenant.admin()
                .post(
                        "/api/v1/rates",
                        "{\"method\": \"per_analysis\", \"price\": 3, \"effective_from\": \"2020-01-01T00:00:00Z\"}");
        String session = tenant.start(tenant.newCounselor());
        tenant.analyze(session, "green");

        assertThat(tenant.complete(session).number("credits_consumed")).isEqualTo("3");
        assertThat(tenant.viewer().get("/api/v1/rates").json().get("items")).hasSize(1);
    }

    @Test
    void first_starts_that_race_publish_one_rate() throws Exception {
        String counselor = tenant.newCounselor();

        List<Answer> started = atOnce(
                8, () -> tenant.app().post(TestTenant.SESSIONS, TestTenant.startBody(counselor, TestTenant.START)));

        assertThat(started).extracting(Answer::status).containsOnly(201);
        assertThat(tenant.viewer().get("/api/v1/rates").json().get("items")).hasSize(1);
    }

    @Test
    void a_start_sent_again_with_its_key_is_the_same_session() throws Exception {
        String counselor = tenant.newCounselor();
        String body = TestTenant.startBody(counselor, TestTenant.START);

        List<Answer> answers = atOnce(6, () -> tenant.app().post(TestTenant.SESSIONS, body, "start-1"));

        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers).extracting(Answer::body).containsOnly(answers.get(0).body());
        assertThat(sessions()).hasSize(1);
        assertThat(tenant.app().post(TestTenant.SESSIONS, body, "start-2").text("session_id"))
                .isNotEqualTo(answers.get(0).text("session_id"));
    }

    @Test
    void other_content_under_the_same_key_is_a_conflict_that_changes_nothing() {
        String counselor = tenant.newCounselor();
        tenant.app().post(TestTenant.SESSIONS, TestTenant.startBody(counselor, TestTenant.START), "key");

        Answer other = tenant.app()
                .post(TestTenant.SESSIONS, TestTenant.startBody(counselor, TestTenant.START.plusSeconds(1)), "key");
        Answer elsewhere = tenant.admin().post("/api/v1/counselors", "{\"name\": \"Counselor 08\"}", "key");

        assertThat(other.status()).isEqualTo(409);
        assertThat(elsewhere.status()).isEqualTo(409);
        assertThat(sessions()).hasSize(1);
        assertThat(tenant.viewer().get("/api/v1/counselors").json().get("items"))
                .hasSize(1);
    }

    @Test
    void what_cannot_be_written_down_as_answered_has_not_been_done_by_the_ledger_either() {
        String doomed = "doomed-of-" + tenant.name();
        server.sql("alter table answered_requests add constraint "
                + tenant.name().replace('-', '_') + " check (idempotency_key <> '" + doomed + "')");
        String counselor = tenant.newCounselor();
        String session = tenant.start(counselor);
        tenant.analyze(session, "green");

        assertThat(tenant.complete(session, doomed).status()).isEqualTo(500);
        assertThat(tenant.app()
                        .post(TestTenant.SESSIONS, TestTenant.startBody(counselor, TestTenant.START), doomed)
                        .status())
                .isEqualTo(500);

        assertThat(tenant.viewer().get("/api/v1/sessions/" + session).text("status"))
                .isEqualTo("in_progress");
        assertThat(server.sql(
                        "select count(*) from ledger.session_usage where tenant_id = ? and status = 'in_progress'",
                        tenant.name()))
                .isEqualTo(1);
        assertThat(server.sql("select count(*) from ledger.session_usage where tenant_id = ?", tenant.name()))
                .isEqualTo(1);
        assertThat(tenant.available(counselor)).isEqualTo("0");
        assertThat(tenant.complete(session).number("credits_consumed")).isEqualTo("1");
    }

    @Test
    void keys_of_another_tenant_are_other_keys() {
        TestTenant other = server.newTenant();

        String mine = tenant.admin()
                .post("/api/v1/counselors", "{\"name\": \"Counselor 01\"}", "key")
                .text("id");
        Answer theirs = other.admin().post("/api/v1/counselors", "{\"name\": \"Counselor 02\"}", "key");

        assertThat(theirs.status()).isEqualTo(201);
        assertThat(theirs.text("id")).isNotEqualTo(mine);
    }

    @Test
    void an_analysis_sent_again_with_its_key_asks_no_model_and_answers_the_same() {
        String session = tenant.start(tenant.newCounselor());
        int before = server.analyzer.asked.get();
        Answer first = tenant.analyze(session, "yellow", "minute-1");
        tenant.analyze(session, "green", "minute-2");

        Answer again = tenant.analyze(session, "yellow", "minute-1");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(server.analyzer.asked.get() - before).isEqualTo(2);
        assertThat(tenant.analyze(session, "red", "minute-1").status()).isEqualTo(409);
        assertThat(analysisCount(session)).isEqualTo(2);
    }

    @Test
    void an_analysis_without_a_key_is_a_new_one_each_time() {
        String session = tenant.start(tenant.newCounselor());

        String first = tenant.analyze(session, "green").text("analysis_id");

        assertThat(tenant.analyze(session, "green").text("analysis_id")).isNotEqualTo(first);
        assertThat(analysisCount(session)).isEqualTo(2);
    }

    @Test
    void a_repeat_whose_first_try_is_still_running_is_told_to_wait() throws Exception {
        String session = tenant.start(tenant.newCounselor());
        int before = server.analyzer.asked.get();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            server.analyzer.close(1);
            Future<Answer> first = threads.submit(() -> tenant.analyze(session, "green", "minute-1"));
            server.analyzer.awaitArrivals();

            Answer meanwhile = tenant.analyze(session, "green", "minute-1");
            server.analyzer.open();

            assertThat(meanwhile.status()).isEqualTo(409);
            assertThat(meanwhile.header("Retry-After")).hasValue("1");
            assertThat(tenant.analyze(session, "green", "minute-1").status()).isIn(200, 409);
            assertThat(first.get().status()).isEqualTo(200);
            assertThat(tenant.analyze(session, "green", "minute-1").body())
                    .isEqualTo(first.get().body());
            assertThat(server.analyzer.asked.get() - before).isEqualTo(1);
        } finally {
            server.analyzer.open();
            threads.shutdownNow();
        }
    }

    @Test
    void what_a_process_recorded_before_it_died_is_answered_without_the_model() {
        String session = tenant.start(tenant.newCounselor());
        Answer first = tenant.analyze(session, "red", "minute-1");
        int before = server.analyzer.asked.get();
        forgetAnswer("minute-1", "2026-01-01T00:00:00Z");

        Answer again = tenant.analyze(session, "red", "minute-1");

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(server.analyzer.asked.get()).isEqualTo(before);
        assertThat(analysisCount(session)).isEqualTo(1);
    }

    @Test
    void the_claim_of_a_process_that_died_holds_until_it_runs_out() {
        String session = tenant.start(tenant.newCounselor());
        tenant.analyze(session, "red", "minute-1");

        forgetAnswer("minute-1", Instant.now().plusSeconds(60).toString());

        assertThat(tenant.analyze(session, "red", "minute-1").status()).isEqualTo(409);
    }

    @Test
    void an_analysis_that_failed_can_be_sent_again_with_its_key() {
        String session = tenant.start(tenant.newCounselor());

        assertThat(tenant.analyze(session, "break", "minute-1").status()).isEqualTo(500);

        assertThat(server.sql("select count(*) from answered_requests where tenant_id = ?", tenant.name()))
                .isZero();
        assertThat(tenant.analyze(session, "green", "minute-1").status()).isEqualTo(200);
    }

    @Test
    void a_completion_sent_again_gets_the_first_bill_and_keeps_the_first_transcript() throws Exception {
        String counselor = tenant.newCounselor();
        tenant.grant(counselor, 10);
        String session = tenant.start(counselor);
        tenant.analyze(session, "green");

        List<Answer> answers = atOnce(6, () -> tenant.complete(session));
        Answer later = tenant.app()
                .patch(
                        TestTenant.SESSIONS + "/" + session + "/complete",
                        "{\"full_transcript\": \"something else\", \"ended_at\": \"2026-03-02T09:00:00Z\"}");

        assertThat(answers).extracting(Answer::body).containsOnly(later.body());
        assertThat(tenant.available(counselor)).isEqualTo("9");
        assertThat(server.sql("select count(*) from sessions where full_transcript = 'something else'"))
                .isZero();
    }

    @Test
    void a_completion_with_a_key_answers_the_same_even_after_credits_have_moved() {
        String counselor = tenant.newCounselor();
        String session = tenant.start(counselor);
        tenant.analyze(session, "green");

        Answer first = tenant.complete(session, "end-1");
        tenant.grant(counselor, 50);

        assertThat(tenant.complete(session, "end-1").body()).isEqualTo(first.body());
        assertThat(tenant.complete(session, TestTenant.START.plusSeconds(9), "end-1")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void credits_that_do_not_cover_a_session_are_charged_all_the_same_with_a_warning_and_an_alert() {
        String counselor = tenant.newCounselor();
        String session = tenant.start(counselor);
        tenant.analyze(session, "green");

        Answer bill = tenant.complete(session);

        assertThat(bill.number("available_credits")).isEqualTo("-1");
        assertThat(bill.text("warning")).contains("1 of 1 charged credits are owed");
        assertThat(tenant.viewer()
                        .get("/api/v1/credit-alerts")
                        .json()
                        .get("items")
                        .get(0)
                        .get("kind")
                        .asText())
                .isEqualTo("shortage");
    }

    @Test
    void a_cancelled_session_is_charged_nothing_and_stays_cancelled() {
        String counselor = tenant.newCounselor();
        String session = tenant.start(counselor);
        tenant.analyze(session, "green");
        String path = TestTenant.SESSIONS + "/" + session;

        Answer bill = tenant.app().post(path + "/cancel", "{\"reason\": \"the client did not come\"}");

        assertThat(bill.text("status")).isEqualTo("cancelled");
        assertThat(bill.number("credits_consumed")).isEqualTo("0");
        assertThat(tenant.app()
                        .post(path + "/cancel", "{\"reason\": \"again\"}")
                        .body())
                .isEqualTo(bill.body());
        assertThat(tenant.complete(session).status()).isEqualTo(409);
        assertThat(tenant.app().post(path + "/fail", "{\"reason\": \"no\"}").status())
                .isEqualTo(409);
        assertThat(tenant.analyze(session, "green").status()).isEqualTo(409);
        assertThat(tenant.viewer().get("/api/v1/sessions/" + session).text("status"))
                .isEqualTo("cancelled");
        assertThat(tenant.available(counselor)).isEqualTo("0");
    }

    @Test
    void a_session_that_a_fault_broke_off_is_charged_nothing() {
        String session = tenant.start(tenant.newCounselor());
        tenant.analyze(session, "green");

        Answer bill = tenant.app().post(TestTenant.SESSIONS + "/" + session + "/fail", "{\"reason\": \"microphone\"}");

        assertThat(bill.text("status")).isEqualTo("failed");
        assertThat(bill.number("credits_consumed")).isEqualTo("0");
    }

    @Test
    void a_session_that_ended_before_it_started_stays_as_it_is() {
        String session = tenant.start(tenant.newCounselor());

        Answer refused = tenant.complete(session, TestTenant.START.minusSeconds(1));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("field")).isEqualTo("ended_at");
        assertThat(tenant.viewer().get("/api/v1/sessions/" + session).text("status"))
                .isEqualTo("in_progress");
    }

    @Test
    void host_and_ledger_agree_to_the_microsecond_on_when_a_session_ended() {
        String session = tenant.start(tenant.newCounselor());
        Instant end = Instant.parse("2026-03-02T01:59:59.999999999Z");

        assertThat(tenant.complete(session, end).status()).isEqualTo(200);

        assertThat(tenant.viewer().get("/api/v1/sessions/" + session).text("ended_at"))
                .isEqualTo("2026-03-02T01:59:59.999999Z");
        assertThat(server.sql(
                        "select count(*) from sessions s join ledger.session_usage u on u.session_id = s.id"
                                + " where s.tenant_id = ? and s.ended_at = u.completed_at",
                        tenant.name()))
                .isEqualTo(1);
    }

    @Test
    void a_refund_gives_back_what_was_charged_and_no_more() {
        String counselor = tenant.newCounselor();
        tenant.grant(counselor, 10);
        String session = tenant.start(counselor);
        tenant.analyze(session, "green");
        tenant.analyze(session, "green");
        tenant.complete(session);
        String refunds = "/api/v1/sessions/" + session + "/refunds";

        Answer part = tenant.admin().post(refunds, "{\"amount\": 0.5, \"reason\": \"bad line\"}", "refund-1");
        Answer again = tenant.admin().post(refunds, "{\"amount\": 0.50, \"reason\": \"bad line\"}", "refund-1");
        Answer tooMuch = tenant.admin().post(refunds, "{\"amount\": 2, \"reason\": \"bad line\"}");
        Answer rest = tenant.admin().post(refunds, "{\"reason\": \"bad line\"}");

        assertThat(part.status()).isEqualTo(201);
        assertThat(part.number("credits_delta")).isEqualTo("0.5");
        assertThat(again.body()).isEqualTo(part.body());
        assertThat(tooMuch.status()).isEqualTo(422);
        assertThat(tooMuch.text("field")).isEqualTo("amount");
        assertThat(rest.number("balance_after")).isEqualTo("10");
        assertThat(tenant.admin().post(refunds, "{\"reason\": \"bad line\"}").status())
                .isEqualTo(409);
    }

    @Test
    void a_grant_sent_again_with_its_key_is_given_once() throws Exception {
        String counselor = tenant.newCounselor();
        String grants = "/api/v1/counselors/" + counselor + "/credits/grants";
        String body =
                "{\"amount\": 5, \"type\": \"promotion\", \"reason\": \"spring\", \"priority\": 10, \"expires_at\": \"2099-01-01T00:00:00Z\"}";

        List<Answer> answers = atOnce(6, () -> tenant.admin().post(grants, body, "grant-1"));

        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers).extracting(Answer::body).containsOnly(answers.get(0).body());
        assertThat(tenant.available(counselor)).isEqualTo("5");
        assertThat(tenant.admin()
                        .post(grants, body.replace("5", "6"), "grant-1")
                        .status())
                .isEqualTo(409);
        JsonNode grant = tenant.viewer().get(grants).json().get("items").get(0);
        assertThat(grant.get("priority").asInt()).isEqualTo(10);
        assertThat(grant.get("expires_at").asText()).isEqualTo("2099-01-01T00:00:00Z");
    }

    @Test
    void of_two_requests_that_come_at_once_with_one_key_and_other_content_one_is_a_conflict() throws Exception {
        String counselor = tenant.newCounselor();
        String grants = "/api/v1/counselors/" + counselor + "/credits/grants";
        AtomicInteger amount = new AtomicInteger();

        List<Answer> answers = atOnce(
                6,
                () -> tenant.admin()
                        .post(
                                grants,
                                "{\"amount\": " + amount.incrementAndGet()
                                        + ", \"type\": \"purchase\", \"reason\": \"pack\"}",
                                "grant-1"));

        List<Answer> given =
                answers.stream().filter(answer -> answer.status() == 201).toList();
        assertThat(given).hasSize(1);
        assertThat(answers)
                .extracting(Answer::status)
                .filteredOn(status -> status == 409)
                .hasSize(5);
        assertThat(tenant.available(counselor)).isEqualTo(given.get(0).number("credits_delta"));
    }

    @Test
    void a_grant_is_given_once_even_if_the_note_of_its_request_was_deleted() {
        String counselor = tenant.newCounselor();
        String grants = "/api/v1/counselors/" + counselor + "/credits/grants";
        String body = "{\"amount\": 5, \"type\": \"purchase\", \"reason\": \"pack\"}";
        Answer first = tenant.admin().post(grants, body, "grant-1");
        server.sql("delete from answered_requests where tenant_id = ?", tenant.name());

        Answer again = tenant.admin().post(grants, body, "grant-1");

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(tenant.available(counselor)).isEqualTo("5");
    }

    @Test
    void adjustments_and_voided_grants_move_the_balance() {
        String counselor = tenant.newCounselor();
        String grant = tenant.grant(counselor, 10);
        String credits = "/api/v1/counselors/" + counselor + "/credits";

        Answer adjusted =
                tenant.admin().post(credits + "/adjustments", "{\"amount\": -2.25, \"reason\": \"typed twice\"}");
        Answer voided = tenant.admin().post(credits + "/grants/" + grant + "/void", "{\"reason\": \"paid back\"}");

        assertThat(adjusted.number("balance_after")).isEqualTo("7.75");
        assertThat(voided.text("grant_id")).isEqualTo(grant);
        assertThat(tenant.admin()
                        .post(credits + "/grants/" + grant + "/void", "{\"reason\": \"again\"}")
                        .status())
                .isEqualTo(409);
        String other = tenant.newCounselor("Counselor 08");
        assertThat(tenant.admin()
                        .post(
                                "/api/v1/counselors/" + other + "/credits/grants/" + grant + "/void",
                                "{\"reason\": \"x\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_settled_session_that_is_settled_again_gets_its_first_bill() {
        String session = tenant.start(tenant.newCounselor());
        tenant.analyze(session, "green");
        assertThat(tenant.admin()
                        .post("/api/v1/sessions/" + session + "/settle", "")
                        .status())
                .isEqualTo(409);

        Answer bill = tenant.complete(session);

        assertThat(tenant.admin()
                        .post("/api/v1/sessions/" + session + "/settle", "")
                        .body())
                .isEqualTo(bill.body());
    }

    @Test
    void a_token_bound_to_a_counselor_needs_to_name_nobody_and_reaches_nobody_else() {
        server.sql(
                "insert into counselors (tenant_id, id, name, created_at) values (?, cast(? as uuid), 'Counselor 01', ?)",
                tenant.name(),
                TestServer.BOUND_COUNSELOR,
                OffsetDateTime.parse("2026-01-01T00:00:00Z"));
        Api bound = server.boundTo(tenant);
        String other = tenant.newCounselor("Counselor 02");
        String theirs = tenant.start(other);

        Answer mine = bound.post(
                TestTenant.SESSIONS,
                "{\"client_id\": \"c\", \"mode\": \"m\", \"started_at\": \"2026-03-02T01:00:00Z\"}");

        assertThat(mine.status()).isEqualTo(201);
        assertThat(mine.text("counselor_id")).isEqualTo(TestServer.BOUND_COUNSELOR);
        assertThat(bound.post(TestTenant.SESSIONS, TestTenant.startBody(other, TestTenant.START))
                        .status())
                .isEqualTo(403);
        assertThat(bound.post(TestTenant.SESSIONS + "/" + theirs + "/analyze-partial", TestTenant.minute("green"))
                        .status())
                .isEqualTo(404);
        assertThat(bound.get("/api/v1/sessions/" + theirs).status()).isEqualTo(404);
        assertThat(bound.get("/api/v1/counselors/" + other + "/credits").status())
                .isEqualTo(404);
        assertThat(bound.get("/api/v1/sessions").json().get("items")).hasSize(1);
        assertThat(bound.get("/api/v1/sessions?counselor_id=" + other).status()).isEqualTo(403);
        assertThat(bound.get("/api/v1/counselors").json().get("items")).hasSize(1);
        assertThat(bound.get("/api/v1/usage-stats?start_date=2026-01-01&end_date=2026-12-31")
                        .status())
                .isEqualTo(403);
    }

    private JsonNode sessions() {
        return tenant.viewer().get("/api/v1/sessions").json().get("items");
    }

    private int analysisCount(String session) {
        return tenant.viewer()
                .get("/api/v1/sessions/" + session)
                .json()
                .get("usage")
                .get("analysis_count")
                .asInt();
    }

    /** As if the process had been killed between the record and its answer. */
    private void forgetAnswer(String key, String claimedUntil) {
        int forgotten = server.sql(
                "update answered_requests set answer = null, claimed_until = ? where tenant_id = ? and idempotency_key = ?",
                OffsetDateTime.parse(claimedUntil),
                tenant.name(),
                key);
        assertThat(forgotten).isEqualTo(1);
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
