package io.sessionledger.jdbc;

import io.sessionledger.SessionLedgerException;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** Verbs in transactions of their own. Deadlocks and serialization failures are tried again, a few times. */
final class OwnDoor extends Door {

    private static final int ATTEMPTS = 5;

    /** Serialization failure, deadlock, and H2's time-out while waiting for a row. */
    private static final Set<String> WORTH_ANOTHER_TRY = Set.of("40001", "40P01", "HYT00");

    private final Jdbi jdbi;
    private final Database database;
    private final boolean stringsAreOneTransaction;

    OwnDoor(Jdbi jdbi, Database database, boolean stringsAreOneTransaction) {
        this.jdbi = jdbi;
        this.database = database;
        this.stringsAreOneTransaction = stringsAreOneTransaction;
    }

    @Override
    <T> T call(String verb, Work<T> work) {
        PureDecision.requireNone(verb);
        for (int attempt = 1; ; attempt++) {
            try {
                return jdbi.withHandle(work::on);
            } catch (SessionLedgerException e) {
                throw e;
            } catch (JdbiException | SQLException e) {
                if (attempt == ATTEMPTS || !WORTH_ANOTHER_TRY.contains(SqlErrors.state(SqlErrors.reportedBy(e)))) {
                    throw translated(verb, e);
                }
                standBack(attempt);
            }
        }
    }

    @Override
    <T> T string(String verb, Work<T> work) {
        return stringsAreOneTransaction ? call(verb, work) : transaction(verb, work);
    }

    @Override
    <T> T transaction(String verb, Work<T> work) {
        // where a pool asks for a higher level, PostgreSQL reports what has changed, and the work is done again; H2
        // notices nothing and says nothing
        return database == Database.H2
                ? call(verb, handle -> handle.inTransaction(TransactionIsolationLevel.READ_COMMITTED, work::on))
                : call(verb, handle -> handle.inTransaction(work::on));
    }

    /** A few milliseconds, not the same for everybody: those who collided would only collide again. */
    static void standBack(int attempt) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(attempt * 4_000_000L));
    }
}
