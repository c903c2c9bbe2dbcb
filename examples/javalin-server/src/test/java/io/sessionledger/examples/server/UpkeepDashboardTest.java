package io.sessionledger.examples.server;

import static io.sessionledger.examples.server.DashboardTest.aSession;
import static io.sessionledger.examples.server.DashboardTest.assertAccessible;
import static io.sessionledger.examples.server.DashboardTest.assertNothingWrong;
import static io.sessionledger.examples.server.DashboardTest.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessionledger.examples.server.Browser.Viewport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The upkeep on the dashboard, in a real browser on a wide screen and on a phone. */
class UpkeepDashboardTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        assumeTrue(
                Browser.isInstalled(),
                "no Chromium: apt-get install chromium chromium-driver brings one, as .ci/run does");
        server = TestServer.on(ServerDatabase.H2, "LEDGER_MAINTENANCE_SECONDS", "86400");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_admin_says_what_is_alerted_and_sees_what_fired_and_how_far_it_has_come(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        String counselor = tenant.newCounselor("Ada Counselor");
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.signIn(token(tenant.admin()));
            browser.press("a[href$='/upkeep/alerts']");
            assertThat(browser.text(".empty")).contains("Nothing needed a look");
            browser.press(".actions .primary");
            browser.type("levels", "1,50 0");
            browser.press("[value=preview]");
            assertThat(browser.text("#e-levels")).contains("spaces between");
            browser.type("levels", "0 1,050 50.5");
            browser.type("large", "60");
            browser.press("[value=preview]");
            assertThat(browser.texts(".before dd")).containsExactly("never", "never");
            assertThat(browser.texts(".after dd")).containsExactly("1,050 · 50.5 · 0", "60");
            browser.press("[value=edit]");
            browser.type("levels", "0 50.5");
            browser.press("[value=preview]");
            assertThat(rules(tenant)).isEqualTo("{\"balance_levels\":[],\"large_charge\":null}");
            browser.press("[value=do]");
            assertThat(browser.text(".note")).isEqualTo("Saved what is alerted.");
            assertThat(rules(tenant)).isEqualTo("{\"balance_levels\":[50.5,0],\"large_charge\":60}");

            String unused = tenant.grant(counselor, 60);
            adjust(tenant, counselor, -10);
            adjust(tenant, counselor, -51);
            server.sql(
                    "update ledger.credit_alerts set delivery = 'given_up', attempts = 9, next_attempt_at = null, delivery_ended_at = created_at, last_error = 'HttpTimeoutException'"
                            + " where tenant_id = ? and kind = 'negative_balance'",
                    tenant.name());
            browser.go("/upkeep/alerts");
            assertThat(browser.texts(".strip dd")).containsExactly("50.5 · 0", "60");
            assertThat(browser.texts(".list tbody td:nth-child(2)"))
                    .containsExactlyInAnyOrder("Negative balance", "Balance below a level");
            assertThat(browser.texts(".list tbody td:nth-child(4)")).containsExactlyInAnyOrder("−1", "50");
            assertThat(browser.texts(".list tbody td:nth-child(6)"))
                    .anySatisfy(
                            delivery -> assertThat(delivery).contains("Given up", "9 attempts", "HttpTimeoutException"))
                    .anySatisfy(delivery -> assertThat(delivery).contains("On its way", "0 attempts"));
            assertThat(browser.texts(".list tbody td:nth-child(3)")).containsOnly("Ada Counselor");
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_account_gets_alert_rules_of_its_own_and_loses_them_again(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        String counselor = tenant.newCounselor();
        String own = "/api/v1/counselors/" + counselor + "/alert-rules";
        tenant.admin().send("PUT", "/api/v1/alert-rules", "{\"balance_levels\": [10]}");
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.signIn(token(tenant.admin()));
            browser.go("/counselors/" + counselor);
            browser.press("a[href$='/alert-rules']");
            browser.choose("whose", "own");
            browser.type("levels", "25");
            browser.press("[value=preview]");
            browser.press("[value=do]");
            assertThat(tenant.viewer().get(own).body())
                    .isEqualTo("{\"balance_levels\":[25],\"large_charge\":null,\"own\":true}");

            browser.go("/counselors/" + counselor + "/alert-rules");
            browser.choose("whose", "tenant");
            browser.press("[value=preview]");
            assertThat(browser.texts(".after dd")).containsExactly("10", "never");
            browser.press("[value=do]");
            assertThat(tenant.viewer().get(own).body())
                    .isEqualTo("{\"balance_levels\":[10],\"large_charge\":null,\"own\":false}");
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_open_session_shows_since_when_nothing_was_heard_and_what_becomes_of_it(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        String counselor = tenant.newCounselor("Ada Counselor");
        String silent = tenant.start(counselor);
        Answer judged = tenant.analyze(silent, "green");
        String live = tenant.start(counselor, TestTenant.START.plusSeconds(60));
        Instant lastSign = Instant.now().minus(Duration.ofDays(2));
        int unused = server.sql(
                "update ledger.session_usage set last_recorded_at = ? where session_id = cast(? as uuid)",
                OffsetDateTime.ofInstant(lastSign, ZoneOffset.UTC),
                silent);
        try (Browser browser = Browser.open(server.port(), viewport)) {
            assertThat(judged.status()).isEqualTo(200);
            browser.signIn(token(tenant.viewer()));
            browser.go("/upkeep/open-sessions");
            assertThat(browser.texts(".list tbody td:nth-child(2)")).containsOnly("Ada Counselor");
            assertThat(browser.texts(".list tbody td:nth-child(3)").get(0)).contains("2,880 min ago");
            assertThat(browser.texts(".list tbody td:nth-child(4)").get(0)).isEqualTo("completes with the next run");
            assertThat(browser.texts(".list tbody td:nth-child(4)").get(1)).startsWith("completes at ");
            assertThat(browser.texts(".list tbody td:nth-child(5)")).containsExactly("1:00", "0:00");
            assertThat(browser.attribute(".list tbody th a", "href")).endsWith(silent);
            Answer run = tenant.admin().post("/api/v1/maintenance/runs", "{}");
            assertThat(run.number("completed_sessions")).isEqualTo("1");
            browser.go("/upkeep/open-sessions");
            assertThat(browser.texts(".list tbody th")).hasSize(1);
            assertThat(browser.attribute(".list tbody th a", "href")).endsWith(live);
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_admin_runs_maintenance_once_and_reads_what_it_did(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        String counselor = tenant.newCounselor();
        String unused = tenant.grant(counselor, 100);
        for (int i = 0; i < 2; i++) {
            silentSession(tenant, counselor);
        }
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.signIn(token(tenant.admin()));
            browser.go("/upkeep/open-sessions");
            browser.press("a[href$='/upkeep/maintenance']");
            assertThat(browser.texts(".steps ~ .list-facts dd"))
                    .containsExactly("1 day", "it completes, and is charged", "2 minutes", "3 days", "100");
            assertThat(browser.has(".report")).isFalse();
            assertThat(open(tenant)).isEqualTo(2);
            assertThat(browser.script("""
                    window.sent = new URLSearchParams(new FormData(document.querySelector('form.buttons')));
                    sent.set('step', 'do');
                    sessionStorage.sent = sent.toString();
                    return sent.get('key').length;
                    """)).isEqualTo(36L);
            browser.press("[value=do]");
            assertThat(browser.texts(".report dt")).containsExactly("Sessions completed");
            assertThat(browser.texts(".report dd")).containsExactly("2");
            assertThat(open(tenant)).isZero();

            silentSession(tenant, counselor);
            assertThat((String) browser.scriptAnswering("""
                    const answer = arguments[0];
                    fetch(location.href, {method: 'POST', body: new URLSearchParams(sessionStorage.sent)})
                        .then(r => r.text()).then(answer);
                    """)).contains("Sessions completed</dt><dd>2</dd>");
            assertThat(open(tenant)).as("what was sent once more ran nothing").isEqualTo(1);
            browser.press("[value=do]");
            assertThat(browser.texts(".report dd")).containsExactly("1");
            browser.press("[value=do]");
            assertThat(browser.text(".report .empty")).isEqualTo("Nothing was due.");
            assertNothingWrong(browser);
        }
    }

    private static void silentSession(TestTenant tenant, String counselor) {
        String session = tenant.start(counselor);
        assertThat(tenant.analyze(session, "green").status()).isEqualTo(200);
        int silent = server.sql(
                "update ledger.session_usage set last_recorded_at = ? where session_id = cast(? as uuid)",
                OffsetDateTime.ofInstant(Instant.now().minus(Duration.ofDays(2)), ZoneOffset.UTC),
                session);
        assertThat(silent).isEqualTo(1);
    }

    private static int open(TestTenant tenant) {
        return tenant.viewer().get("/api/v1/open-sessions").json().get("items").size();
    }

    @ParameterizedTest
    @EnumSource
    void an_admin_sets_up_a_recurring_grant_once_and_ends_it(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        String counselor = tenant.newCounselor();
        String path = "/api/v1/counselors/" + counselor + "/credits/recurring-grants";
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.signIn(token(tenant.admin()));
            browser.go("/counselors/" + counselor);
            browser.press("a[href$='/recurring']");
            assertThat(browser.text(".empty")).contains("No credits come");
            browser.press(".actions .primary");
            browser.press("[value=preview]");
            assertThat(browser.text("#e-amount")).isEqualTo("Please fill this in.");
            browser.type("amount", "100");
            browser.type("reason", "standard plan");
            browser.choose("rhythm", "thirty_days");
            browser.press("[value=preview]");
            assertThat(browser.texts(".preview td")).containsExactly("0", "+100", "100");
            assertThat(browser.text(".days").lines()).hasSize(5);
            assertThat(tenant.viewer().get(path).json().get("items")).isEmpty();

            assertThat(sentOnceMore(browser)).isEqualTo(200L);
            browser.press("[value=do]");
            assertThat(browser.text(".note")).isEqualTo("Set up 100 credits to come again and again.");
            JsonNode grants = tenant.viewer().get(path).json().get("items");
            assertThat(grants).hasSize(1);
            assertThat(grants.get(0).get("next_at").asText()).isEqualTo(today.plusDays(30) + "T00:00:00Z");
            assertThat(tenant.available(counselor)).isEqualTo("100");
            adjust(tenant, counselor, -7);
            browser.go("/counselors/" + counselor + "/recurring");
            assertThat(browser.text(".list tbody td:nth-child(3)")).startsWith("93\nuntil ");

            browser.press("a[href$='/end']");
            assertThat(browser.texts(".list-facts dd").get(1)).startsWith("93 · until ");
            browser.press("[value=do]");
            assertThat(browser.text(".list tbody td:nth-child(4)")).startsWith("ended ");
            assertThat(tenant.viewer()
                            .get(path)
                            .json()
                            .get("items")
                            .get(0)
                            .get("next_at")
                            .isNull())
                    .isTrue();
            assertThat(tenant.available(counselor)).isEqualTo("93");
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_admin_takes_back_what_is_left_of_a_grant_once(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        String counselor = tenant.newCounselor();
        String unused = tenant.grant(counselor, 10);
        adjust(tenant, counselor, -3);
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.signIn(token(tenant.admin()));
            browser.go("/counselors/" + counselor);
            browser.press("a[href$='/void']");
            browser.press("[value=preview]");
            assertThat(browser.text("#e-reason")).isEqualTo("Please fill this in.");
            browser.type("reason", "paid back");
            browser.press("[value=preview]");
            assertThat(browser.texts(".preview td")).containsExactly("7", "−7", "0");
            assertThat(tenant.available(counselor)).isEqualTo("7");
            assertThat(sentOnceMore(browser)).isEqualTo(200L);
            browser.press("[value=do]");
            assertThat(browser.text(".note")).isEqualTo("Took back what was left of the grant.");
            assertThat(tenant.available(counselor)).isEqualTo("0");
            assertThat(browser.has("a[href$='/void']")).isFalse();
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_admin_sees_what_another_rate_would_change_and_corrects_each_charge_once(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        String counselor = tenant.newCounselor("Ada Counselor");
        String unusedGrant = tenant.grant(counselor, 100);
        String session = aSession(tenant, counselor);
        String wrong = rate(tenant, 0);
        Answer published = tenant.admin().post("/api/v1/rates", "{\"method\": \"per_started_minute\", \"price\": 3}");
        String right = published.text("id");
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.signIn(token(tenant.admin()));
            browser.go("/upkeep/repricing?range=7");
            browser.choose("rate", right);
            browser.choose("under", wrong);
            browser.press("form.filters button");
            assertThat(browser.texts(".sums dd")).containsExactly("1", "1", "2", "6", "+4");
            assertThat(browser.texts(".list tbody td"))
                    .as("a phone leaves out what was charged before")
                    .containsExactly("Ada Counselor", viewport == Viewport.PHONE ? "" : "2", "6", "+4");
            assertThat(browser.attribute(".list tbody th a", "href")).endsWith(session);

            browser.press("a[href*='/repricing/apply']");
            assertThat(browser.texts(".preview td")).containsExactly("2", "6", "+4");
            assertThat(tenant.available(counselor)).isEqualTo("98");
            assertThat(sentOnceMore(browser)).isEqualTo(200L);
            browser.press("[value=do]");
            assertThat(browser.text(".note")).isEqualTo("Corrected: 1 charge, +4.");
            assertThat(browser.text(".empty")).contains("Nothing to correct");
            assertThat(tenant.available(counselor)).isEqualTo("94");
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void days_with_more_sessions_than_one_look_takes_are_looked_at_in_several(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        String counselor = tenant.newCounselor();
        String session = aSession(tenant, counselor);
        String wrong = rate(tenant, 0);
        OffsetDateTime before = OffsetDateTime.now(ZoneOffset.UTC).minusDays(2);
        int made = server.sql("""
                insert into ledger.session_usage (tenant_id, session_id, counselor_id, status, started_at, completed_at,
                    billed_duration_seconds, billed_analysis_count, billed_prompt_tokens, billed_cached_tokens, billed_completion_tokens,
                    billed_cost_usd, billed_unpriced_count, credit_deducted, credit_deducted_at, rate_id)
                select ?, random_uuid(), cast(? as uuid), 'completed', cast(? as timestamp with time zone), cast(? as timestamp with time zone),
                    0, 0, 0, 0, 0, 0, 0, true, cast(? as timestamp with time zone), cast(? as uuid) from system_range(1, 5001)
                """, tenant.name(), counselor, before, before, before, wrong);
        String right = tenant.admin()
                .post("/api/v1/rates", "{\"method\": \"per_started_minute\", \"price\": 3}")
                .text("id");
        try (Browser browser = Browser.open(server.port(), viewport)) {
            assertThat(made).isEqualTo(5001);
            browser.signIn(token(tenant.admin()));
            browser.go("/upkeep/repricing?range=7&rate=" + right);
            assertThat(browser.text(".empty")).isEqualTo("Nothing to correct among these sessions.");
            browser.press(".look-on a");
            assertThat(browser.attribute(".list tbody th a", "href")).endsWith(session);
            browser.press("a[href*='/repricing/apply']");
            browser.press("[value=do]");
            assertThat(browser.text(".note")).isEqualTo("Corrected: 1 charge, +4.");
            assertThat(browser.text(".empty")).isEqualTo("Nothing to correct: every charge is as it would be.");
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_viewer_reads_all_of_it_and_is_refused_what_changes_something(Viewport viewport) {
        Place place = new Place(server.newTenant());
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.signIn(token(place.tenant.viewer()));
            for (String path : place.lists()) {
                browser.go(path);
                assertThat(browser.find("h1")).as(path).isPresent();
                assertThat(browser.has(
                                ".actions .primary, a[href$='/end'], a[href*='/apply'], a[href$='/maintenance']"))
                        .as(path)
                        .isFalse();
            }
            browser.go("/counselors/" + place.counselor);
            assertThat(browser.has("a[href$='/void'], a[href$='/alert-rules']")).isFalse();
            for (String path : place.forms()) {
                browser.go(path);
                assertThat(browser.text("h1")).as(path).contains("may read, but not change anything");
                assertThat(sent(browser, path, Map.of())).as(path).isEqualTo(403L);
            }
            place.assertUnchanged();
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_form_without_its_token_does_nothing_and_another_tenants_is_not_there(Viewport viewport) {
        Place place = new Place(server.newTenant());
        TestTenant stranger = server.newTenant();
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.signIn(token(place.tenant.admin()));
            for (String path : place.forms()) {
                assertThat(sent(browser, path, Map.of("form_token", "guessed")))
                        .as(path)
                        .isEqualTo(400L);
            }
            place.assertUnchanged();
            browser.open(".menu summary");
            browser.press("form[action$='/sign-out'] button");
            browser.signIn(token(stranger.admin()));
            for (String path : place.forms()) {
                if (!path.equals("/upkeep/alert-rules") && !path.equals("/upkeep/maintenance")) {
                    assertThat(sent(browser, path, Map.of()))
                            .as(path)
                            .isEqualTo(path.startsWith("/upkeep/repricing") ? 422L : 404L);
                }
            }
            browser.go("/counselors/" + place.counselor + "/recurring");
            assertThat(browser.text("h1")).contains("There is no such page");
            place.assertUnchanged();
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void hostile_texts_are_texts_and_break_no_layout_and_axe_finds_no_serious_fault(Viewport viewport)
            throws Exception {
        Place place = new Place(server.newTenant());
        String axe = new String(getClass().getResourceAsStream("/axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
        server.sql(
                "update counselors set name = ? where id = cast(? as uuid)",
                "<b>" + ScriptedAnalyzer.HOSTILE.substring(0, 60),
                place.counselor);
        server.sql(
                "update ledger.credit_alerts set model_used = ?, last_error = ? where tenant_id = ?",
                ScriptedAnalyzer.HOSTILE.substring(0, 60),
                "<script>" + "x".repeat(80),
                place.tenant.name());
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.signIn(token(place.tenant.admin()));
            for (String theme : List.of("light", "dark")) {
                browser.go("");
                browser.open(".menu summary");
                browser.press("[name=theme][value=" + theme + "]");
                for (String path : place.all()) {
                    browser.go(path);
                    assertThat(browser.has("main script, main img, main b > script"))
                            .as(path)
                            .isFalse();
                    Number over = (Number) browser.script(
                            "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
                    assertThat(over.intValue())
                            .as("pixels beyond the screen at " + path)
                            .isLessThanOrEqualTo(0);
                    assertAccessible(browser, axe, path + " " + theme);
                }
                browser.go("/counselors/" + place.counselor + "/recurring/new");
                browser.press("[value=preview]");
                assertAccessible(browser, axe, "a form that is wrong");
                browser.type("amount", "5");
                browser.type("reason", ScriptedAnalyzer.HOSTILE.replaceAll("[^ -~]", ""));
                browser.press("[value=preview]");
                assertAccessible(browser, axe, "a preview");
                browser.go("/upkeep/alert-rules");
                browser.press("[value=preview]");
                assertAccessible(browser, axe, "the rules before and after");
            }
            assertNothingWrong(browser);
        }
    }

    /** A tenant in which there is something on each page. */
    private static final class Place {

        private final TestTenant tenant;
        private final String counselor;
        private final String grant;
        private final String recurring;
        private final String rate;

        Place(TestTenant tenant) {
            this.tenant = tenant;
            this.counselor = tenant.newCounselor();
            this.grant = tenant.grant(counselor, 10);
            tenant.admin().send("PUT", "/api/v1/alert-rules", "{\"balance_levels\": [9]}");
            adjust(tenant, counselor, -2);
            this.recurring = tenant.admin()
                    .post("/api/v1/counselors/" + counselor + "/credits/recurring-grants", """
                            {"amount": 5, "type": "promotion", "rhythm": "calendar_month", "first_day": "2099-03-01", "tz": "UTC", "reason": "plan"}
                            """)
                    .text("id");
            String unusedCharged = aSession(tenant, counselor);
            String unusedOpen = tenant.start(counselor);
            this.rate = tenant.admin()
                    .post("/api/v1/rates", "{\"method\": \"per_started_minute\", \"price\": 3}")
                    .text("id");
        }

        List<String> lists() {
            return List.of(
                    "/upkeep/alerts",
                    "/upkeep/open-sessions",
                    "/upkeep/repricing",
                    "/upkeep/repricing?range=7&rate=" + rate,
                    "/counselors/" + counselor + "/recurring");
        }

        List<String> forms() {
            return List.of(
                    "/upkeep/alert-rules",
                    "/upkeep/maintenance",
                    "/upkeep/repricing/apply?range=7&rate=" + rate,
                    "/counselors/" + counselor + "/alert-rules",
                    "/counselors/" + counselor + "/recurring/new",
                    "/counselors/" + counselor + "/recurring/" + recurring + "/end",
                    "/counselors/" + counselor + "/grants/" + grant + "/void");
        }

        List<String> all() {
            return java.util.stream.Stream.of(lists(), forms(), List.of("/counselors/" + counselor))
                    .flatMap(List::stream)
                    .toList();
        }

        void assertUnchanged() {
            assertThat(rules(tenant)).isEqualTo("{\"balance_levels\":[9],\"large_charge\":null}");
            assertThat(tenant.viewer()
                            .get("/api/v1/counselors/" + counselor + "/alert-rules")
                            .json()
                            .get("own")
                            .asBoolean())
                    .isFalse();
            JsonNode grants = tenant.viewer()
                    .get("/api/v1/counselors/" + counselor + "/credits/recurring-grants")
                    .json()
                    .get("items");
            assertThat(grants).hasSize(1);
            assertThat(grants.get(0).get("ended_at").isNull()).isTrue();
            assertThat(tenant.available(counselor)).isEqualTo("6");
        }
    }

    /** What each of these forms would take, with the page's own token unless another is said. */
    private static Object sent(Browser browser, String path, Map<String, String> fields) {
        return browser.scriptAnswering("""
                const [path, fields, answer] = arguments;
                const token = document.querySelector('[name=form_token]').value;
                const body = new URLSearchParams({form_token: token, step: 'do', amount: '5', type: 'purchase', rhythm: 'thirty_days',
                    first_day: '2026-03-01', reason: 'x', whose: 'own', levels: '77', large: '', ...fields});
                fetch('/admin' + path, {method: 'POST', body}).then(r => answer(r.status));
                """, path, fields);
    }

    /** The form of the preview that is shown, as by a second press of its button. */
    private static Object sentOnceMore(Browser browser) {
        return browser.scriptAnswering("""
                const answer = arguments[0];
                const sent = new URLSearchParams(new FormData(document.querySelector('form.buttons')));
                sent.set('step', 'do');
                fetch(location.href, {method: 'POST', body: sent}).then(r => answer(r.status));
                """);
    }

    private static String rules(TestTenant tenant) {
        return tenant.viewer().get("/api/v1/alert-rules").body();
    }

    private static String rate(TestTenant tenant, int number) {
        return tenant.viewer()
                .get("/api/v1/rates")
                .json()
                .get("items")
                .get(number)
                .get("id")
                .asText();
    }

    private static void adjust(TestTenant tenant, String counselor, int amount) {
        Answer answer = tenant.admin()
                .post(
                        "/api/v1/counselors/" + counselor + "/credits/adjustments",
                        "{\"amount\": " + amount + ", \"reason\": \"by hand\"}");
        assertThat(answer.status()).isEqualTo(201);
    }
}
