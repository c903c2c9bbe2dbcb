package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessionledger.examples.server.analysis.TranscriptAnalyzer;
import io.sessionledger.examples.server.config.Settings;
import io.sessionledger.examples.server.demo.DemoData;
import io.sessionledger.examples.server.security.AccessToken;
import io.sessionledger.examples.server.security.Role;
import io.sessionledger.examples.server.security.TokenRegistry;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The demo's three months, as a client sees them. */
class DemoDataTest {

    private final List<AccessToken> tokens = DemoData.TENANTS.stream()
            .map(tenant -> AccessToken.random(tenant, Role.ADMIN))
            .toList();

    @Test
    void three_tenants_have_sessions_whose_books_balance_and_a_restart_adds_nothing() {
        Map<String, String> environment = new HashMap<>(ServerDatabase.H2.newDatabase());
        environment.put("LEDGER_PORT", "0");
        environment.put("LEDGER_DEMO", "true");
        String before;
        try (ExampleServer server = start(environment)) {
            for (AccessToken token : tokens) {
                looksAlive(api(server, token));
            }
            before = api(server, tokens.get(0)).get(stats("/api/v1")).body();
        }
        try (ExampleServer again = start(environment)) {
            assertThat(api(again, tokens.get(0)).get(stats("/api/v1")).body()).isEqualTo(before);
        }
    }

    private static void looksAlive(Api api) {
        JsonNode counselors = api.get("/api/v1/counselors?limit=200").json().get("items");
        assertThat(counselors).hasSize(20);
        assertThat(counselors.get(6).get("name").asText()).endsWith(" 07");

        BigDecimal consumed = BigDecimal.ZERO;
        int inDebt = 0;
        for (JsonNode counselor : counselors) {
            String path = "/api/v1/counselors/" + counselor.get("id").asText();
            consumed = consumed.add(new BigDecimal(api.get(stats(path)).number("total_credits_consumed")));
            BigDecimal available = new BigDecimal(api.get(path + "/credits").number("available"));
            JsonNode latest =
                    api.get(path + "/credit-logs?limit=1").json().get("items").get(0);
            assertThat(latest.get("balance_after").decimalValue()).isEqualByComparingTo(available);
            inDebt += available.signum() < 0 ? 1 : 0;
        }
        assertThat(inDebt).isPositive();
        assertThat(api.get(stats("/api/v1"))
                        .json()
                        .get("total_credits_consumed")
                        .decimalValue())
                .isEqualByComparingTo(consumed);
        String csv = api.get("/api/v1/analysis-logs.csv" + range()).body();
        assertThat(csv)
                .contains(",red,")
                .contains(",yellow,")
                .contains(",green,")
                .contains("gemini-2.5-flash");
        for (String status : List.of("completed", "cancelled", "failed")) {
            assertThat(api.get("/api/v1/sessions?limit=1&status=" + status)
                            .json()
                            .get("items"))
                    .hasSize(1);
        }
    }

    private static String stats(String path) {
        return path + "/usage-stats" + range();
    }

    private static String range() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return "?start_date=" + today.minusDays(120) + "&end_date=" + today.plusDays(1);
    }

    private ExampleServer start(Map<String, String> environment) {
        return ExampleServer.start(Settings.of(environment), TokenRegistry.of(tokens), TranscriptAnalyzer.offline());
    }

    private static Api api(ExampleServer server, AccessToken token) {
        return new Api(server.port(), Optional.of(token.token()));
    }
}
