package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessionledger.examples.server.Browser.Viewport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What administrators do on the dashboard, done by a real browser on a wide screen and on a phone. */
class DashboardTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        assumeTrue(
                Browser.isInstalled(),
                "no Chromium: apt-get install chromium chromium-driver brings one, as .ci/run does");
        server = TestServer.on(ServerDatabase.H2);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_admin_signs_in_finds_a_counselor_and_grants_credits_once(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        String counselor = tenant.newCounselor("Ada Counselor");
        String unused = tenant.newCounselor("Bo Counselor");
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.go("/counselors?sort=name");
            assertThat(browser.path()).isEqualTo("/sign-in?next=%2Fcounselors%3Fsort%3Dname");
            browser.type("token", "not a token of anybody");
            browser.press(".primary");
            assertThat(browser.text("[role=alert]")).contains("not known");
            browser.type("token", token(tenant.admin()));
            browser.press(".primary");
            assertThat(browser.path()).isEqualTo("/counselors?sort=name");

            browser.type("q", "ada");
            browser.press(".filters button");
            assertThat(browser.texts(".list tbody th")).containsExactly("Ada Counselor");
            browser.press(".list tbody th a");
            browser.press(".actions .primary");

            browser.type("amount", "-3");
            browser.press(".primary");
            assertThat(browser.text("#e-amount")).isEqualTo("More than zero, please.");
            assertThat(browser.text("#e-reason")).isEqualTo("Please fill this in.");
            browser.type("amount", "1,200.5");
            browser.type("reason", "starter pack");
            browser.press("[value=preview]");
            assertThat(browser.texts(".preview td")).containsExactly("0", "+1,200.5", "1,200.5");
            assertThat(tenant.available(counselor)).isEqualTo("0");

            browser.script("window.sent = new URLSearchParams(new FormData(document.querySelector('form.buttons')))");
            Object again = browser.scriptAnswering("""
                    const answer = arguments[0];
                    sent.set('step', 'do');
                    fetch(location.href, {method: 'POST', body: sent}).then(r => answer(r.status));
                    """);
            assertThat(again).isEqualTo(200L);
            browser.press("[value=do]");
            assertThat(browser.text(".note")).isEqualTo("Granted 1,200.5 credits.");
            assertThat(browser.text(".big")).isEqualTo("1,200.5");
            assertThat(tenant.available(counselor)).isEqualTo("1200.5");
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_admin_adjusts_a_balance_and_refunds_a_session(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        String counselor = tenant.newCounselor();
        String unused = tenant.grant(counselor, 100);
        String session = aSession(tenant, counselor);
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.signIn(token(tenant.admin()));
            browser.go("/counselors/" + counselor + "/adjust");
            browser.type("amount", "−20");
            browser.type("reason", "counted twice");
            browser.press("[value=preview]");
            assertThat(browser.texts(".preview td")).containsExactly("98", "−20", "78");
            browser.press("[value=do]");
            assertThat(browser.text(".big")).isEqualTo("78");

            browser.go("/sessions/" + session);
            assertThat(browser.text(".arithmetic")).isEqualTo("2 started minutes × 1 = 2");
            assertThat(browser.texts(".moment")).hasSize(2);
            assertThat(browser.texts(".trace-ends span")).isEqualTo(browser.texts(".moment time"));
            browser.press(".actions a");
            browser.type("amount", "3");
            browser.type("reason", "the line was bad");
            browser.press("[value=preview]");
            assertThat(browser.text("#e-amount")).isEqualTo("At most 2, which is what is still charged.");
            browser.type("amount", "2");
            browser.press("[value=preview]");
            browser.press("[value=do]");
            assertThat(browser.text(".note")).isEqualTo("Refunded 2 credits.");
            assertThat(browser.texts(".list tbody td:nth-child(2)")).containsExactly("Session fee", "Refund");
            assertThat(tenant.available(counselor)).isEqualTo("80");
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_viewer_reads_and_is_refused_what_changes_something(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        String counselor = tenant.newCounselor();
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.signIn(token(tenant.viewer()));
            browser.go("/counselors/" + counselor);
            assertThat(browser.has(".actions")).isFalse();
            browser.go("/counselors/" + counselor + "/grant");
            assertThat(browser.text("h1")).contains("may read, but not change anything");
            Object status = browser.scriptAnswering("""
                    const answer = arguments[0];
                    const token = document.querySelector('[name=form_token]').value;
                    const body = new URLSearchParams({form_token: token, step: 'do', amount: '5', type: 'purchase', reason: 'x'});
                    fetch(location.href, {method: 'POST', body}).then(r => answer(r.status));
                    """);
            assertThat(status).isEqualTo(403L);
            assertThat(tenant.available(counselor)).isEqualTo("0");
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_admin_publishes_a_rate_after_seeing_what_it_would_cost(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        String unused = aSession(tenant, tenant.newCounselor());
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.signIn(token(tenant.admin()));
            browser.go("/rates?minutes=26&analyses=13");
            assertThat(browser.text(".arithmetic")).isEqualTo("26 started minutes × 1 = 26");
            browser.press(".actions a");
            browser.choose("method", "tiered_minutes");
            browser.type("tier1_minutes", "1");
            browser.type("tier1_price", "2");
            browser.press("[value=preview]");
            assertThat(browser.text("#e-beyond_price")).isEqualTo("Please fill this in.");
            browser.type("beyond_price", "0.5");
            browser.press("[value=preview]");
            assertThat(browser.texts(".preview td")).containsExactly("2", "3");
            browser.press("[value=do]");
            assertThat(browser.text(".note")).isEqualTo("Published version standard 2.");
            assertThat(browser.text(".marked")).contains("to minute 1: 2; beyond: 0.5");
            assertThat(tenant.admin().get("/api/v1/rates").json().get("items")).hasSize(2);
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_overview_shows_what_the_api_answers_in_the_days_of_the_address(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        String session = aSession(tenant, tenant.newCounselor("Only One"));
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.signIn(token(tenant.viewer()));
            browser.go("?range=7");
            assertThat(browser.texts(".tile-value")).startsWith("1", "0.0", "2").endsWith("2");
            assertThat(browser.text(".reds")).contains("Only One");
            assertThat(browser.script("return document.querySelectorAll('.chart[data-drawn] canvas').length"))
                    .isEqualTo(2L);
            browser.press(".tile:nth-of-type(3)");
            assertThat(browser.path()).isEqualTo("?range=7&metric=analyses");
            assertThat(browser.text("#h-chart")).isEqualTo("Analyses per day");
            browser.back();
            assertThat(browser.path()).isEqualTo("?range=7");
            assertThat(browser.text("#h-chart")).isEqualTo("Sessions per day");
            browser.go("?range=free&from=2020-01-01&to=2020-01-31");
            assertThat(browser.text(".chart-empty")).contains("no session started");
            browser.go("?range=free&from=2020-01-01&to=1999-01-31");
            assertThat(browser.text("h1")).contains("at most 366 days");

            browser.go("/sessions?level=red");
            assertThat(browser.attribute(".list tbody th a", "href")).endsWith(session);
            browser.go("/sessions?level=red&status=failed");
            assertThat(browser.text(".empty")).contains("No session fits");
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_a_long_range_half_of_the_panels_come_into_their_room_or_say_that_they_failed(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        for (int i = 0; i < 7; i++) {
            String unused = aSession(tenant, tenant.newCounselor("Counselor " + i));
        }
        LocalDate tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(1);
        String longest = "?range=free&from=" + tomorrow.minusDays(365) + "&to=" + tomorrow;
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.signIn(token(tenant.viewer()));
            browser.go(longest);
            browser.await(".later-levels canvas");
            assertThat(browser.texts(".later .reds li")).hasSize(6);
            assertThat(browser.text(".later-models tbody th")).isEqualTo(ScriptedAnalyzer.MODEL);
            assertThat(browser.text(".later-levels .count-red")).endsWith("7");
            assertThat(browser.texts(".later-top tbody th")).hasSize(6);
            assertThat(browser.script("""
                    return [...document.querySelectorAll('.later')].filter(panel => {
                        const room = parseFloat(getComputedStyle(panel).minHeight);
                        panel.style.minHeight = '0';
                        panel.style.alignSelf = 'start';
                        return panel.offsetHeight > room;
                    }).map(panel => panel.dataset.part + ' ' + panel.offsetHeight);
                    """))
                    .as("panels that are larger than their room")
                    .isEqualTo(List.of());
            assertThat(browser.has("noscript")).isFalse();
            assertNothingWrong(browser);

            int unused = server.sql("alter table ledger.session_analysis_logs rename to elsewhere");
            try {
                browser.go(longest);
                browser.await("[data-failed]:not([hidden])");
            } finally {
                unused = server.sql("alter table ledger.elsewhere rename to session_analysis_logs");
            }
            assertThat(browser.texts("[data-failed]")).containsOnly("This could not be read.\nTry again");
            assertThat(browser.texts(".tile-value")).startsWith("7");
            browser.press("[data-failed] a");
            assertThat(browser.path()).isEqualTo(longest + "&whole=1");
            assertThat(browser.texts(".reds li")).hasSize(6);
        }
    }

    @ParameterizedTest
    @EnumSource
    void language_and_theme_are_kept_and_csv_is_what_is_shown(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        String session = aSession(tenant, tenant.newCounselor("=1+1"));
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.signIn(token(tenant.viewer()));
            browser.go("/sessions?range=7");
            browser.open(".menu summary");
            browser.press("[name=language][value=zh-Hant]");
            assertThat(browser.path()).isEqualTo("/sessions?range=7");
            assertThat(browser.text("h1")).isEqualTo("會談");
            browser.open(".menu summary");
            browser.press("[name=theme][value=dark]");
            assertThat(browser.attribute("html", "data-theme")).isEqualTo("dark");
            assertThat(browser.attribute("html", "lang")).isEqualTo("zh-Hant");
            assertThat(browser.script("return getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(17, 24, 28)");

            String csv = (String) browser.scriptAnswering("const answer = arguments[0];"
                    + "fetch(document.querySelector('.export').href).then(r => r.text()).then(answer);");
            assertThat(csv)
                    .startsWith("session_id,counselor_id,counselor,")
                    .contains(session + ",")
                    .contains(",'=1+1,");
            assertThat(csv.lines()).hasSize(2);
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void hostile_texts_are_texts_and_break_no_layout(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        String name = tenant.newCounselor(json("<b>" + ScriptedAnalyzer.HOSTILE.substring(0, 60)));
        String session = tenant.start(name, recently());
        Answer judged = tenant.analyze(session, "red and hostile");
        String unused = tenant.grant(name, 10);
        try (Browser browser = Browser.open(server.port(), viewport)) {
            assertThat(judged.status()).isEqualTo(200);
            browser.signIn(token(tenant.admin()));
            for (String path : pages(name, session)) {
                browser.go(path);
                assertThat(browser.has("main script, main img, main b > script"))
                        .as(path)
                        .isFalse();
                Number over = (Number) browser.script(
                        "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
                assertThat(over.intValue())
                        .as("pixels beyond the screen at " + path)
                        .isLessThanOrEqualTo(0);
            }
            browser.go("/sessions/" + session);
            assertThat((String) browser.script("return document.querySelector('.said').textContent"))
                    .isEqualTo(ScriptedAnalyzer.HOSTILE);
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_page_has_a_serious_fault_that_axe_finds(Viewport viewport) throws Exception {
        TestTenant tenant = server.newTenant();
        String counselor = tenant.newCounselor();
        String unused = tenant.grant(counselor, 10);
        String session = aSession(tenant, counselor);
        String axe = new String(getClass().getResourceAsStream("/axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.go("/sign-in");
            assertAccessible(browser, axe, "/sign-in");
            browser.signIn(token(tenant.admin()));
            for (String theme : List.of("light", "dark")) {
                browser.go("");
                browser.open(".menu summary");
                assertAccessible(browser, axe, "the menu");
                browser.press("[name=theme][value=" + theme + "]");
                for (String path : pages(counselor, session)) {
                    browser.go(path);
                    assertAccessible(browser, axe, path + " " + theme);
                }
                browser.go("/counselors/" + counselor + "/grant");
                browser.press("[value=preview]");
                assertAccessible(browser, axe, "a form that is wrong");
                browser.type("amount", "5");
                browser.type("reason", "gift");
                browser.press("[value=preview]");
                assertAccessible(browser, axe, "a preview");
            }
            assertNothingWrong(browser);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_cookie_says_nothing_and_a_form_without_its_token_does_nothing(Viewport viewport) {
        TestTenant tenant = server.newTenant();
        String counselor = tenant.newCounselor();
        try (Browser browser = Browser.open(server.port(), viewport)) {
            browser.signIn(token(tenant.admin()));
            var cookie = browser.cookies().get("ledger_visitor");
            assertThat(cookie.isHttpOnly()).isTrue();
            assertThat(cookie.getSameSite()).isEqualTo("Strict");
            assertThat(cookie.getPath()).isEqualTo("/admin");
            assertThat(cookie.getValue()).doesNotContain(token(tenant.admin())).hasSize(43);

            browser.go("/counselors/" + counselor + "/grant");
            Object status = browser.scriptAnswering("""
                    const answer = arguments[0];
                    const body = new URLSearchParams({form_token: 'guessed', step: 'do', amount: '5', type: 'purchase', reason: 'x'});
                    fetch(location.href, {method: 'POST', body}).then(r => answer(r.status));
                    """);
            assertThat(status).isEqualTo(400L);
            assertThat(tenant.available(counselor)).isEqualTo("0");

            browser.open(".menu summary");
            browser.press("form[action$='/sign-out'] button");
            browser.go("/counselors");
            assertThat(browser.path()).startsWith("/sign-in");
            assertNothingWrong(browser);
        }
    }

    private static List<String> pages(String counselor, String session) {
        return List.of(
                "",
                "?range=90&metric=cost",
                "/counselors",
                "/counselors/" + counselor,
                "/counselors/" + counselor + "/grant",
                "/counselors/" + counselor + "/adjust",
                "/sessions",
                "/sessions?counselor=" + counselor,
                "/sessions/" + session,
                "/sessions/" + session + "/refund",
                "/rates",
                "/rates/publish",
                "/nothing");
    }

    @SuppressWarnings("unchecked")
    static void assertAccessible(Browser browser, String axe, String where) {
        Object unused = browser.script(axe);
        List<Map<String, Object>> violations = (List<Map<String, Object>>) browser.scriptAnswering("""
                const answer = arguments[0];
                axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}).then(result => answer(result.violations
                    .filter(v => v.impact === 'serious' || v.impact === 'critical')
                    .map(v => ({id: v.id, where: v.nodes.map(n => n.html.slice(0, 200) + ' ' + n.failureSummary).join(' | ')}))));
                """);
        assertThat(violations).as(where).isEmpty();
    }

    static void assertNothingWrong(Browser browser) {
        assertThat(browser.complaints()).as("what the console said").isEmpty();
        assertThat(browser.outsideRequests()).as("asked of other machines").isEmpty();
    }

    /** A session of two minutes, one of them red, that is over and charged. */
    static String aSession(TestTenant tenant, String counselor) {
        String session = tenant.start(counselor, recently());
        List<Answer> unused = new ArrayList<>();
        unused.add(tenant.analyze(session, "red words"));
        unused.add(tenant.analyze(session, "calm words"));
        unused.add(tenant.complete(session, recently().plus(2, ChronoUnit.MINUTES)));
        return session;
    }

    static Instant recently() {
        return Instant.now().minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MINUTES);
    }

    static String token(Api api) {
        return api.token().orElseThrow();
    }

    static String json(String text) {
        try {
            String quoted = new ObjectMapper().writeValueAsString(text);
            return quoted.substring(1, quoted.length() - 1);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
