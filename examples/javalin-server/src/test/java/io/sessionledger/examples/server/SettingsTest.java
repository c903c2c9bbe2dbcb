package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.CounselorId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.examples.server.config.Settings;
import io.sessionledger.examples.server.config.SettingsException;
import io.sessionledger.examples.server.security.AccessToken;
import io.sessionledger.examples.server.security.Caller;
import io.sessionledger.examples.server.security.Role;
import io.sessionledger.examples.server.security.TokenRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from the environment. */
class SettingsTest {

    private static final String COUNSELOR = "0b5e55ed-0000-4000-8000-000000000001";

    @Test
    void what_is_not_set_has_a_safe_default() {
        Settings settings = Settings.of(Map.of("LEDGER_DEMO", " "));

        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(7070);
        assertThat(settings.database().place()).isEqualTo("jdbc:h2:file:./data/session-ledger");
        assertThat(settings.tokens()).isEmpty();
        assertThat(settings.demo()).isFalse();
        CreditTerms terms = settings.policy().termsFor(TenantId.of("island"), CounselorId.of(1));
        assertThat(terms.chargeTime()).isEqualTo(CreditTerms.ChargeTime.AT_COMPLETION);
        assertThat(terms.refuses()).isFalse();
    }

    @Test
    void tokens_are_bound_to_tenant_role_and_counselor() {
        Settings settings =
                Settings.of(Map.of("LEDGER_TOKENS", "first-token==island:admin, second-token=career:app:" + COUNSELOR));

        TokenRegistry registry = TokenRegistry.of(settings.tokens());

        Caller first = registry.find("first-token=").orElseThrow();
        assertThat(first.tenant()).isEqualTo(TenantId.of("island"));
        assertThat(first.role()).isEqualTo(Role.ADMIN);
        Caller second = registry.find("second-token").orElseThrow();
        assertThat(second.counselor()).contains(CounselorId.of(COUNSELOR));
        assertThat(second.reaches(CounselorId.of(2))).isFalse();
        assertThat(registry.find("first-token")).isEmpty();
        assertThat(settings.toString()).doesNotContain("first-token");
        assertThat(settings.tokens()).extracting(AccessToken::toString).noneMatch(text -> text.contains("-token"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "LEDGER_PORT | 70000 | LEDGER_PORT: must be a whole number from 0 to 65535, not '70000'",
                "LEDGER_CHARGE | never | LEDGER_CHARGE: must be completion or analysis, not 'never'",
                "LEDGER_SHORTAGE | panic | LEDGER_SHORTAGE: must be warn or refuse, not 'panic'",
                "LEDGER_DEMO | yes | LEDGER_DEMO: must be true or false, not 'yes'",
                "LEDGER_REQUESTS_PER_SECOND | 0 | LEDGER_REQUESTS_PER_SECOND: must be a whole number from 1 to 1000000, not '0'",
                "GEMINI_BASE_URL | somewhere | GEMINI_BASE_URL: must be an address such as https://example.org/gemini",
                "LEDGER_MAINTENANCE_SECONDS | 0 | LEDGER_MAINTENANCE_SECONDS: must be a whole number from 1 to 86400, not '0'",
                "LEDGER_WEBHOOK_URL | https://example.org/my-secret | LEDGER_WEBHOOK_URL, LEDGER_WEBHOOK_SECRET: must be set both, or neither",
                "LEDGER_WEBHOOK_URL | somewhere | LEDGER_WEBHOOK_URL: must be an address such as https://example.org/alerts",
                "LEDGER_JDBC_URL | postgres | LEDGER_JDBC_URL: must begin with jdbc:postgresql: or jdbc:h2:, such as jdbc:postgresql://127.0.0.1:5432/ledger",
                "LEDGER_TOKENS | my-secret-no-1 | LEDGER_TOKENS: entry 1: must be token=tenant:role[:counselor-uuid], separated by commas",
                "LEDGER_TOKENS | my-secret-no-1=a:app,my-secret-no-2=b:boss | LEDGER_TOKENS: entry 2: the role must be viewer, app or admin",
                "LEDGER_TOKENS | my-secret-no-1=a:app,my-secret-no-1=b:app | LEDGER_TOKENS: entry 2: the same token stands there twice; each must be another one",
                "LEDGER_TOKENS | shorter-one=a:app | LEDGER_TOKENS: entry 1: the token must have 12 to 200 visible ASCII characters, best random ones",
                "LEDGER_TOKENS | my-secret-no-1=a:app:7 | LEDGER_TOKENS: entry 1: counselorId: expected a UUID",
            })
    void a_wrong_setting_says_which_and_what_would_be_right(String variable, String value, String message) {
        assertThatThrownBy(() -> Settings.of(Map.of(variable, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("my-secret");
    }

    @Test
    void a_webhook_needs_a_secret_that_cannot_be_guessed_and_never_shows_it() {
        String secret = "0123456789abcdef";
        Settings settings = Settings.of(
                Map.of("LEDGER_WEBHOOK_URL", "https://example.org/alerts", "LEDGER_WEBHOOK_SECRET", secret));

        assertThat(settings.webhook().orElseThrow().secret()).isEqualTo(secret);
        assertThat(settings.toString() + settings.webhook()).doesNotContain(secret);
        assertThatThrownBy(() -> Settings.of(Map.of(
                        "LEDGER_WEBHOOK_URL", "https://example.org/alerts", "LEDGER_WEBHOOK_SECRET", "my-secret")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("LEDGER_WEBHOOK_SECRET: must have 16 characters or more")
                .hasMessageNotContaining("my-secret");
    }

    @Test
    void a_database_is_shown_without_its_password() {
        Settings settings = Settings.of(Map.of(
                "LEDGER_JDBC_URL",
                "jdbc:postgresql://127.0.0.1:5432/ledger?user=me&password=hidden",
                "LEDGER_JDBC_PASSWORD",
                "hidden"));

        assertThat(settings.database().toString()).isEqualTo("jdbc:postgresql://127.0.0.1:5432/ledger");
        assertThat(settings.toString()).doesNotContain("hidden");
    }
}
