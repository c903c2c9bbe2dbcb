package io.sessionledger.jdbc;

import io.sessionledger.TenantId;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** How logs of the past get into their table, many at once, inside a transaction that holds their usage rows. */
interface PastLogWriter {

    /** Writes logs of which none is there. */
    void write(Handle handle, TenantId tenant, List<PastLog> logs);
}
