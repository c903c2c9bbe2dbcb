package io.sessionledger.examples.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The databases that the server is tested on. Each call gives an empty one. */
enum ServerDatabase {
    H2 {
        @Override
        Map<String, String> newDatabase() {
            return Map.of(
                    "LEDGER_JDBC_URL",
                    "jdbc:h2:mem:server" + NEXT.incrementAndGet() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
        }
    },
    POSTGRESQL {
        @Override
        Map<String, String> newDatabase() {
            String name = "server" + NEXT.incrementAndGet();
            try (Connection connection = Postgres.SERVER.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return Map.of(
                    "LEDGER_JDBC_URL",
                    "jdbc:postgresql://127.0.0.1:" + Postgres.SERVER.getPort() + "/" + name,
                    "LEDGER_JDBC_USER",
                    "postgres");
        }
    };

    private static final AtomicInteger NEXT = new AtomicInteger();

    abstract Map<String, String> newDatabase();

    /** Started on first use; ended with the JVM. */
    private static final class Postgres {

        private static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
