package io.sessionledger.jdbc.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.jdbc.BatchesOfOne;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.SchemaMode;
import io.sessionledger.store.LedgerStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The databases that every contract is held to, and the ways in which hosts come to them: by the ledger's own connections or inside
 * transactions of the host's, with autocommit on or off, in UTC or in a time zone with odd minutes; on PostgreSQL also with every record in a
 * batch.
 */
@SuppressWarnings("ImmutableEnumChecker") // it holds what it has started
public enum TestDatabase {
    H2(Server.H2, Way.OWN),
    H2_IN_POSTGRESQL_MODE(Server.H2_IN_POSTGRESQL_MODE, Way.OWN),
    POSTGRESQL(Server.POSTGRESQL, Way.OWN),
    POSTGRESQL_BATCHED(Server.POSTGRESQL, Way.OWN_BATCHED),

    H2_AUTOCOMMIT_OFF(Server.H2, Way.OWN_AUTOCOMMIT_OFF),
    H2_IN_POSTGRESQL_MODE_AUTOCOMMIT_OFF(Server.H2_IN_POSTGRESQL_MODE, Way.OWN_AUTOCOMMIT_OFF),
    POSTGRESQL_AUTOCOMMIT_OFF(Server.POSTGRESQL, Way.OWN_AUTOCOMMIT_OFF),

    H2_ODD_ZONE(Server.H2, Way.OWN_ODD_ZONE),
    H2_IN_POSTGRESQL_MODE_ODD_ZONE(Server.H2_IN_POSTGRESQL_MODE, Way.OWN_ODD_ZONE),
    POSTGRESQL_ODD_ZONE(Server.POSTGRESQL, Way.OWN_ODD_ZONE),

    H2_JOINING(Server.H2, Way.JOINING),
    H2_IN_POSTGRESQL_MODE_JOINING(Server.H2_IN_POSTGRESQL_MODE, Way.JOINING),
    POSTGRESQL_JOINING(Server.POSTGRESQL, Way.JOINING),

    H2_JOINING_ODD_ZONE(Server.H2, Way.JOINING_ODD_ZONE),
    H2_IN_POSTGRESQL_MODE_JOINING_ODD_ZONE(Server.H2_IN_POSTGRESQL_MODE, Way.JOINING_ODD_ZONE),
    POSTGRESQL_JOINING_ODD_ZONE(Server.POSTGRESQL, Way.JOINING_ODD_ZONE);

    private final Server server;
    private final Way way;
    private @Nullable LedgerStore store;

    TestDatabase(Server server, Way way) {
        this.server = server;
        this.way = way;
    }

    public boolean isPostgres() {
        return server == Server.POSTGRESQL;
    }

    /** Whether a session is held while it is decided what to do about its bill. */
    public boolean asksWhileHolding() {
        return !isPostgres() || way == Way.OWN_BATCHED;
    }

    /** Whether the store's verbs run inside transactions of a host's. */
    public boolean isJoining() {
        return way == Way.JOINING || way == Way.JOINING_ODD_ZONE;
    }

    /** Connections in the plainest way, for a test's own look at the database; the ledger's tables are there. */
    public HikariDataSource pool() {
        return server.pool();
    }

    /** The ledger's store, reached in this way. */
    public synchronized LedgerStore store() {
        if (store == null) {
            HikariDataSource plain = pool(); // which brings the tables
            store = storeOver(way.isPlain() ? plain : server.newPool(way.autocommit, way.oddZone));
        }
        return store;
    }

    /** A store over a database of the caller's own, whose tables are there, reached in this way. */
    public LedgerStore storeOver(HikariDataSource own) {
        return switch (way) {
            case OWN, OWN_AUTOCOMMIT_OFF, OWN_ODD_ZONE ->
                JdbcLedgerStore.builder(own).build();
            case OWN_BATCHED -> BatchesOfOne.over(own);
            case JOINING, JOINING_ODD_ZONE ->
                HostTransactions.around(JdbcLedgerStore.builder(own).build(), own);
        };
    }

    /** A pool of the caller's own on the same database. */
    public HikariDataSource newPool(boolean autocommit) {
        return server.newPool(autocommit, false);
    }

    /** Every pool opened so far. */
    static List<HikariDataSource> pools() {
        List<HikariDataSource> pools = new ArrayList<>();
        for (Server server : Server.values()) {
            synchronized (server) {
                pools.addAll(server.pools);
            }
        }
        return pools;
    }

    private enum Way {
        OWN(true, false),
        OWN_BATCHED(true, false),
        OWN_AUTOCOMMIT_OFF(false, false),
        OWN_ODD_ZONE(true, true),
        JOINING(false, false),
        JOINING_ODD_ZONE(true, true);

        private final boolean autocommit;
        private final boolean oddZone;

        Way(boolean autocommit, boolean oddZone) {
            this.autocommit = autocommit;
            this.oddZone = oddZone;
        }

        /** Whether the server's first pool serves. */
        boolean isPlain() {
            return autocommit && !oddZone;
        }
    }

    private enum Server {
        H2 {
            @Override
            String url() {
                return "jdbc:h2:mem:contract;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000";
            }
        },
        H2_IN_POSTGRESQL_MODE {
            @Override
            String url() {
                return "jdbc:h2:mem:contract-pg;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000"
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";
            }
        },
        POSTGRESQL {
            @Override
            String url() {
                return Postgres.SERVER.getJdbcUrl("postgres", "postgres");
            }
        };

        private static final int CONNECTIONS = 24;

        private final List<HikariDataSource> pools = new ArrayList<>();
        private @Nullable HikariDataSource plain;

        abstract String url();

        synchronized HikariDataSource pool() {
            if (plain == null) {
                plain = newPool(true, false);
                JdbcLedgerStore.builder(plain)
                        .schemaMode(SchemaMode.MIGRATE)
                        .build()
                        .close();
            }
            return plain;
        }

        synchronized HikariDataSource newPool(boolean autocommit, boolean oddZone) {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(url());
            if (this != POSTGRESQL) {
                config.setUsername("sa");
                config.setPassword("");
            }
            if (oddZone) {
                config.setConnectionInitSql("set time zone 'Asia/Kathmandu'");
            }
            config.setMaximumPoolSize(CONNECTIONS);
            config.setMinimumIdle(1);
            config.setConnectionTimeout(60_000);
            config.setAutoCommit(autocommit);
            HikariDataSource pool = new HikariDataSource(config);
            pools.add(pool);
            return pool;
        }
    }

    /** Started on first use; ended with the JVM. */
    private static final class Postgres {

        private static final EmbeddedPostgres SERVER = start();

        private Postgres() {}

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "300")
                        .setServerConfig("fsync", "off") // no test pulls the plug, and many make databases
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
