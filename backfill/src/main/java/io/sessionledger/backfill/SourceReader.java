package io.sessionledger.backfill;

import io.sessionledger.CounselorId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads the host's table page by page in the order of its keys. Each page is a short transaction that only reads, so that no snapshot grows old however long the run; within it, an array that is read in
 * pieces stays what it is.
 */
final class SourceReader {

    /** How many sessions a page has. */
    private static final int PAGE = 64;

    /** How many characters of an array come with its page. */
    private static final int FIRST_PIECE = 128 * 1024;

    private static final Set<String> HOLD_ENTRIES = Set.of(
            "json",
            "jsonb",
            "text",
            "varchar",
            "bpchar",
            "character varying",
            "character",
            "character large object",
            "citext");

    /** The class of SQLSTATEs for tables and columns that are not there, or may not be read. */
    private static final String NOT_AS_NAMED = "42";

    private static final int ID = 1;
    private static final int COUNSELOR = 2;
    private static final int TENANT = 3;
    private static final int STARTED = 4;
    private static final int ENDED = 5;
    private static final int CREDITS = 6;
    private static final int ENTRIES = 7;

    private final DataSource dataSource;
    private final BackfillSource source;
    private final boolean postgres;

    SourceReader(DataSource dataSource, BackfillSource source) throws SQLException {
        this.dataSource = dataSource;
        this.source = source;
        try (Connection connection = dataSource.getConnection()) {
            this.postgres = connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
        }
    }

    /** What is done with each session. */
    interface Visitor {

        /**
         * Takes up a session.
         *
         * @param entries the text of the column; null if it is null. To be read before the visit ends
         */
        void session(SourceSession session, @Nullable Reader entries) throws SQLException, IOException;

        /** A page was read. */
        void pageEnded();
    }

    /** Counts the sessions; refuses tables that are not as the source says, or cannot be read in full and once. */
    long check() throws SQLException {
        return inTransaction(connection -> {
            checkColumns(connection);
            String counts = "select count(*), count(" + source.id() + ") from " + source.table();
            try (PreparedStatement count = connection.prepareStatement(counts);
                    ResultSet row = count.executeQuery()) {
                row.next();
                InvalidInputException.unless(
                        row.getLong(1) == row.getLong(2),
                        "id",
                        "a key on every row",
                        (row.getLong(1) - row.getLong(2)) + " rows without");
                return row.getLong(1);
            }
        });
    }

    private void checkColumns(Connection connection) throws SQLException {
        String columns = select() + ", s." + source.entries() + " from " + source.table() + " s where 1 = 0";
        try (PreparedStatement statement = connection.prepareStatement(columns);
                ResultSet none = statement.executeQuery()) {
            String id = none.getMetaData().getColumnName(ID);
            InvalidInputException.unless(
                    UniqueColumn.isUnique(connection, postgres, source.table(), none.getMetaData(), ID),
                    "id",
                    "a column that a unique index of its own covers, such as the primary key, since sessions are read in its order",
                    id);
            String type = none.getMetaData().getColumnTypeName(ENTRIES + 1).toLowerCase(Locale.ROOT);
            InvalidInputException.unless(
                    HOLD_ENTRIES.contains(type), "entries", "a column of JSON or text", "one of " + type);
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith(NOT_AS_NAMED)) {
                throw new InvalidInputException(
                        "table",
                        "expected a table that may be read, with all the columns that are named, but the database says: "
                                + Backfill.reported(e));
            }
            throw e;
        }
    }

    void read(Visitor visitor) throws SQLException {
        Optional<Object> last = inTransaction(connection -> page(connection, null, visitor));
        while (last.isPresent()) {
            visitor.pageEnded();
            Object after = last.get();
            last = inTransaction(connection -> page(connection, after, visitor));
        }
    }

    private Optional<Object> page(Connection connection, @Nullable Object after, Visitor visitor)
            throws SQLException, IOException {
        String from = after == null ? "" : " where s." + source.id() + " > ?";
        String sql =
                select() + " from " + source.table() + " s" + from + " order by s." + source.id() + " limit " + PAGE;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (after != null) {
                statement.setObject(1, after);
            }
            Object last = null;
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    last = row.getObject(ID);
                    visitor.session(session(row), entries(connection, row));
                }
            }
            return Optional.ofNullable(last);
        }
    }

    private String select() {
        return "select s." + source.id() + ", s." + source.counselor() + ", " + column(source.tenantColumn()) + ", "
                + column(source.startedAt()) + ", " + column(source.endedAt()) + ", " + column(source.creditsColumn())
                + ", " + (postgres ? piece("1", String.valueOf(FIRST_PIECE)) : "s." + source.entries());
    }

    private static String column(@Nullable String name) {
        return name == null ? "null" : "s." + name;
    }

    private String piece(String from, String length) {
        return "substring(cast(s." + source.entries() + " as text) from " + from + " for " + length + ")";
    }

    private SourceSession session(ResultSet row) throws SQLException {
        Object id = row.getObject(ID);
        UUID session = HostValues.key(id);
        UUID counselor = HostValues.key(row.getObject(COUNSELOR));
        TenantId tenant = source.tenant() != null ? source.tenant() : HostValues.tenant(row.getString(TENANT));
        SessionId sessionId = session == null ? null : SessionId.of(session);
        return new SourceSession(
                String.valueOf(id),
                tenant,
                sessionId,
                counselor == null ? null : CounselorId.of(counselor),
                time(row, STARTED, source.startedAt()),
                time(row, ENDED, source.endedAt()),
                credits(row, sessionId),
                session == null
                        ? Oddity.UNUSABLE_KEY
                        : counselor == null ? Oddity.NO_COUNSELOR : tenant == null ? Oddity.UNUSABLE_TENANT : null);
    }

    private Optional<Instant> time(ResultSet row, int column, @Nullable String name) throws SQLException {
        return name == null
                ? Optional.empty()
                : HostValues.instant(row, column, source.mapping().zone());
    }

    private @Nullable String credits(ResultSet row, @Nullable SessionId session) throws SQLException {
        if (source.creditsColumn() != null) {
            return row.getString(CREDITS);
        }
        return session == null
                ? null
                : source.credits().apply(session).map(Object::toString).orElse(null);
    }

    private @Nullable Reader entries(Connection connection, ResultSet row) throws SQLException {
        if (!postgres) {
            return row.getCharacterStream(ENTRIES);
        }
        String first = row.getString(ENTRIES);
        if (first == null) {
            return null;
        }
        boolean whole = first.codePointCount(0, first.length()) < FIRST_PIECE;
        return whole
                ? new StringReader(first)
                : new PieceReader(connection, first, FIRST_PIECE, pieces(), row.getObject(ID));
    }

    private String pieces() {
        return "select " + piece("?", "?") + " from " + source.table() + " s where s." + source.id() + " = ?";
    }

    /** Reads at a moment that stays the same, and leaves the connection as it was. */
    private <T> T inTransaction(Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            boolean autocommit = connection.getAutoCommit();
            int isolation = connection.getTransactionIsolation();
            boolean readOnly = connection.isReadOnly();
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            try {
                return work.on(connection);
            } catch (IOException e) {
                throw e.getCause() instanceof SQLException reported
                        ? reported
                        : new SQLException(e.getClass().getName());
            } finally {
                connection.rollback();
                connection.setAutoCommit(autocommit);
                connection.setReadOnly(readOnly);
                connection.setTransactionIsolation(isolation);
            }
        }
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException, IOException;
    }
}
