package io.sessionledger.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Lends real connections as a pool does, and notes in what state they come back. What a borrower has not committed by then is rolled
 * back. For one thread.
 */
final class ReturnedConnections {

    private final DataSource real;
    private final boolean autocommit;
    private final List<Boolean> autocommitOnReturn = new ArrayList<>();
    private int lent;
    private int mostLentAtOnce;

    /**
     * Lends connections.
     *
     * @param real where they come from
     * @param autocommit what they have autocommit set to when they are lent
     */
    ReturnedConnections(DataSource real, boolean autocommit) {
        this.real = real;
        this.autocommit = autocommit;
    }

    DataSource dataSource() {
        return proxy(DataSource.class, real, (method, call) -> {
            if (!method.equals("getConnection")) {
                return call.made();
            }
            Connection connection = (Connection) call.made();
            connection.setAutoCommit(autocommit);
            lent++;
            mostLentAtOnce = Math.max(mostLentAtOnce, lent - autocommitOnReturn.size());
            return proxy(Connection.class, connection, (name, onConnection) -> {
                if (name.equals("close") && !connection.isClosed()) {
                    takeBack(connection);
                }
                return onConnection.made();
            });
        });
    }

    private void takeBack(Connection connection) throws SQLException {
        autocommitOnReturn.add(connection.getAutoCommit());
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
    }

    /** What autocommit was on each connection that came back. */
    List<Boolean> autocommitOnReturn() {
        return List.copyOf(autocommitOnReturn);
    }

    int lent() {
        return lent;
    }

    int mostLentAtOnce() {
        return mostLentAtOnce;
    }

    private static <T> T proxy(Class<T> type, T real, Interception interception) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> interception.around(method.getName(), () -> {
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                })));
    }

    @FunctionalInterface
    private interface Interception {
        Object around(String method, Call call) throws Throwable;
    }

    @FunctionalInterface
    private interface Call {
        Object made() throws Throwable;
    }
}
