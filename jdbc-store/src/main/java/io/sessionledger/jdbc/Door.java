package io.sessionledger.jdbc;

import io.sessionledger.InvalidInputException;
import io.sessionledger.store.LedgerStoreException;
import java.sql.SQLException;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The way to the database: every verb passes through here, on a connection of the ledger's own or inside a transaction of the host's. Whatever the database
 * reports becomes one kind of exception, stripped of the row's content.
 */
abstract sealed class Door permits OwnDoor, JoinedDoor {

    /** A number that does not fit its column: what PostgreSQL reports, and what H2 does. */
    private static final Set<String> NUMBER_OUT_OF_RANGE = Set.of("22003", "22001");

    /** Work on one connection, each statement (or string of statements) a transaction of its own unless the host has one. */
    abstract <T> T call(String verb, Work<T> work);

    /** Work whose strings of statements must each be in one transaction. */
    abstract <T> T string(String verb, Work<T> work);

    /** Work on one connection in one transaction. */
    abstract <T> T transaction(String verb, Work<T> work);

    /** What the caller gets to see of a failure. */
    static RuntimeException translated(String verb, Exception thrown) {
        if (thrown instanceof RuntimeException own && !(thrown instanceof JdbiException)) {
            return own;
        }
        @Nullable SQLException reported = SqlErrors.reportedBy(thrown);
        if (NUMBER_OUT_OF_RANGE.contains(SqlErrors.state(reported))) {
            return new InvalidInputException(
                    "total", "expected totals that fit the ledger's columns, but to " + verb + " would exceed one");
        }
        SQLException safe = SqlErrors.withoutContent(reported == null ? new SQLException(thrown.toString()) : reported);
        return new LedgerStoreException("Could not " + verb + ": " + safe.getMessage(), safe);
    }

    /** Something to do with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Handle handle) throws SQLException;
    }
}
