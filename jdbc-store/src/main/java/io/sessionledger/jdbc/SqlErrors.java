package io.sessionledger.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What databases report, and what of it may be passed on: their details quote rows, and rows hold conversations. */
final class SqlErrors {

    static final String UNIQUE_VIOLATION = "23505";

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
