package io.sessionledger.billing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Lends the connections of a real database, until a test says how they fail. */
final class FallibleConnections {

    /** How connections fail. */
    enum Fault {
        /** They do not. */
        NONE,
        /** There are none to be had. */
        UNREACHABLE,
        /** The line breaks when the work is done and committed, before anybody heard so. */
        BROKEN_ONCE_COMMITTED
    }

    private final DataSource real;
    private volatile Fault fault = Fault.NONE;

    FallibleConnections(DataSource real) {
        this.real = real;
    }

    void fail(Fault fault) {
        this.fault = fault;
    }

    DataSource dataSource() {
        return proxy(DataSource.class, real, (method, call) -> {
            if (!method.equals("getConnection")) {
                return call.made();
            }
            if (fault == Fault.UNREACHABLE) {
                throw new SQLException("no connection to be had", "08001");
            }
            return breaking((Connection) call.made());
        });
    }

    private Connection breaking(Connection connection) {
        return proxy(Connection.class, connection, (method, call) -> {
            Object made = call.made();
            if (method.equals("close") && fault == Fault.BROKEN_ONCE_COMMITTED) {
                throw new SQLException("the line broke", "08006");
            }
            return made;
        });
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
