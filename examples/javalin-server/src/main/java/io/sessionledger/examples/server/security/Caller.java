package io.sessionledger.examples.server.security;

import io.sessionledger.CounselorId;
import io.sessionledger.TenantId;
import java.util.Optional;

/**
 * Whoever has shown a valid token.
 *
 * @param tenant whose data the token opens
 * @param role what it may do there
 * @param counselor if present, the one counselor whose sessions and credits it may touch
 * @param actor an opaque name for the ledger: it tells tokens apart and gives none away
 */
public record Caller(TenantId tenant, Role role, Optional<CounselorId> counselor, String actor) {

    /**
     * {@return whether the caller may touch what belongs to a counselor}
     *
     * @param owner the counselor
     */
    public boolean reaches(CounselorId owner) {
        return counselor.isEmpty() || counselor.get().equals(owner);
    }
}
