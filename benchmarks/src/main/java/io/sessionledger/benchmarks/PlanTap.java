package io.sessionledger.benchmarks;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * A connection that tells the plans by which PostgreSQL has really answered, cached ones included: the server's auto_explain reports each with its statement,
 * and this collects the reports. Behind the plain DataSource, so that the ledger's own statements are seen.
 */
final class PlanTap {

    private static final List<String> SWITCH_ON = List.of(
            "load 'auto_explain'",
            "set auto_explain.log_min_duration = 0",
            "set auto_explain.log_analyze = on",
            "set auto_explain.log_buffers = on",
            "set auto_explain.log_level = notice",
            "set auto_explain.log_parameter_max_length = 0");

    private final List<String> plans = new ArrayList<>();
    private final DataSource source;

    PlanTap(DataSource source) {
        this.source = source;
    }

    /** The same DataSource, tapped; for one thread. */
    DataSource dataSource() {
        return proxy(DataSource.class, source);
    }

    /** What was planned since it was asked for the last time. */
    List<String> drain() {
        List<String> drained = List.copyOf(plans);
        plans.clear();
        return drained;
    }

    private <T> T proxy(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return tapped(method.invoke(target, arguments), target, method.getName());
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                }));
    }

    private Object tapped(Object answer, Object target, String method) throws SQLException {
        if (answer instanceof Connection connection) {
            switchOn(connection);
            return proxy(Connection.class, connection);
        }
        if (answer instanceof PreparedStatement statement) {
            return proxy(PreparedStatement.class, statement);
        }
        if (target instanceof Statement statement && method.startsWith("execute")) {
            collect(statement);
        }
        return answer;
    }

    private static void switchOn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String setting : SWITCH_ON) {
                statement.execute(setting);
            }
        }
    }

    private void collect(Statement statement) throws SQLException {
        for (SQLWarning report = statement.getWarnings(); report != null; report = report.getNextWarning()) {
            plans.add(report.getMessage());
        }
        statement.clearWarnings();
    }
}
