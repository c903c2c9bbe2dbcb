package io.sessionledger.jdbc;

import io.sessionledger.store.LedgerStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.jdbcx.JdbcConnectionPool;

/** H2 databases that live as long as their store. Apart, so that nothing else needs H2 on the class path. */
final class InMemoryDatabase {

    private static final AtomicLong OPENED = new AtomicLong();

    private static final int MOST_CONNECTIONS = 32;

    private InMemoryDatabase() {}

    static JdbcLedgerStore open() {
        JdbcConnectionPool pool = JdbcConnectionPool.create(
                "jdbc:h2:mem:session-ledger-" + OPENED.incrementAndGet() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
                "sa",
                "");
        pool.setMaxConnections(MOST_CONNECTIONS);
        return JdbcLedgerStore.builder(pool).schemaMode(SchemaMode.MIGRATE).build(() -> drop(pool));
    }

    private static void drop(JdbcConnectionPool pool) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("shutdown");
        } catch (SQLException e) {
            throw new LedgerStoreException("The database in memory could not be dropped.", e);
        } finally {
            pool.dispose();
        }
    }
}
