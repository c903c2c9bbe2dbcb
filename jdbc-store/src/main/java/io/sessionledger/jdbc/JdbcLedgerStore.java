package io.sessionledger.jdbc;

import io.sessionledger.InvalidInputException;
import io.sessionledger.analysis.AnalysisContentCodec;
import io.sessionledger.analysis.ContentCodecException;
import io.sessionledger.jdbc.SqlName.Folding;
import io.sessionledger.store.AnalysisLogRepository;
import io.sessionledger.store.CreditAlerts;
import io.sessionledger.store.CreditLedger;
import io.sessionledger.store.CreditRates;
import io.sessionledger.store.CreditRepository;
import io.sessionledger.store.DueWork;
import io.sessionledger.store.JoinedStore;
import io.sessionledger.store.LedgerStore;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.RecurringGrants;
import io.sessionledger.store.SessionUsageTracker;
import io.sessionledger.store.UsageRepository;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger in a PostgreSQL or H2 database of the host.
 *
 * <pre>{@code
 * LedgerStore store = JdbcLedgerStore.builder(dataSource).schemaMode(SchemaMode.MIGRATE).build();
 * }</pre>
 *
 * Each verb borrows a connection, works in a transaction of its own, and gives the connection back as it came; the pool may
 * have autocommit on or off. Thread-safe; one store serves the whole application.
 *
 * <p>The DataSource must give a connection that is in no transaction. One that hands out the connection of the thread's
 * transaction, such as Spring's {@code TransactionAwareDataSourceProxy} or a JTA pool, is not for this store: switching
 * autocommit on would commit the host's work. While it migrates it needs two connections at once, otherwise one.
 */
