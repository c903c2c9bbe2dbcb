package io.sessionledger.examples.server.demo;

import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.jdbc.JdbcLedgerStore;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Three months of made-up sessions. */
public final class DemoData {

    /** Whose sessions they are. */
    public static final List<TenantId> TENANTS =
            List.of(TenantId.of("island"), TenantId.of("career"), TenantId.of("island_parents"));

    private DemoData() {}

    public static void fill(Jdbi jdbi, JdbcLedgerStore store, CreditPolicy policy, Clock clock) {}
}
