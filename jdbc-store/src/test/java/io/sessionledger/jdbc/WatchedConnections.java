package io.sessionledger.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/** Lends real connections, notes the statements that are prepared on them, and keeps borrowers waiting while a test holds the counter. */
final class WatchedConnections {

    private final DataSource real;
    private final Queue<String> prepared = new ConcurrentLinkedQueue<>();
    private final Set<Thread> borrowers = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch open = new CountDownLatch(0);

    WatchedConnections(DataSource real) {
        this.real = real;
    }

    DataSource dataSource() {
        return proxy(DataSource.class, (method, arguments) -> {
            if (!method.getName().equals("getConnection")) {
                return made(real, method, arguments);
            }
            borrowers.add(Thread.currentThread());
            open.await();
            borrowers.remove(Thread.currentThread());
            return watched((Connection) made(real, method, arguments));
        });
    }

    private Connection watched(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("prepareStatement")) {
                prepared.add((String) arguments[0]);
            }
            return made(connection, method, arguments);
        });
    }

    /** From now on nobody gets a connection. */
    void hold() {
        open = new CountDownLatch(1);
    }

    void release() {
        open.countDown();
    }

    /** How many wait for a connection. */
    int waiting() {
        return borrowers.size();
    }

    /** Who waits for a connection. */
    Set<Thread> borrowers() {
        return Set.copyOf(borrowers);
    }

    void forget() {
        prepared.clear();
    }

    List<String> prepared() {
        return List.copyOf(prepared);
    }

    /** How many statements were prepared that record several analyses. */
    long batches() {
        return prepared.stream()
                .filter(sql -> sql.contains("insert into") && sql.contains("unnest("))
                .count();
    }

    /** How many were prepared that record one. */
    long singles() {
        return prepared.stream()
                .filter(sql -> sql.contains("session_analysis_logs (") && !sql.contains("unnest("))
                .count();
    }

    private static Object made(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, Interception interception) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> interception.of(method, arguments)));
    }

    @FunctionalInterface
    private interface Interception {
        Object of(Method method, Object[] arguments) throws Throwable;
    }
}
