package io.sessionledger.billing;

import io.sessionledger.Storable;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.event.LedgerEvent;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.event.Verb;
import io.sessionledger.store.JoinedStore;
import io.sessionledger.store.LedgerStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What every verb works with, and how it is done: timed, and told to the listener once it is over. */
record Workplace(
        LedgerStore store,
        CreditPolicy policy,
        Clock clock,
        LongSupplier nanoTime,
        Supplier<UUID> ids,
        LedgerListener listener,
        AnalysisPricing pricing,
        KnownRates rates) {

    /** The same inside a transaction of the host's. */
    Workplace joining(JoinedStore joined, LedgerListener afterCommit) {
        return new Workplace(joined, policy, clock, nanoTime, ids, afterCommit, pricing, rates);
    }

    boolean isJoined() {
        return store instanceof JoinedStore;
    }

    /** Several steps of one verb: in a host's transaction all of them or none, otherwise each by itself. */
    <A> A atomically(Supplier<A> steps) {
        return store instanceof JoinedStore joined ? joined.atomically(steps) : steps.get();
    }

    /**
     * Does a verb as its caller sees it: everything that takes time or can throw belongs to the work.
     *
     * @param event what the listener hears of, made from how long the work took and what it answered
     * @return what the work answered
     */
    <A> A perform(TenantId tenant, Verb verb, Supplier<A> work, BiFunction<Duration, A, LedgerEvent> event) {
        long began = nanoTime.getAsLong();
        A answer;
        try {
            answer = work.get();
        } catch (Throwable thrown) {
            listener.on(new LedgerEvent.Failed(tenant, verb, since(began), thrown));
            throw thrown;
        }
        listener.on(event.apply(since(began), answer));
        return answer;
    }

    /** Does what nobody has asked for: the listener hears of it only if there was anything to do. */
    <A> Optional<A> performIfAny(Supplier<Optional<A>> work, BiFunction<Duration, A, LedgerEvent> event) {
        long began = nanoTime.getAsLong();
        Optional<A> done = work.get();
        done.ifPresent(answer -> listener.on(event.apply(since(began), answer)));
        return done;
    }

    /**
     * Does a verb whose answer comes later. Nothing is thrown here: what goes wrong is what the stage fails with.
     *
     * @param event what the listener hears of, made from how long it took and what the answer was
     * @return the answer, once the listener has heard of it
     */
    <A> CompletionStage<A> performAsync(
            TenantId tenant, Verb verb, Supplier<CompletionStage<A>> work, BiFunction<Duration, A, LedgerEvent> event) {
        long began = nanoTime.getAsLong();
        CompletionStage<A> underWay;
        try {
            underWay = work.get();
        } catch (RuntimeException e) {
            underWay = CompletableFuture.failedStage(e);
        }
        return underWay.whenComplete((answer, thrown) -> listener.on(
                thrown == null
                        ? event.apply(since(began), answer)
                        : new LedgerEvent.Failed(tenant, verb, since(began), causeOf(thrown))));
    }

    /** A stage that is done, with what this returns or throws. */
    static <A> CompletionStage<A> done(Supplier<A> work) {
        try {
            return CompletableFuture.completedStage(work.get());
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static Throwable causeOf(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private Duration since(long began) {
        return Duration.ofNanos(nanoTime.getAsLong() - began);
    }

    Instant now() {
        return Storable.instant("clock", clock.instant());
    }

    UUID newId() {
        return ids.get();
    }
}
