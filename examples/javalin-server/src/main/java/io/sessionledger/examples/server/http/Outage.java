package io.sessionledger.examples.server.http;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** Tells a database that cannot be reached from one that refuses a statement: the first is worth another try. */
final class Outage {

    static final String ADVICE =
            "The database cannot be reached, or has no connection free. Send it again later, with the same Idempotency-Key if it had one.";

    /** SQLSTATE classes: connection exception, operator intervention such as a shutdown. */
    private static final Set<String> CLASSES = Set.of("08", "57");

    private Outage() {}

    static boolean isBehind(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            // the pool's own, once it has waited for a connection in vain
            if (cause instanceof SQLTransientConnectionException) {
                return true;
            }
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().length() == 5
                    && CLASSES.contains(sql.getSQLState().substring(0, 2))) {
                return true;
            }
        }
        return false;
    }
}
