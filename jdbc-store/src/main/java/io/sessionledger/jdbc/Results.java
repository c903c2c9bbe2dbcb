package io.sessionledger.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads what a string of several statements answers. PostgreSQL's driver sends the string in one round trip and as one
 * transaction, while each statement in it sees what was committed before that statement began.
 */
final class Results {

    private Results() {}

    /** The only row of the last statement, if it has one. */
    static <T> Optional<T> ofLast(int statements, Query query, Reader<T> reader) {
        return ofLast(statements, query, (firstCount, row) -> reader.read(row));
    }

    /** The only row of the last statement, if it has one, with the number of rows that the first statement changed. */
    static <T> Optional<T> ofLast(int statements, Query query, CountingReader<T> reader) {
        try (query) {
            return query.execute((executed, context) -> {
                PreparedStatement statement = executed.get();
                int firstCount = statement.getUpdateCount();
                for (int i = 1; i < statements; i++) {
                    var unused = statement.getMoreResults();
                }
                ResultSet rows = statement.getResultSet();
                return rows.next() ? Optional.of(reader.read(firstCount, Row.of(rows))) : Optional.empty();
            });
        }
    }

    /** All rows of each statement. */
    static void ofEach(Query query, List<RowReader> readers) {
        try (query) {
            query.execute((executed, context) -> {
                PreparedStatement statement = executed.get();
                for (RowReader reader : readers) {
                    ResultSet rows = statement.getResultSet();
                    while (rows.next()) {
                        reader.read(Row.of(rows));
                    }
                    var unused = statement.getMoreResults();
                }
                return null;
            });
        }
    }

    /** Takes up a row. */
    @FunctionalInterface
    interface RowReader {
        void read(Row row) throws SQLException;
    }

    /** Makes something of a row. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    /** Makes something of a row and the number of rows that the first statement changed. */
    @FunctionalInterface
    interface CountingReader<T> {
        T read(int firstCount, Row row) throws SQLException;
    }
}
