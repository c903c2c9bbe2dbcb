package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.TenantId;

/** Where ends and admissions of sessions wait for each other. A lane is one tenant's. */
sealed interface SessionLane {

    TenantId tenant();

    /** The lane of a tenant. */
    record OfTenant(TenantId tenant) implements SessionLane {}

    /** The lane of one account that somebody else holds; whoever is in it waits for that. */
    record OfAccount(TenantId tenant, CounselorId counselorId) implements SessionLane {}
}
