package io.sessionledger.examples.server.host;

import io.sessionledger.TenantId;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** One tenant's row of the table {@code tenants}, on one connection. */
public final class TenantTable {

    private static final String EXISTS = "select count(*) from tenants where tenant_id = :tenant_id";
    private static final String INSERT = "insert into tenants (tenant_id, created_at) values (:tenant_id, :created_at)";

    private final Handle handle;
    private final TenantId tenant;

    TenantTable(Handle handle, TenantId tenant) {
        this.handle = handle;
        this.tenant = tenant;
    }

    /**
     * Writes the tenant down unless it is there. Of two transactions that do so at once one waits for the other, fails, and is done again.
     *
     * @param now what time it is
     * @return whether it was new
     */
    public boolean insertIfAbsent(Instant now) {
        int there = handle.createQuery(EXISTS)
                .bind("tenant_id", tenant.value())
                .mapTo(Integer.class)
                .one();
        if (there > 0) {
            return false;
        }
        handle.createUpdate(INSERT)
                .bind("tenant_id", tenant.value())
                .bind("created_at", Rows.utc(now))
                .execute();
        return true;
    }
}
