package io.sessionledger.store;

import io.sessionledger.GrantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A grant to be given. Where it takes effect later, its entry is made then.
 *
 * @param entry its ledger entry, whose delta is the amount
 * @param priority 0 pays first
 * @param effectiveFrom from when on it pays; null for at once
 * @param expiresAt from when on it does not; null for never
 */
public record NewGrant(
        NewEntry entry,
        int priority,
        @Nullable Instant effectiveFrom,
        @Nullable Instant expiresAt) {

    /** {@return the grant's id: that of its entry} */
    public GrantId id() {
        return GrantId.of(entry.id().value());
    }
}
