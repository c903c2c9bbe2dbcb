package io.sessionledger.examples.server.desk;

import io.sessionledger.TenantId;
import io.sessionledger.examples.server.host.HostDatabase;
import io.sessionledger.examples.server.host.HostTransaction;
import io.sessionledger.examples.server.host.KnownRequest;
import io.sessionledger.examples.server.host.RequestKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Lets one of several equal requests have an analysis made. A model thinks too long for a transaction to stay open, so the request is first claimed, then worked on, then answered. A claim
 * whose process has died runs out, and a repeat takes it over.
 */
final class AnalysisClaims {

    /** Longer than an analysis with all its retries takes. One that takes longer all the same is stored once, but may have asked the model twice. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HostDatabase database;
    private final OnceOnly onceOnly;
    private final Clock clock;

    AnalysisClaims(HostDatabase database, OnceOnly onceOnly, Clock clock) {
        this.database = database;
        this.onceOnly = onceOnly;
        this.clock = clock;
    }

    /** What was answered before, or a claim on working on it. */
    record Claimed(Optional<UsageSoFar> answer, Instant until) {}

    Claimed claim(TenantId tenant, RequestKey key) {
        return database.transaction(tenant, transaction -> claim(transaction, key));
    }

    private Claimed claim(HostTransaction transaction, RequestKey key) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant until = now.plus(PATIENCE);
        Optional<KnownRequest> known = transaction.requests().find(key.key());
        if (known.isEmpty()) {
            transaction.requests().insertClaimed(key, until, now);
            return new Claimed(Optional.empty(), until);
        }
        OnceOnly.requireSame(known.get(), key);
        if (known.get().answer().isPresent()) {
            return new Claimed(Optional.of(onceOnly.read(known.get().answer().get(), UsageSoFar.class)), until);
        }
        Instant ranOut = known.get().claimedUntil().orElseThrow();
        if (ranOut.isAfter(now) || !transaction.requests().renewClaim(key.key(), ranOut, until)) {
            throw new FirstTryRunningException();
        }
        return new Claimed(Optional.empty(), until);
    }

    void answer(TenantId tenant, RequestKey key, UsageSoFar usage) {
        database.transaction(tenant, transaction -> {
            transaction.requests().answer(key.key(), onceOnly.write(usage));
            return usage;
        });
    }

    void giveUp(TenantId tenant, RequestKey key, Instant until) {
        database.transaction(tenant, transaction -> {
            transaction.requests().giveUp(key.key(), until);
            return until;
        });
    }
}
