package io.sessionledger.billing;

import io.sessionledger.RateId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.store.CreditRates;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The rate versions that sessions have needed lately. A version never changes, so it is read once. Thread-safe. */
final class KnownRates {

    /** Far more than are in force at a time; where there are more, they are read again. */
    private static final int MOST = 10_000;

    private final Map<Key, CreditRate> known = new ConcurrentHashMap<>();

    Optional<CreditRate> find(CreditRates rates, TenantId tenant, RateId id) {
        Key key = new Key(tenant, id);
        CreditRate rate = known.get(key);
        if (rate != null) {
            return Optional.of(rate);
        }
        Optional<CreditRate> read = rates.find(tenant, id);
        read.ifPresent(version -> {
            if (known.size() >= MOST) {
                known.clear();
            }
            known.put(key, version);
        });
        return read;
    }

    private record Key(TenantId tenant, RateId id) {}
}
