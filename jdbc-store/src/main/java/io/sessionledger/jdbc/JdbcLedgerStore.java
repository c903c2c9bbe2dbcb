package io.sessionledger.jdbc;

import io.sessionledger.InvalidInputException;
import io.sessionledger.analysis.AnalysisContentCodec;
import io.sessionledger.analysis.ContentCodecException;
import io.sessionledger.store.AnalysisLogRepository;
import io.sessionledger.store.CreditLedger;
import io.sessionledger.store.CreditRates;
import io.sessionledger.store.LedgerStore;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.SessionUsageTracker;
import io.sessionledger.store.UsageRepository;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.NoTemplateEngine;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
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
 * autocommit on would commit the host's work. While the store is built it needs two connections at once.
 */
public final class JdbcLedgerStore implements LedgerStore {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcLedgerStore.class);

    private final SessionUsageTracker sessions;
    private final UsageRepository usage;
    private final AnalysisLogRepository analysisLogs;
    private final CreditLedger credits;
    private final CreditRates rates;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    private JdbcLedgerStore(Database database, Door door, ContentColumns content, Runnable onClose) {
        this.sessions = switch (database) {
            case POSTGRESQL -> new PostgresSessionUsageTracker(door, content);
            case H2 -> new H2SessionUsageTracker(door, content);
        };
        this.credits = switch (database) {
            case POSTGRESQL -> new PostgresCreditLedger(door);
            case H2 -> new H2CreditLedger(door);
        };
        this.usage = new JdbcUsageRepository(door);
        this.analysisLogs = new JdbcAnalysisLogRepository(door, content);
        this.rates = new JdbcCreditRates(door, database);
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
        return sessions;
    }

    @Override
    public UsageRepository usage() {
        return usage;
    }

    @Override
    public AnalysisLogRepository analysisLogs() {
        return analysisLogs;
    }

    @Override
    public CreditLedger credits() {
        return credits;
    }

    @Override
    public CreditRates rates() {
        return rates;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            onClose.run();
        }
    }

    /** Options of a {@link JdbcLedgerStore}. Not thread-safe. */
    public static final class Builder {

        /** The most bytes of UTF-8 that one text of an analysis may have, unless the host says otherwise: 256 KiB. */
        public static final int DEFAULT_MAX_TEXT_BYTES = 256 * 1024;

        private final DataSource dataSource;
        private SchemaMode schemaMode = SchemaMode.VALIDATE;
        private int maxTextBytes = DEFAULT_MAX_TEXT_BYTES;
        private AnalysisContentCodec contentCodec = AnalysisContentCodec.PLAIN;

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
            new LedgerSchema(dataSource, looked.database()).bring(schemaMode);
            Jdbi jdbi = Jdbi.create(new OwnConnections(dataSource));
            jdbi.getConfig(SqlStatements.class)
                    .setTemplateEngine(new NoTemplateEngine())
                    .setIncludeBindingsInTelemetry(false);
            // JDBI's default quotes the arguments, and those are what people said
            jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
            return new JdbcLedgerStore(
                    looked.database(),
                    new Door(jdbi, looked.database(), looked.stringsAreOneTransaction()),
                    new ContentColumns(contentCodec, maxTextBytes),
                    onClose);
        }

        private Look look() {
            try (Connection connection = dataSource.getConnection()) {
                Database database = Database.of(connection);
                if (database == Database.H2) {
                    return new Look(database, true);
                }
                warnIfNotDurable(connection);
                return new Look(database, textsAreTyped(connection));
            } catch (SQLException e) {
                throw new LedgerStoreException("The ledger's database cannot be reached.", SqlErrors.withoutContent(e));
            }
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
    private record Look(Database database, boolean stringsAreOneTransaction) {}
}
