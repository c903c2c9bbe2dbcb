package io.sessionledger.store;

import io.sessionledger.RateId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.PublishRate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps the versions of a tenant's credit rates. Versions are added, never edited. Thread-safe. */
public interface CreditRates {

    /**
     * Adds a version to a rate.
     *
     * @param tenant whose rate it is
     * @param id the version's id
     * @param rate what the host stated
     * @param now when it is published
     * @return the version, numbered
     */
    CreditRate publish(TenantId tenant, RateId id, PublishRate rate, Instant now);

    /**
     * {@return a version of a rate, if there is one of that id}
     *
     * @param tenant whose it is
     * @param id the version
     */
    Optional<CreditRate> find(TenantId tenant, RateId id);

    /**
     * {@return the version of a rate in force at an instant, if there is one}
     *
     * @param tenant whose rate it is
     * @param name the rate's name
     * @param at the instant
     */
    Optional<CreditRate> findInForce(TenantId tenant, String name, Instant at);

    /**
     * {@return all versions of a rate, the first first}
     *
     * @param tenant whose rate it is
     * @param name the rate's name
     */
    List<CreditRate> versions(TenantId tenant, String name);
}
