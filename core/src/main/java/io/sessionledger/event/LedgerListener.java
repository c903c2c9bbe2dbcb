package io.sessionledger.event;

/**
 * Hears of every verb once it is over, in the thread that called it, before the caller gets the answer.
 *
 * <p>What changed something is durable when it is heard of. A call is heard of at most once: a process that dies between the commit and the
 * listener has told nobody. A listener is therefore for metrics and caches, never for money.
 *
 * <p>Exceptions of a listener are logged and go no further. An {@link Error} is not the ledger's to hide: it reaches the caller in place of the verb's
 * answer, while what the verb did stays done. Implementations must be thread-safe, and quick: the caller waits for them.
 *
 * <p>Metrics take one expression, here with Micrometer (a timer counts, too):
 *
 * <pre>{@code
 * LedgerListener metrics = event -> Timer.builder("session.ledger")
 *         .tag("verb", event.verb().code())
 *         .tag("outcome", event.outcome())
 *         .register(registry)
 *         .record(event.took());
 * }</pre>
 */
@FunctionalInterface
public interface LedgerListener {

    /** Hears nothing. */
    LedgerListener NONE = event -> {};

    /**
     * A verb is over: it answered, or it threw.
     *
     * @param event which verb, for whom, how long it took, and what came of it
     */
    void on(LedgerEvent event);
}
