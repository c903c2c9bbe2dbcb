package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the page of maintenance says of a run that could not do all. Needs no browser. */
class MaintenancePageTest {

    private static final int LIMIT = 100;

    @Test
    void what_could_not_be_done_is_counted_and_what_is_left_is_told() {
        try (TestServer server = TestServer.on(ServerDatabase.H2, "LEDGER_MAINTENANCE_SECONDS", "86400")) {
            TestTenant tenant = server.newTenant();
            String counselor = tenant.newCounselor();
            DashboardVisitor admin = DashboardVisitor.signedIn(server.port(), tenant.admin());
            List<String> stuck = List.of(silent(server, tenant, counselor), silent(server, tenant, counselor));
            for (String session : stuck) {
                refuseToComplete(server, session);
            }

            String page = run(admin);
            assertThat(page)
                    .contains("2 things could not be done. The server’s log says which; the next run tries them again.")
                    .doesNotContain("Sessions completed", "Nothing was due.", "There is more to do");

            letComplete(server, stuck.get(0));
            page = run(admin);
            assertThat(page)
                    .contains("Sessions completed</dt><dd>1</dd>")
                    .contains("1 thing could not be done. The server’s log says which; the next run tries it again.");

            letComplete(server, stuck.get(1));
            int more = server.sql(
                    "insert into ledger.session_usage (tenant_id, session_id, counselor_id, started_at, last_recorded_at)"
                            + " select ?, random_uuid(), cast(? as uuid), timestamp with time zone '2026-03-08T12:00:00Z',"
                            + " timestamp with time zone '2026-03-08T12:00:00Z' from system_range(1, " + LIMIT + ")",
                    tenant.name(),
                    counselor);
            assertThat(more).isEqualTo(LIMIT);
            assertThat(run(admin))
                    .contains("Sessions completed</dt><dd>100</dd>")
                    .contains("There is more to do: it stopped at its limit. Run it again, or leave it to the server.")
                    .doesNotContain("could not be done");
            assertThat(run(admin)).contains("Sessions completed</dt><dd>1</dd>").doesNotContain("There is more to do");
            assertThat(run(admin)).contains("Nothing was due.");
        }
    }

    private static String run(DashboardVisitor admin) {
        return admin.send("/upkeep/maintenance", Map.of("step", "do")).body();
    }

    /** Of which nothing has been heard since long ago. */
    private static String silent(TestServer server, TestTenant tenant, String counselor) {
        String session = tenant.start(counselor, Instant.parse("2026-03-08T11:00:00Z"));
        int silent = server.sql(
                "update ledger.session_usage set last_recorded_at = started_at where session_id = cast(? as uuid)",
                session);
        assertThat(silent).isEqualTo(1);
        return session;
    }

    /** As if the database were at fault, for one session. */
    private static void refuseToComplete(TestServer server, String session) {
        int unused = server.sql("alter table ledger.session_usage add constraint " + constraint(session)
                + " check (session_id <> uuid '" + session + "' or status <> 'completed')");
    }

    private static void letComplete(TestServer server, String session) {
        int unused = server.sql("alter table ledger.session_usage drop constraint " + constraint(session));
    }

    private static String constraint(String session) {
        return "stuck_" + session.replace('-', '_');
    }
}
