package io.sessionledger.jdbc.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.SchemaMode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The databases that every contract is held to. */
@SuppressWarnings("ImmutableEnumChecker") // it holds what it has started
public enum TestDatabase {
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

    private HikariDataSource pool;
    private JdbcLedgerStore store;

    abstract String url();

    /** A pool that leads to the database, the ledger's tables in it. */
    public synchronized HikariDataSource pool() {
        if (pool == null) {
            pool = newPool(true);
            store = JdbcLedgerStore.builder(pool).schemaMode(SchemaMode.MIGRATE).build();
        }
        return pool;
    }

    /** Whether anybody has asked for the database yet. */
    synchronized boolean isOpen() {
        return pool != null;
    }

    /** A store on {@link #pool()}. */
    public synchronized JdbcLedgerStore store() {
        if (store == null) {
            pool();
        }
        return store;
    }

    /** A pool of the caller's own on the same database. */
    public HikariDataSource newPool(boolean autocommit) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url());
        if (this != POSTGRESQL) {
            config.setUsername("sa");
            config.setPassword("");
        }
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(60_000);
        config.setAutoCommit(autocommit);
        return new HikariDataSource(config);
    }

    /** Started on first use; ended with the JVM. */
    private static final class Postgres {

        private static final EmbeddedPostgres SERVER = start();

        private Postgres() {}

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
