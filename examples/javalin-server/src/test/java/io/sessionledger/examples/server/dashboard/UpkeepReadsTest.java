package io.sessionledger.examples.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.examples.server.host.HostSchema;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.SchemaMode;
import io.sessionledger.session.StartSession;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Ids are a tenant's own: another one may have the same. */
class UpkeepReadsTest {

    private final CounselorId counselor = CounselorId.of(UUID.randomUUID());
    private final SessionId session = SessionId.of(UUID.randomUUID());

    @Test
    void names_and_figures_are_the_tenants_own_also_where_another_has_the_same_ids() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        HostSchema.migrate(h2);
        JdbcLedgerStore store = JdbcLedgerStore.builder(h2)
                .schema("ledger")
                .schemaMode(SchemaMode.MIGRATE)
                .build();
        Jdbi jdbi = Jdbi.create(h2);
        UpkeepReads reads = new UpkeepReads(jdbi, "ledger");
        TenantId island = TenantId.of("island");
        try (SessionLedger ledger = SessionLedger.builder(store).build()) {
            live(jdbi, ledger.tenant(island), "Ada", 1);
            live(jdbi, ledger.tenant("career"), "Bo", 2);

            assertThat(reads.names(island, List.of(counselor, counselor)))
                    .hasSize(1)
                    .containsEntry(counselor, "Ada");
            assertThat(reads.used(island, List.of(session)))
                    .hasSize(1)
                    .containsEntry(session, new UsedSoFar(Duration.ofMinutes(1), 1, Credits.ZERO));
            assertThat(reads.names(island, List.of())).isEmpty();
            assertThat(reads.used(island, List.of())).isEmpty();
        }
    }

    private void live(Jdbi jdbi, TenantLedger ledger, String name, int minutes) {
        String tenant = ledger.tenant().value();
        jdbi.useHandle(handle -> {
            handle.execute("insert into tenants values (?, current_timestamp)", tenant);
            handle.execute(
                    "insert into counselors (tenant_id, id, name, created_at) values (?, ?, ?, ?)",
                    tenant,
                    counselor.value(),
                    name,
                    Instant.now().atOffset(ZoneOffset.UTC));
        });
        var unusedStart = ledger.start(StartSession.of(session, counselor));
        var unusedRecord = ledger.record(
                session,
                Analysis.builder(SafetyLevel.GREEN, 1)
                        .duration(Duration.ofMinutes(minutes))
                        .build());
    }
}
