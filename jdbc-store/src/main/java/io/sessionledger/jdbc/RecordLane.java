package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;

/** Where records wait for each other. A lane is one tenant's. */
sealed interface RecordLane {

    TenantId tenant();

    /** The lane of one of the tenant's writers, for records of many sessions, which go in batches. */
    record OfWriter(TenantId tenant, int writer) implements RecordLane {}

    /** The lane of one session that a batch could not serve, where its records go one by one. */
    record OfSession(TenantId tenant, SessionId sessionId) implements RecordLane {}
}
