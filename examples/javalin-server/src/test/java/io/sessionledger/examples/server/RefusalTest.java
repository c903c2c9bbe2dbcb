package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the server refuses, what the credits do not cover is neither judged nor stored, whenever it charges. */
class RefusalTest {

    @ParameterizedTest(name = "{0}, charged at {1}")
    @CsvSource({"H2, completion", "H2, analysis", "POSTGRESQL, completion", "POSTGRESQL, analysis"})
    void two_credits_are_two_minutes(ServerDatabase database, String charge) throws Exception {
        try (TestServer server = TestServer.on(database, "LEDGER_SHORTAGE", "refuse", "LEDGER_CHARGE", charge)) {
            the_third_minute_is_refused_before_it_is_judged(server);
            minutes_that_overlap_are_refused_by_their_sum(server);
        }
    }

    private static void the_third_minute_is_refused_before_it_is_judged(TestServer server) {
        TestTenant tenant = server.newTenant();
        String counselor = tenant.newCounselor();
        tenant.grant(counselor, 2);
        String session = tenant.start(counselor);
        assertThat(tenant.analyze(session, "green").status()).isEqualTo(200);
        assertThat(tenant.analyze(session, "green").status()).isEqualTo(200);

        Answer third = tenant.analyze(session, "red", "minute-3");

        assertThat(third.status()).isEqualTo(403);
        assertThat(third.text("type")).isEqualTo("urn:session-ledger:problem:credits-short");
        assertThat(third.number("missing")).isEqualTo("1");
        assertThat(third.number("available")).isEqualTo("0");
        assertThat(server.analyzer.asked).hasValue(2);
        assertThat(server.sql("select count(*) from ledger.session_analysis_logs where tenant_id = ?", tenant.name()))
                .isEqualTo(2);
        assertThat(server.sql("select count(*) from answered_requests where tenant_id = ?", tenant.name()))
                .isZero();
        assertThat(tenant.viewer()
                        .get("/api/v1/sessions/" + session)
                        .json()
                        .get("usage")
                        .get("duration_seconds")
                        .asInt())
                .isEqualTo(120);

        tenant.grant(counselor, 1);
        assertThat(tenant.analyze(session, "red", "minute-3").status()).isEqualTo(200);
        Answer bill = tenant.complete(session);
        assertThat(bill.number("credits_consumed")).isEqualTo("3");
        assertThat(bill.number("available_credits")).isEqualTo("0");
        assertThat(bill.json().get("warning").isNull()).isTrue();
    }

    private static void minutes_that_overlap_are_refused_by_their_sum(TestServer server) throws Exception {
        TestTenant tenant = server.newTenant();
        String counselor = tenant.newCounselor();
        tenant.grant(counselor, 2);
        String session = tenant.start(counselor);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            server.analyzer.close(2);
            List<Future<Answer>> underWay = new ArrayList<>();
            underWay.add(threads.submit(() -> tenant.analyze(session, "green")));
            underWay.add(threads.submit(() -> tenant.analyze(session, "green")));
            server.analyzer.awaitArrivals();

            Answer third = tenant.analyze(session, "green");
            server.analyzer.open();

            assertThat(third.status()).isEqualTo(403);
            for (Future<Answer> answer : underWay) {
                assertThat(answer.get().status()).isEqualTo(200);
            }
            assertThat(tenant.complete(session).number("available_credits")).isEqualTo("0");
        } finally {
            server.analyzer.open();
            threads.shutdownNow();
        }
    }
}
