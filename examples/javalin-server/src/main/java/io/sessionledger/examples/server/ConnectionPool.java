package io.sessionledger.examples.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.sessionledger.examples.server.config.DatabaseSettings;
import io.sessionledger.examples.server.config.SettingsException;
import java.util.Locale;

/** The pool that the host's tables and the ledger share. */
final class ConnectionPool {

    /** No connection is held while a model thinks, so a few serve many requests. */
    private static final int CONNECTIONS = 16;

    private static final long PATIENCE_MILLIS = 10_000;

    private ConnectionPool() {}

    static HikariDataSource open(DatabaseSettings database) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("ledger");
        config.setJdbcUrl(database.isH2() ? closedByUs(database.jdbcUrl()) : database.jdbcUrl());
        database.user().ifPresent(config::setUsername);
        database.password().ifPresent(config::setPassword);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(PATIENCE_MILLIS);
        if (!database.isH2()) {
            // or an error would quote the row that it was about, conversation and all
            config.addDataSourceProperty("logServerErrorDetail", "false");
        }
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw e;
        } catch (RuntimeException e) {
            // without its message, which quotes the URL
            throw new SettingsException(
                    "LEDGER_JDBC_URL",
                    "its driver cannot read it; right would be, for example, jdbc:postgresql://127.0.0.1:5432/ledger");
        }
    }

    /** A database in this process would otherwise close itself at SIGTERM, under the requests that are still under way. */
    private static String closedByUs(String url) {
        boolean inAFile =
                !url.startsWith("jdbc:h2:mem:") && !url.startsWith("jdbc:h2:tcp:") && !url.startsWith("jdbc:h2:ssl:");
        boolean said = url.toUpperCase(Locale.ROOT).contains("DB_CLOSE_ON_EXIT");
        return inAFile && !said ? url + ";DB_CLOSE_ON_EXIT=FALSE" : url;
    }
}
