package io.sessionledger.jdbc;

import io.sessionledger.store.LedgerStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Cleanable;

/**
 * Verbs inside the host's transaction. Nothing here commits, rolls back more than the failed verb, or touches a setting of the connection;
 * and nothing is tried again, since only the host can do its own part again.
 */
final class JoinedDoor extends Door {

    private final Connection connection;
    private final Database database;
    private final Jdbi jdbi;

    JoinedDoor(Connection connection, Database database, QualifiedSql sql) {
        this.connection = connection;
        this.database = database;
        this.jdbi = sql.over(new Borrowed(connection));
    }

    @Override
    <T> T call(String verb, Work<T> work) {
        try {
            requireTransaction();
            Savepoint before = connection.setSavepoint();
            T result = undoneOnFailure(before, work);
            connection.releaseSavepoint(before);
            return result;
        } catch (Exception e) {
            throw translated(verb, e);
        }
    }

    /** The connection's own statements, between the host's: each string of them is in the host's transaction anyway. */
    @Override
    <T> T string(String verb, Work<T> work) {
        return call(verb, work);
    }

    @Override
    <T> T transaction(String verb, Work<T> work) {
        return call(verb, work);
    }

    private <T> T undoneOnFailure(Savepoint before, Work<T> work) throws SQLException {
        try (Handle handle = jdbi.open()) {
            return work.on(handle);
        } catch (Throwable e) {
            try {
                connection.rollback(before);
                connection.releaseSavepoint(before);
            } catch (SQLException lost) {
                // the database has ended the transaction by itself, or the connection broke: what went wrong first says
                // more
                e.addSuppressed(SqlErrors.withoutContent(lost));
            }
            throw e;
        }
    }

    private void requireTransaction() throws SQLException {
        if (connection.getAutoCommit()) {
            throw new LedgerStoreException("There is no transaction to join: the connection has autocommit on."
                    + " Begin a transaction first, or use the ledger without joining(...).");
        }
        // PostgreSQL reports what has changed since a transaction began; H2 would work on what it saw then
        if (database == Database.H2 && connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED) {
            throw new LedgerStoreException("On H2 the ledger joins transactions at READ COMMITTED only: at other levels"
                    + " H2 lets it work on rows that have changed meanwhile.");
        }
    }

    /** The host's connection, which stays open. */
    private record Borrowed(Connection connection) implements ConnectionFactory {

        @Override
        public Connection openConnection() {
            return connection;
        }

        @Override
        public void closeConnection(Connection borrowed) {}

        @Override
        public Cleanable getCleanableFor(Connection borrowed) {
            return () -> {};
        }
    }
}
