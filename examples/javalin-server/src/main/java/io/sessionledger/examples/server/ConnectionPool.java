package io.sessionledger.examples.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.examples.server.config.DatabaseSettings;
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
        return new HikariDataSource(config);
    }

    /** A database in this process would otherwise close itself at SIGTERM, under the requests that are still under way. */
    private static String closedByUs(String url) {
        boolean inAFile =
                !url.startsWith("jdbc:h2:mem:") && !url.startsWith("jdbc:h2:tcp:") && !url.startsWith("jdbc:h2:ssl:");
        boolean said = url.toUpperCase(Locale.ROOT).contains("DB_CLOSE_ON_EXIT");
        return inAFile && !said ? url + ";DB_CLOSE_ON_EXIT=FALSE" : url;
    }
}
