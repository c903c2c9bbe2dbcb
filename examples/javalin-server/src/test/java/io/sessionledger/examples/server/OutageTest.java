package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The database goes away under a running server. */
class OutageTest {

    @Test
    void a_database_that_cannot_be_reached_is_a_reason_to_come_back_and_not_a_fault() {
        try (TestServer server = TestServer.on(ServerDatabase.POSTGRESQL)) {
            TestTenant tenant = server.newTenant();
            String counselor = tenant.newCounselor();
            server.loseDatabase();

            Answer refused = tenant.viewer().get("/api/v1/counselors/" + counselor);

            assertThat(refused.status()).as(refused.body()).isEqualTo(503);
            assertThat(refused.text("type")).isEqualTo("urn:session-ledger:problem:unavailable");
            assertThat(refused.header("Retry-After")).hasValue("1");
            assertThat(server.stranger().get("/health").status()).isEqualTo(503);
        }
    }
}
