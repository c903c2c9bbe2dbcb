package io.sessionledger.billing;

import io.sessionledger.Storable;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.store.LedgerStore;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

/** What every verb works with. */
record Workplace(
        LedgerStore store,
        CreditPolicy policy,
        Clock clock,
        Supplier<UUID> ids,
        LedgerListener listener,
        AnalysisPricing pricing) {

    Instant now() {
        return Storable.instant("clock", clock.instant());
    }

    UUID newId() {
        return ids.get();
    }
}
