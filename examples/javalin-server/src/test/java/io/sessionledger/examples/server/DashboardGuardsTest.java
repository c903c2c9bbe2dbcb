package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What keeps the dashboard's visitors to what is theirs, and does once what is asked twice. Needs no browser. */
class DashboardGuardsTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.on(ServerDatabase.H2);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private final TestTenant tenant = server.newTenant();

    @Test
    void a_refund_that_is_sent_twice_is_given_once() {
        String counselor = tenant.newCounselor();
        String session = aSession(counselor);
        DashboardVisitor admin = DashboardVisitor.signedIn(server.port(), tenant.admin());
        Map<String, String> form =
                previewed(admin, "/sessions/" + session + "/refund", Map.of("amount", "1", "reason", "line"));
        assertThat(tenant.available(counselor)).isEqualTo("-2");

        requireDoneTwice(admin, "/sessions/" + session + "/refund", form, "/sessions/" + session);

        assertThat(tenant.available(counselor)).isEqualTo("-1");
        Map<String, String> another =
                previewed(admin, "/sessions/" + session + "/refund", Map.of("amount", "1", "reason", "line"));
        requireDoneTwice(admin, "/sessions/" + session + "/refund", another, "/sessions/" + session);
        assertThat(tenant.available(counselor)).isEqualTo("0");
    }

    @Test
    void an_adjustment_that_is_sent_twice_is_made_once() {
        String counselor = tenant.newCounselor();
        DashboardVisitor admin = DashboardVisitor.signedIn(server.port(), tenant.admin());
        String path = "/counselors/" + counselor + "/adjust";

        requireDoneTwice(
                admin,
                path,
                previewed(admin, path, Map.of("amount", "7", "reason", "counted")),
                "/counselors/" + counselor);

        assertThat(tenant.available(counselor)).isEqualTo("7");
    }

    @Test
    void a_rate_that_is_sent_twice_is_published_once() {
        String unused = aSession(tenant.newCounselor());
        DashboardVisitor admin = DashboardVisitor.signedIn(server.port(), tenant.admin());
        Map<String, String> form = previewed(
                admin,
                "/rates/publish",
                Map.of(
                        "name", "standard",
                        "method", "per_started_minute",
                        "price", "3",
                        "direction", "up",
                        "decimals", "0",
                        "effective_from", "",
                        "minimum", ""));

        requireDoneTwice(admin, "/rates/publish", form, "/rates");

        assertThat(tenant.admin().get("/api/v1/rates").json().get("items")).hasSize(2);
    }

    @Test
    void a_form_without_its_token_or_with_anothers_is_refused_and_does_nothing() {
        String counselor = tenant.newCounselor();
        String session = aSession(counselor);
        DashboardVisitor admin = DashboardVisitor.signedIn(server.port(), tenant.admin());
        String others = DashboardVisitor.hidden(DashboardVisitor.signedIn(server.port(), tenant.admin())
                        .get("/counselors/" + counselor + "/grant")
                        .body())
                .get("form_token");
        for (Map.Entry<String, Map<String, String>> form :
                forms(counselor, session).entrySet()) {
            for (String token : List.of("", "guessed", others)) {
                Map<String, String> fields = new LinkedHashMap<>(form.getValue());
                fields.put("form_token", token);
                assertThat(admin.post(form.getKey(), fields).statusCode())
                        .as(form.getKey())
                        .isEqualTo(400);
            }
            assertThat(admin.post(form.getKey(), form.getValue()).statusCode()).isEqualTo(400);
        }
        requireNothingDone(counselor);
        assertThat(DashboardVisitor.stranger(server.port())
                        .post("/sign-in", Map.of("token", tenant.admin().token().orElseThrow(), "next", ""))
                        .statusCode())
                .isEqualTo(400);
        assertThat(admin.post("/sign-out", Map.of()).statusCode()).isEqualTo(400);
        assertThat(admin.get("/counselors").statusCode()).isEqualTo(200);
    }

    @Test
    void a_viewer_is_refused_every_form_and_a_stranger_sent_to_the_door() {
        String counselor = tenant.newCounselor();
        String session = aSession(counselor);
        DashboardVisitor viewer = DashboardVisitor.signedIn(server.port(), tenant.viewer());
        DashboardVisitor stranger = DashboardVisitor.stranger(server.port());
        String token = DashboardVisitor.hidden(viewer.get("").body()).get("form_token");
        for (Map.Entry<String, Map<String, String>> form :
                forms(counselor, session).entrySet()) {
            Map<String, String> fields = new LinkedHashMap<>(form.getValue());
            fields.put("form_token", token);
            assertThat(viewer.get(form.getKey()).statusCode()).isEqualTo(403);
            assertThat(viewer.post(form.getKey(), fields).statusCode())
                    .as(form.getKey())
                    .isEqualTo(403);
            fields.put(
                    "form_token",
                    DashboardVisitor.hidden(stranger.get("/sign-in").body()).get("form_token"));
            assertThat(stranger.post(form.getKey(), fields).statusCode()).isEqualTo(303);
        }
        for (String page : pages(counselor, session)) {
            HttpResponse<String> answer = stranger.get(page);
            assertThat(answer.statusCode()).as(page).isEqualTo(303);
            assertThat(answer.headers().firstValue("Location").orElseThrow()).contains("/admin/sign-in");
        }
        requireNothingDone(counselor);
    }

    @Test
    void cookies_are_for_this_server_alone_and_over_tls_never_without_it() {
        List<String> plain = signInCookies(false);
        List<String> tls = signInCookies(true);

        assertThat(plain)
                .isNotEmpty()
                .allMatch(cookie -> cookie.contains("HttpOnly")
                        && cookie.contains("SameSite=Strict")
                        && cookie.contains("Path=/admin")
                        && !cookie.contains("Secure"));
        assertThat(tls).isNotEmpty().allMatch(cookie -> cookie.contains("HttpOnly") && cookie.contains("Secure"));
    }

    private List<String> signInCookies(boolean overTls) {
        DashboardVisitor visitor = DashboardVisitor.stranger(server.port());
        String form = DashboardVisitor.hidden(visitor.get("/sign-in").body()).get("form_token");
        Map<String, String> fields =
                Map.of("token", tenant.admin().token().orElseThrow(), "next", "", "form_token", form);
        HttpResponse<String> answer =
                overTls ? visitor.postOverTls("/sign-in", fields) : visitor.post("/sign-in", fields);
        assertThat(answer.statusCode()).isEqualTo(303);
        return answer.headers().allValues("Set-Cookie");
    }

    @Test
    void every_answer_has_the_content_policy_failures_and_forms_included() {
        String counselor = tenant.newCounselor();
        String session = aSession(counselor);
        DashboardVisitor admin = DashboardVisitor.signedIn(server.port(), tenant.admin());
        List<String> paths = new ArrayList<>(pages(counselor, session));
        paths.addAll(forms(counselor, session).keySet());
        paths.addAll(List.of("/nothing", "/sessions/none", "?range=5"));
        for (String path : paths) {
            HttpResponse<String> answer = admin.get(path);
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .as(path)
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                    .contains("form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe");
        }
    }

    /** The neighbour has the same ids, under other names and levels, and stands before in every index. */
    @Test
    void another_tenants_rows_are_in_no_figure_and_on_no_page_even_with_the_same_ids() {
        TestTenant other = server.newTenant();
        boolean before = other.name().compareTo(tenant.name()) < 0;
        TestTenant owner = before ? tenant : other;
        TestTenant neighbour = before ? other : tenant;
        String counselor = owner.newCounselor("Ada");
        String unusedGrant = owner.grant(counselor, 3);
        String session = aSession(owner, counselor);
        DashboardVisitor reader = DashboardVisitor.signedIn(server.port(), owner.viewer());
        DashboardVisitor stranger = DashboardVisitor.signedIn(server.port(), neighbour.viewer());
        List<String> alone = bodies(reader, counselor, session);
        for (String page : pages(counselor, session)) {
            HttpResponse<String> answer = stranger.get(page);
            assertThat(answer.body()).as(page).doesNotContain("Ada", "client-1");
            assertThat(answer.statusCode())
                    .as(page)
                    .isEqualTo(page.contains(counselor) || page.contains(session) ? 404 : 200);
        }

        server.copyRows(
                owner,
                neighbour,
                List.of(
                        "counselors",
                        "sessions",
                        "ledger.credit_rates",
                        "ledger.session_usage",
                        "ledger.session_analysis_logs",
                        "ledger.credit_accounts",
                        "ledger.credit_logs",
                        "ledger.credit_grants"));
        for (String change : List.of(
                "update counselors set name = 'Eve' where tenant_id = ?",
                "update ledger.session_analysis_logs set safety_level = 'yellow' where safety_level = 'green' and tenant_id = ?",
                "update ledger.credit_rates set name = 'eves' where tenant_id = ?")) {
            assertThat(server.sql(change, neighbour.name())).isPositive();
        }
        String unusedSession = aSession(neighbour, counselor);

        assertThat(stranger.get("/sessions/" + session).statusCode())
                .as("the copy is there")
                .isEqualTo(200);
        List<String> beside = bodies(reader, counselor, session);
        for (int i = 0; i < alone.size(); i++) {
            assertThat(beside.get(i)).as(pages(counselor, session).get(i)).isEqualTo(alone.get(i));
        }
    }

    private static List<String> bodies(DashboardVisitor reader, String counselor, String session) {
        return pages(counselor, session).stream()
                .map(page -> reader.get(page).body())
                .toList();
    }

    private static List<String> pages(String counselor, String session) {
        return List.of(
                "",
                "?range=7&metric=cost",
                "/overview/panels?range=7",
                "/days.csv?range=7",
                "/counselors",
                "/counselors?q=ada",
                "/counselors?low=1",
                "/counselors.csv",
                "/counselors/" + counselor,
                "/counselors/" + counselor + "/credit-logs.csv",
                "/sessions",
                "/sessions?level=red&counselor=" + counselor,
                "/sessions?level=yellow",
                "/sessions.csv",
                "/sessions/" + session,
                "/sessions/" + session + "/analyses.csv",
                "/rates");
    }

    private static Map<String, Map<String, String>> forms(String counselor, String session) {
        return Map.of(
                "/counselors/" + counselor + "/grant",
                Map.of("step", "do", "amount", "5", "type", "purchase", "reason", "x", "key", "k1"),
                "/counselors/" + counselor + "/adjust",
                Map.of("step", "do", "amount", "5", "reason", "x", "key", "k2"),
                "/sessions/" + session + "/refund",
                Map.of("step", "do", "amount", "1", "reason", "x", "key", "k3"),
                "/upkeep/maintenance",
                Map.of("step", "do", "key", "k5"),
                "/rates/publish",
                Map.of(
                        "step",
                        "do",
                        "name",
                        "standard",
                        "method",
                        "per_analysis",
                        "price",
                        "1",
                        "direction",
                        "up",
                        "decimals",
                        "0",
                        "effective_from",
                        "2026-01-01T00:00",
                        "minimum",
                        "",
                        "key",
                        "k4"));
    }

    private void requireNothingDone(String counselor) {
        assertThat(tenant.available(counselor)).isEqualTo("-2");
        assertThat(tenant.admin().get("/api/v1/rates").json().get("items")).hasSize(1);
    }

    private static Map<String, String> previewed(DashboardVisitor admin, String path, Map<String, String> fields) {
        Map<String, String> form = new LinkedHashMap<>(fields);
        form.put("step", "preview");
        HttpResponse<String> preview = admin.send(path, form);
        assertThat(preview.statusCode()).as(preview.body()).isEqualTo(200);
        assertThat(preview.body()).contains("value=\"do\"");
        Map<String, String> hidden = DashboardVisitor.hidden(preview.body());
        hidden.put("step", "do");
        return hidden;
    }

    /** A double click, or the back button and once more: both times the answer is where it was done. */
    private static void requireDoneTwice(DashboardVisitor admin, String path, Map<String, String> form, String then) {
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> done = admin.post(path, form);
            assertThat(done.statusCode())
                    .as("time " + (i + 1) + ": " + done.body())
                    .isEqualTo(303);
            assertThat(done.headers().firstValue("Location").orElseThrow()).contains("/admin" + then);
        }
    }

    /** A session of two minutes, one of them red, that is over and charged with 2. */
    private String aSession(String counselor) {
        return aSession(tenant, counselor);
    }

    private static String aSession(TestTenant tenant, String counselor) {
        Instant start = Instant.now().minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MINUTES);
        String session = tenant.start(counselor, start);
        List<Answer> unused = new ArrayList<>();
        unused.add(tenant.analyze(session, "red words"));
        unused.add(tenant.analyze(session, "calm words"));
        unused.add(tenant.complete(session, start.plus(2, ChronoUnit.MINUTES)));
        return session;
    }
}
