package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A session is called off while one of its analyses is under way. */
class CancellationTest {

    @ParameterizedTest(name = "on {0}, charged at {1}, {2} when short")
    @CsvSource({
        "H2, completion, warn",
        "H2, analysis, refuse",
        "POSTGRESQL, completion, refuse",
        "POSTGRESQL, analysis, warn",
        "POSTGRESQL, analysis, refuse"
    })
    void an_analysis_that_comes_after_its_session_was_cancelled_is_kept_and_charged_nothing(
            ServerDatabase database, String charge, String shortage) throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (TestServer server = TestServer.on(database, "LEDGER_CHARGE", charge, "LEDGER_SHORTAGE", shortage)) {
            TestTenant tenant = server.newTenant();
            String counselor = tenant.newCounselor();
            tenant.grant(counselor, 2);
            String session = tenant.start(counselor);
            assertThat(tenant.analyze(session, "green").status()).isEqualTo(200);
            server.analyzer.close(1);
            Future<Answer> underWay = threads.submit(() -> tenant.analyze(session, "yellow", "minute-2"));
            server.analyzer.awaitArrivals();

            Answer cancelled = tenant.app()
                    .post(TestTenant.SESSIONS + "/" + session + "/cancel", "{\"reason\": \"line went dead\"}");
            server.analyzer.open();

            assertThat(cancelled.number("credits_consumed")).isEqualTo("0");
            assertThat(underWay.get().status()).isEqualTo(200);
            assertThat(underWay.get().json().get("late").asBoolean()).isTrue();
            assertThat(tenant.analyze(session, "yellow", "minute-2").body())
                    .isEqualTo(underWay.get().body());
            JsonNode account = tenant.viewer()
                    .get("/api/v1/counselors/" + counselor + "/credits")
                    .json();
            assertThat(account.get("available").asInt()).isEqualTo(2);
            assertThat(account.get("held").asInt()).isZero();
            assertThat(tenant.viewer()
                            .get("/api/v1/sessions/" + session)
                            .json()
                            .get("usage")
                            .get("analysis_count")
                            .asInt())
                    .isEqualTo(2);
        } finally {
            threads.shutdownNow();
        }
    }
}
