package io.sessionledger.examples.server.desk;

import io.sessionledger.RateId;
import io.sessionledger.Storable;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.examples.server.host.HostDatabase;
import io.sessionledger.examples.server.host.RequestKey;
import io.sessionledger.examples.server.security.Caller;
import io.sessionledger.session.StartSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Publishes the rates by which usage becomes credits, and lists their versions. */
public final class RateDesk {

    private final HostDatabase database;
    private final OnceOnly onceOnly;

    RateDesk(HostDatabase database, OnceOnly onceOnly) {
        this.database = database;
        this.onceOnly = onceOnly;
    }

    /**
     * Publishes a version of a rate.
     *
     * @param caller who does it
     * @param rate name, start and method
     * @param key if it came with one
     * @return the version
     */
    public CreditRate publish(Caller caller, PublishRate rate, Optional<RequestKey> key) {
        Access.wholeTenant(caller, "publishing a rate");
        Published published = onceOnly.once(
                caller.tenant(),
                key,
                Published.class,
                transaction -> new Published(
                        transaction.ledger().rates().publish(rate).id().value()));
        return versions(caller, rate.name()).stream()
                .filter(version -> version.id().equals(RateId.of(published.rateId())))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("rate", published.rateId()));
    }

    /**
     * {@return all versions of a rate, the first first}
     *
     * @param caller who asks
     * @param name the rate's name, 1 to 50 characters
     */
    public List<CreditRate> versions(Caller caller, String name) {
        String known = Storable.label("name", name, StartSession.MAX_RATE_NAME_LENGTH);
        return database.ledger(caller.tenant()).rates().versions(known);
    }

    /**
     * {@return the version of a rate by which a session is charged that starts at an instant}
     *
     * @param caller who asks
     * @param name the rate's name
     * @param at when
     */
    public Optional<CreditRate> inForce(Caller caller, String name, Instant at) {
        return database.ledger(caller.tenant()).rates().inForce(name, at);
    }

    /** What is kept of a publication: all else is the version's own row. */
    record Published(UUID rateId) {}
}
