package io.sessionledger.jdbc;

import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.store.LedgerStoreException;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * The way to the database: every verb passes through here, on a connection of the ledger's own. Deadlocks and serialization
 * failures are tried again, a few times; whatever else the database reports becomes one kind of exception, stripped of the
 * row's content.
 */
final class Door {

    private static final int ATTEMPTS = 5;

    /** Serialization failure, deadlock, and H2's time-out while waiting for a row. */
    private static final Set<String> WORTH_ANOTHER_TRY = Set.of("40001", "40P01", "HYT00");

    /** A number that does not fit its column: what PostgreSQL reports, and what H2 does. */
    private static final Set<String> NUMBER_OUT_OF_RANGE = Set.of("22003", "22001");

    private final Jdbi jdbi;
    private final Database database;
    private final boolean stringsAreOneTransaction;

    Door(Jdbi jdbi, Database database, boolean stringsAreOneTransaction) {
        this.jdbi = jdbi;
        this.database = database;
        this.stringsAreOneTransaction = stringsAreOneTransaction;
    }

    /** Work on one connection, each statement (or string of statements) a transaction of its own. */
    <T> T call(String verb, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return jdbi.withHandle(work::on);
            } catch (SessionLedgerException e) {
                throw e;
            } catch (JdbiException | SQLException e) {
                @Nullable SQLException reported = SqlErrors.reportedBy(e);
                if (attempt < ATTEMPTS && WORTH_ANOTHER_TRY.contains(SqlErrors.state(reported))) {
                    standBack(attempt);
                    continue;
                }
                throw translated(verb, e, reported);
            }
        }
    }

    /** Work whose strings of statements must each be one transaction. */
    <T> T string(String verb, Work<T> work) {
        return stringsAreOneTransaction ? call(verb, work) : transaction(verb, work);
    }

    /** Work on one connection in one transaction. */
    <T> T transaction(String verb, Work<T> work) {
        // where a pool asks for a higher level, PostgreSQL reports what has changed, and the work is done again; H2
        // notices
        // nothing and says nothing
        return database == Database.H2
                ? call(verb, handle -> handle.inTransaction(TransactionIsolationLevel.READ_COMMITTED, work::on))
                : call(verb, handle -> handle.inTransaction(work::on));
    }

    /** A few milliseconds, not the same for everybody: those who collided would only collide again. */
    private static void standBack(int attempt) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(attempt * 4_000_000L));
    }

    private static SessionLedgerException translated(String verb, Exception thrown, @Nullable SQLException reported) {
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
