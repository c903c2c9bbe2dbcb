package io.sessionledger.jdbc;

import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.store.LedgerStoreException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What databases report, and what of it may be passed on: their details quote rows, and rows hold conversations. */
final class SqlErrors {

    static final String UNIQUE_VIOLATION = "23505";

    /** Data exceptions, violated constraints, deadlocks and serialization failures, limits of a statement, what a trigger of the host's raises: what one row may meet and another not. */
    private static final List<String> CLASSES_OF_SINGLE_ROWS = List.of("22", "23", "40", "54", "P0");

    private SqlErrors() {}

    static @Nullable SQLException reportedBy(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException reported) {
                return reported;
            }
        }
        return null;
    }

    static String state(@Nullable SQLException reported) {
        return reported == null || reported.getSQLState() == null ? "" : reported.getSQLState();
    }

    /** Whether what several rows met together may be the fault of one of them. */
    static boolean mayConcernOneRow(SessionLedgerException e) {
        String state = state(reportedBy(e));
        return e instanceof InvalidInputException
                || CLASSES_OF_SINGLE_ROWS.stream().anyMatch(state::startsWith);
    }

    /** What one of several callers gets to see of what they met together: an exception of its own, which names what it wanted. */
    static LedgerStoreException ofOne(String verb, SessionLedgerException together) {
        Throwable reported = together.getCause();
        return reported == null
                ? new LedgerStoreException("Could not " + verb + ": " + together.getMessage())
                : new LedgerStoreException("Could not " + verb + ": " + reported.getMessage(), reported);
    }

    static boolean isUniqueViolation(Throwable thrown) {
        return state(reportedBy(thrown)).equals(UNIQUE_VIOLATION);
    }

    /** What was reported, without the statement; for statements that read and write no rows of people. */
    static String firstLine(SQLException reported) {
        return String.valueOf(reported.getMessage())
                .split("\n|; SQL statement", 2)[0]
                .strip();
    }

    /**
     * The same report without the parts that can quote values: PostgreSQL's detail is on the lines after the first, H2's follows
     * the first quotation mark or semicolon.
     */
    static SQLException withoutContent(SQLException reported) {
        String message = String.valueOf(reported.getMessage());
        boolean quotesOnLaterLines = reported.getClass().getName().startsWith("org.postgresql.");
        String kept = message.split(quotesOnLaterLines ? "\n" : "[\n;'\"]", 2)[0].strip();
        SQLException safe = new SQLException(
                kept + " (SQLSTATE " + state(reported) + ")", reported.getSQLState(), reported.getErrorCode());
        safe.setStackTrace(reported.getStackTrace());
        return safe;
    }
}