public final class JdbcLedgerStore implements LedgerStore {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcLedgerStore.class);

    private final Database database;
    private final QualifiedSql sql;
    private final ContentColumns content;
    private final JdbcPorts ports;
    private final SessionHistory history;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    private JdbcLedgerStore(
            Database database,
            QualifiedSql sql,
            Door door,
            ContentColumns content,
            RecordBatching batching,
            Runnable onClose) {
        this.database = database;
        this.sql = sql;
        this.content = content;
        this.ports = JdbcPorts.behind(door, database, content, batching);
        this.history = new SessionHistory(door, database, content);
        this.onClose = onClose;
    }

    /**
     * Starts a store over the host's database.
     *
     * @param dataSource leads to PostgreSQL or H2; stays the host's, is never closed here
     * @return a builder
     */
    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource);
    }

    /**
     * A store over an H2 database in memory that nobody else sees: the line for unit tests. Needs {@code com.h2database:h2} on the class path. Closing the
     * store drops the database.
     *
     * @return the store, migrated
     */
    public static JdbcLedgerStore inMemory() {
        return InMemoryDatabase.open();
    }

    @Override
    public SessionUsageTracker sessions() {
        return ports.sessions();
    }

    @Override
    public UsageRepository usage() {
        return ports.usage();
    }

    @Override
    public AnalysisLogRepository analysisLogs() {
        return ports.analysisLogs();
    }

    @Override
    public CreditLedger credits() {
        return ports.credits();
    }

    @Override
    public CreditRepository accounts() {
        return ports.accounts();
    }

    @Override
    public CreditRates rates() {
        return ports.rates();
    }

    @Override
    public CreditAlerts alerts() {
        return ports.alerts();
    }

    @Override
    public DueWork due() {
        return ports.due();
    }

    @Override
    public RecurringGrants recurringGrants() {
        return ports.recurringGrants();
    }

    /** {@return what brings in sessions that were over before the ledger was there} */
    public SessionHistory history() {
        return history;
    }

    /**
     * The same store inside a transaction of the host's: what it writes is committed or rolled back with everything else on that connection. It never commits,
     * rolls back, closes or changes a setting of the connection; a savepoint takes back what a failing verb had done, so that the transaction
     * goes on. Each verb answers a {@link LedgerStoreException} if autocommit is on, since then there is no transaction; on H2 also at any isolation level but READ
     * COMMITTED.
     *
     * <pre>{@code
     * connection.setAutoCommit(false);
     * ledger.joining(store.on(connection)).tenant("island").complete(sessionId);
     * connection.commit();
     * }</pre>
     *
     * @param connection leads to the same database as this store, in a transaction; stays the host's
     * @return the store, for as long as the transaction
     */
    public JoinedStore on(Connection connection) {
        JoinedDoor door = new JoinedDoor(connection, database, sql);
        return new JdbcJoinedStore(door, JdbcPorts.behind(door, database, content, RecordBatching.OFF));
    }

    /**
     * Where records go in batches, waits until every one that is in flight has its answer, and refuses those that come later. Everything else only needs the host's DataSource, which stays open.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            ports.close();
            onClose.run();
        }
    }

    /** Options of a {@link JdbcLedgerStore}. Not thread-safe. */
    public static final class Builder {

        /** The most bytes of UTF-8 that one text of an analysis may have, unless the host says otherwise: 256 KiB. */
        public static final int DEFAULT_MAX_TEXT_BYTES = 256 * 1024;

        private final DataSource dataSource;
        private SchemaMode schemaMode = SchemaMode.VALIDATE;
        private Optional<SqlName> schema = Optional.empty();
        private final List<HostKey> hostKeys = new ArrayList<>();
        private int maxTextBytes = DEFAULT_MAX_TEXT_BYTES;
        private AnalysisContentCodec contentCodec = AnalysisContentCodec.PLAIN;
        private RecordBatching recordBatching = RecordBatching.DEFAULT;

        private Builder(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        /**
         * Says what to do about the ledger's tables.
         *
         * @param schemaMode {@link SchemaMode#VALIDATE} unless stated
         * @return this builder
         */
        public Builder schemaMode(SchemaMode schemaMode) {
            this.schemaMode = schemaMode;
            return this;
        }

        /**
         * Names the schema in which the ledger's tables are. Every statement names it, so the search path of a connection does not matter.
         *
         * @param schema as written in SQL: folded to the database's case unless in quotation marks; the connections' current schema unless
         *     stated
         * @return this builder
         * @throws InvalidInputException if that is no name
         */
        public Builder schema(String schema) {
            this.schema = Optional.of(SqlName.of("schema", schema));
            return this;
        }

        /**
         * Adds a foreign key from the ledger's sessions to the host's: deleting a session of the host's deletes its usage and logs; what was charged for it
         * stays in the ledger. For hosts whose sessions have uuid keys.
         *
         * @param table the host's table as written in SQL, such as {@code sessions} or {@code app.sessions}
         * @param column its key, a uuid with a primary key or unique constraint
         * @return this builder
         * @throws InvalidInputException if one is no name
         */
        public Builder sessionsTable(String table, String column) {
            hostKeys.addAll(HostKey.ofSessions(table, column));
            return this;
        }

        /**
         * Adds foreign keys from the ledger's sessions and accounts to the host's counselors: a counselor who has either cannot be deleted. For hosts
         * whose counselors have uuid keys.
         *
         * @param table the host's table as written in SQL, such as {@code counselors} or {@code app.counselors}
         * @param column its key, a uuid with a primary key or unique constraint
         * @return this builder
         * @throws InvalidInputException if one is no name
         */
        public Builder counselorsTable(String table, String column) {
            hostKeys.addAll(HostKey.ofCounselors(table, column));
            return this;
        }

        /**
         * Limits each of an analysis' four texts; a longer one is refused.
         *
         * @param bytes of UTF-8, 1 to 1,048,576; {@value #DEFAULT_MAX_TEXT_BYTES} unless stated
         * @return this builder
         * @throws InvalidInputException if it lies outside that range
         */
        public Builder maxTextBytes(int bytes) {
            InvalidInputException.unless(bytes >= 1 && bytes <= 1024 * 1024, "maxTextBytes", "1 to 1,048,576", bytes);
            this.maxTextBytes = bytes;
            return this;
        }

        /**
         * Encodes an analysis' four texts on their way into the database and decodes them on their way out, for example to encrypt them.
         * {@link #maxTextBytes} and the check of JSON concern what the host hands in, not what the codec makes of it. Where the codec
         * fails, recording and reading throw {@link ContentCodecException}. Every store over the same tables needs a codec that reads what the
         * others write.
         *
         * @param contentCodec thread-safe; {@link AnalysisContentCodec#PLAIN} unless stated
         * @return this builder
         */
        public Builder contentCodec(AnalysisContentCodec contentCodec) {
            this.contentCodec = contentCodec;
            return this;
        }

        /**
         * Says how records go to PostgreSQL together when many are made at once.
         *
         * @param recordBatching {@link RecordBatching#DEFAULT} unless stated; {@link RecordBatching#OFF} lets each go by itself
         * @return this builder
         */
        public Builder recordBatching(RecordBatching recordBatching) {
            this.recordBatching = recordBatching;
            return this;
        }

        /**
         * Looks at the database, brings or checks the tables, and makes the store.
         *
         * @return the store
         * @throws LedgerStoreException if the database is neither PostgreSQL nor H2, cannot be reached, or its tables are not as they should
         *     be
         */
        public JdbcLedgerStore build() {
            return build(() -> {});
        }

        JdbcLedgerStore build(Runnable onClose) {
            Look looked = look();
            QualifiedSql sql = new QualifiedSql(looked.schema());
            Jdbi jdbi = sql.over(new OwnConnections(dataSource));
            ledgerSchema(looked, sql, jdbi).bring(schemaMode);
            Door door = new OwnDoor(jdbi, looked.database(), looked.stringsAreOneTransaction());
            return new JdbcLedgerStore(
                    looked.database(),
                    sql,
                    door,
                    new ContentColumns(contentCodec, maxTextBytes),
                    recordBatching,
                    onClose);
        }

        /**
         * {@return the script that makes what {@link SchemaMode#MIGRATE} makes in an empty schema, the foreign keys to the host's tables
         * included; for hosts whose own tooling brings all tables}
         *
         * @throws LedgerStoreException if the database is neither PostgreSQL nor H2, or cannot be reached
         */
        public String ddl() {
            return ddlSince(0);
        }

        /**
         * {@return the script that brings tables of an older version to this release's}
         *
         * @param version the version they are of, as {@code session_ledger_version} says; 0 if there are none
         * @throws InvalidInputException if there is no such version
         * @throws LedgerStoreException if the database is neither PostgreSQL nor H2, or cannot be reached
         */
        public String ddlSince(int version) {
            InvalidInputException.unless(
                    version >= 0 && version <= LedgerSchema.VERSION,
                    "version",
                    "0 to " + LedgerSchema.VERSION,
                    version);
            Look looked = look();
            QualifiedSql sql = new QualifiedSql(looked.schema());
            String script = ledgerSchema(looked, sql, sql.over(new OwnConnections(dataSource)))
                    .ddlSince(version);
            return schema.isPresent() && version == 0
                    ? sql.qualified("create schema if not exists ${schema};\n\n") + script
                    : script;
        }

        private LedgerSchema ledgerSchema(Look looked, QualifiedSql sql, Jdbi jdbi) {
            return new LedgerSchema(dataSource, jdbi, looked.database(), sql, constraints(looked));
        }

        private List<HostKey.Constraint> constraints(Look looked) {
            return hostKeys.stream()
                    .map(key -> key.constraint(looked.folding(), looked.hostSchema()))
                    .toList();
        }

        private Look look() {
            OwnConnections connections = new OwnConnections(dataSource);
            try {
                Connection connection = connections.openConnection();
                try {
                    return look(connection);
                } finally {
                    connections.closeConnection(connection);
                }
            } catch (SQLException e) {
                throw new LedgerStoreException("The ledger's database cannot be reached.", SqlErrors.withoutContent(e));
            }
        }

        private Look look(Connection connection) throws SQLException {
            Database database = Database.of(connection);
            Folding folding = Folding.of(connection.getMetaData());
            Optional<String> current = Optional.ofNullable(connection.getSchema());
            String named = schema.map(name -> name.stored(folding))
                    .or(() -> current)
                    .orElseThrow(() -> new LedgerStoreException("The connection's search path leads to no schema."
                            + " Name the one that the ledger's tables are in with schema(\"...\")."));
            if (database == Database.H2) {
                return new Look(database, named, current, folding, true);
            }
            warnIfNotDurable(connection);
            // without a schema before it PostgreSQL finds a table of the host's by the search path
            return new Look(database, named, Optional.empty(), folding, textsAreTyped(connection));
        }

        /**
         * Whether the driver tells the server the types of texts, as it does unless {@code stringtype=unspecified} is set. If not, it asks the
         * server for the types, and then it may send a string of statements as several transactions.
         */
        private static boolean textsAreTyped(Connection connection) throws SQLException {
            try (var statement = connection.prepareStatement("select cast(pg_typeof(coalesce(?, '')) as text)")) {
                statement.setString(1, "");
                try (var result = statement.executeQuery()) {
                    return result.next() && result.getString(1).equals("character varying");
                }
            }
        }

        private static void warnIfNotDurable(Connection connection) throws SQLException {
            try (var statement = connection.createStatement();
                    var result = statement.executeQuery("show synchronous_commit")) {
                if (result.next() && result.getString(1).equals("off")) {
                    LOG.warn("synchronous_commit is off: a crash of the database can lose what the ledger"
                            + " has acknowledged. Switch it on for the ledger's connections.");
                }
            }
        }
    }

    /** What the store found out about its database before anything else. */
    private record Look(
            Database database,
            String schema,
            Optional<String> hostSchema,
            Folding folding,
            boolean stringsAreOneTransaction) {}
}
