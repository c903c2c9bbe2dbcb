package io.sessionledger.billing;

import io.sessionledger.RateId;
import io.sessionledger.Storable;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.event.LedgerEvent;
import io.sessionledger.event.Verb;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One tenant's credit rates, each a line of versions. Thread-safe. */
public final class TenantRates {

    private final Workplace workplace;
    private final TenantId tenant;

    TenantRates(Workplace workplace, TenantId tenant) {
        this.workplace = workplace;
        this.tenant = tenant;
    }

    /**
     * Publishes a version of a rate. Sessions that have started keep theirs.
     *
     * @param rate its name, from when it is in force, and how usage becomes credits
     * @return the version
     */
    public CreditRate publish(PublishRate rate) {
        return workplace.perform(
                tenant,
                Verb.PUBLISH_RATE,
                () -> workplace.store().rates().publish(tenant, RateId.of(workplace.newId()), rate, workplace.now()),
                (took, version) -> new LedgerEvent.RatePublished(tenant, took, version));
    }

    /**
     * {@return a version of a rate, if the tenant has it}
     *
     * @param id the version
     */
    public Optional<CreditRate> find(RateId id) {
        return workplace.rates().find(workplace.store().rates(), tenant, id);
    }

    /**
     * {@return the version of a rate in force at an instant, if there is one}
     *
     * @param name the rate's name; {@value io.sessionledger.session.StartSession#STANDARD_RATE} is the default one's
     * @param at the instant
     */
    public Optional<CreditRate> inForce(String name, Instant at) {
        return workplace.store().rates().findInForce(tenant, name, Storable.instant("at", at));
    }

    /**
     * {@return all versions of a rate, the first first}
     *
     * @param name the rate's name
     */
    public List<CreditRate> versions(String name) {
        return workplace.store().rates().versions(tenant, name);
    }
}
