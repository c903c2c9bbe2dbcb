package io.sessionledger.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.statement.Cleanable;

/**
 * Borrows connections from the host's DataSource with autocommit on, and gives each back as it came. On a connection with
 * autocommit off, JDBI would join a transaction that nobody commits.
 */
final class OwnConnections implements ConnectionFactory {

    private final DataSource dataSource;
    private final Set<Connection> cameWithAutocommitOff =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    OwnConnections(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Connection openConnection() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            if (!connection.getAutoCommit()) {
                connection.setAutoCommit(true);
                cameWithAutocommitOff.add(connection);
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        try (connection) {
            if (cameWithAutocommitOff.remove(connection)) {
                connection.setAutoCommit(false);
            }
        }
    }

    @Override
    public Cleanable getCleanableFor(Connection connection) {
        return () -> closeConnection(connection);
    }
}
