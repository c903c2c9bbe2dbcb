package io.sessionledger.examples.server;

import io.sessionledger.TenantId;
import io.sessionledger.examples.server.analysis.TranscriptAnalyzer;
import io.sessionledger.examples.server.config.Settings;
import io.sessionledger.examples.server.security.AccessToken;
import io.sessionledger.examples.server.security.Role;
import io.sessionledger.examples.server.security.TokenRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Photographs every page of the dashboard, in both themes, both languages and both viewports, over the demo's data. */
final class DashboardScreenshots {

    private DashboardScreenshots() {}

    /** Writes into the directory that is the first argument. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        Map<String, AccessToken> tokens = new LinkedHashMap<>();
        for (String tenant : List.of("career", "island", "empty")) {
            tokens.put(tenant, AccessToken.random(TenantId.of(tenant), Role.ADMIN));
        }
        Map<String, String> environment = Map.of(
                "LEDGER_PORT", "0",
                "LEDGER_DEMO", "true",
                "LEDGER_TIME_ZONES", "island=Asia/Taipei,career=Europe/London",
                "LEDGER_JDBC_URL", "jdbc:h2:mem:screenshots;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
        try (ExampleServer server = ExampleServer.start(
                Settings.of(environment), TokenRegistry.of(tokens.values()), TranscriptAnalyzer.offline())) {
            for (Browser.Viewport viewport : Browser.Viewport.values()) {
                try (Browser browser = Browser.open(server.port(), viewport)) {
                    String name = viewport.name().toLowerCase(java.util.Locale.ROOT);
                    photographAll(browser, tokens.get("career").token(), "en", "light", directory.resolve(name));
                    photographAll(browser, tokens.get("island").token(), "zh-Hant", "dark", directory.resolve(name));
                    photographAll(browser, tokens.get("career").token(), "en", "dark", directory.resolve(name));
                    photographAll(browser, tokens.get("island").token(), "zh-Hant", "light", directory.resolve(name));
                    prefer(browser, tokens.get("empty").token(), "en", "light");
                    browser.go("?range=7");
                    browser.photograph(directory.resolve(name + "-en-light-empty-overview.png"));
                }
            }
        }
    }

    private static void prefer(Browser browser, String token, String language, String theme) {
        browser.go("");
        if (browser.has("form[action$='/sign-out']")) {
            browser.open(".menu summary");
            browser.press("form[action$='/sign-out'] button");
        }
        browser.signIn(token);
        browser.open(".menu summary");
        browser.press("[name=language][value='" + language + "']");
        browser.open(".menu summary");
        browser.press("[name=theme][value='" + theme + "']");
    }

    private static void photographAll(Browser browser, String token, String language, String theme, Path stem) {
        prefer(browser, token, language, theme);
        String prefix = stem + "-" + language + "-" + theme + "-";
        shoot(browser, "?range=30", prefix + "overview");
        browser.go("?range=90&metric=cost");
        browser.await(".later-levels canvas, .later-levels .chart-empty");
        browser.photograph(Path.of(prefix + "overview-90-cost.png"));
        browser.go("?range=free&from=" + LocalDate.now(ZoneOffset.UTC).minusDays(365) + "&to="
                + LocalDate.now(ZoneOffset.UTC));
        browser.await(".later-levels canvas, .later-levels .chart-empty");
        browser.photograph(Path.of(prefix + "overview-year.png"));
        shoot(browser, "/counselors", prefix + "counselors");
        String counselor = browser.attribute(".list tbody th a", "href").substring("/admin".length());
        shoot(browser, counselor + "?range=90", prefix + "counselor");
        shoot(browser, counselor + "/grant", prefix + "grant");
        browser.type("amount", "120");
        browser.type("reason", "Starter pack");
        browser.press(".primary");
        browser.photograph(Path.of(prefix + "grant-preview.png"));
        shoot(browser, counselor + "/adjust", prefix + "adjust");
        browser.press(".primary");
        browser.photograph(Path.of(prefix + "adjust-wrong.png"));
        shoot(browser, "/sessions?range=30", prefix + "sessions");
        shoot(browser, "/sessions?range=90&level=red", prefix + "sessions-red");
        String session = browser.attribute(".list tbody th a", "href").substring("/admin".length());
        shoot(browser, session, prefix + "session");
        shoot(browser, session + "/refund", prefix + "refund");
        shoot(browser, "/rates", prefix + "rates");
        shoot(browser, "/rates/publish", prefix + "publish");
        browser.type("price", "0.8");
        browser.press(".primary");
        browser.photograph(Path.of(prefix + "publish-preview.png"));
        photographUpkeep(browser, counselor, prefix);
        shoot(browser, "/nothing-here", prefix + "missing");
        browser.go("");
        browser.open(".menu summary");
        browser.photograph(Path.of(prefix + "menu.png"));
        browser.press("form[action$='/sign-out'] button");
        browser.photograph(Path.of(prefix + "sign-in.png"));
    }

    private static void photographUpkeep(Browser browser, String counselor, String prefix) {
        shoot(browser, "/upkeep/alerts", prefix + "alerts");
        shoot(browser, "/upkeep/alert-rules", prefix + "alert-rules");
        browser.type("levels", "50 10 0");
        browser.press(".primary");
        browser.photograph(Path.of(prefix + "alert-rules-preview.png"));
        shoot(browser, "/upkeep/open-sessions", prefix + "open-sessions");
        shoot(browser, "/upkeep/maintenance", prefix + "maintenance");
        browser.press("[value=do]");
        browser.photograph(Path.of(prefix + "maintenance-report.png"));
        shoot(browser, counselor + "/recurring/new", prefix + "recurring-new");
        browser.type("amount", "120");
        browser.type("reason", "Standard plan");
        browser.press(".primary");
        browser.photograph(Path.of(prefix + "recurring-preview.png"));
        browser.press("[value=do]");
        browser.photograph(Path.of(prefix + "recurring.png"));
        browser.press("a[href$='/end']");
        browser.photograph(Path.of(prefix + "recurring-end.png"));
        browser.go("/upkeep/repricing?range=30");
        browser.script("const rates = document.querySelector('#rate'); rates.value = rates.options[1].value;");
        browser.press("form.filters button");
        browser.photograph(Path.of(prefix + "repricing.png"));
        if (browser.has("a[href*='/repricing/apply']")) {
            browser.press("a[href*='/repricing/apply']");
            browser.photograph(Path.of(prefix + "repricing-apply.png"));
        }
        browser.go(counselor);
        browser.press("a[href$='/void']");
        browser.type("reason", "Paid back");
        browser.press(".primary");
        browser.photograph(Path.of(prefix + "void-preview.png"));
    }

    private static void shoot(Browser browser, String path, String name) {
        browser.go(path);
        browser.photograph(Path.of(name + ".png"));
    }
}
