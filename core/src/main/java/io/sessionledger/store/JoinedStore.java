package io.sessionledger.store;

import java.util.function.Supplier;

/**
 * All ports inside a transaction of the host's, on the host's connection. What they write is durable when the host commits, and gone when it
 * rolls back; a verb that fails leaves nothing of itself behind and the transaction usable. Good for as long as the transaction, and
 * no more thread-safe than the connection.
 *
 * <p>Made for READ COMMITTED. At a higher level the database may report that a row has changed since the transaction began (SQLSTATE 40001, in
 * the cause of the {@link LedgerStoreException}): then the host does its transaction again. Waiting rows and deadlocks are reported likewise, never tried
 * again here.
 */
public interface JoinedStore extends LedgerStore {

    /**
     * Does several steps as one: if one of them fails, none of them is left, and the transaction goes on.
     *
     * @param <T> what they answer
     * @param steps calls of this store's ports
     * @return what they answered
     */
    <T> T atomically(Supplier<T> steps);

    /** Does nothing: connection and transaction are the host's. */
    @Override
    default void close() {}
}
