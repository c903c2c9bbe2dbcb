package io.sessionledger.jdbc;

import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.SettlementPlan;
import org.jspecify.annotations.Nullable;

/**
 * A session that ends.
 *
 * @param seen as it was before
 * @param plan what is to be written
 * @param posted the entry that charges it; null if none does
 */
record SessionEnd(
        SessionUsage seen, SettlementPlan plan, @Nullable PostedEntry posted) {}
