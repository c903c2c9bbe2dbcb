package io.sessionledger.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.TenantId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * The rows of one tenant, read past the ledger on a connection of their own: what another process would see. In a statement
 * {@code :tenant} stands for the tenant, wherever and how often it is needed; question marks are the other parameters.
 */
final class TenantTables {

    private static final String TABLES = """
            select lower(c.table_name) from information_schema.columns c
            where lower(c.column_name) = 'tenant_id' and lower(c.table_schema) = 'public' order by 1
            """;

    private static final Pattern PARAMETER = Pattern.compile(":tenant|\\?");

    private final DataSource dataSource;
    private final TenantId tenant;
    private List<String> tables = List.of();

    TenantTables(DataSource dataSource, TenantId tenant) {
        this.dataSource = dataSource;
        this.tenant = tenant;
    }

    /** Every row of the tenant in every table that has tenants, whatever tables there are. */
    Map<String, List<String>> everything() {
        try (Connection connection = dataSource.getConnection()) {
            Map<String, List<String>> rows = new TreeMap<>();
            for (String table : tables(connection)) {
                List<String> found = select(connection, "select * from " + table + " where tenant_id = :tenant");
                rows.put(table, found.stream().sorted().toList());
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fails, table by table, if a row of the tenant is not as it was, is new or is gone. */
    void assertUnchanged(Map<String, List<String>> before) {
        Map<String, List<String>> now = everything();
        assertThat(now.keySet()).isEqualTo(before.keySet());
        now.forEach((table, rows) -> assertThat(rows).as("rows of %s", table).isEqualTo(before.get(table)));
    }

    private synchronized List<String> tables(Connection connection) throws SQLException {
        if (tables.isEmpty()) {
            tables = select(connection, TABLES);
            assertThat(tables)
                    .contains(
                            "session_usage",
                            "session_analysis_logs",
                            "credit_accounts",
                            "credit_logs",
                            "credit_requests",
                            "credit_grants",
                            "credit_grant_payments",
                            "credit_grant_returns",
                            "credit_debts",
                            "credit_holds",
                            "credit_alerts",
                            "credit_rates");
        }
        return tables;
    }

    /** The rows that a query finds, each as text. */
    List<String> rows(String sql, Object... parameters) {
        try (Connection connection = dataSource.getConnection()) {
            boolean postgres = connection.getMetaData().getURL().startsWith("jdbc:postgresql:");
            if (!postgres) {
                return select(connection, sql, parameters);
            }
            // nobody has analyzed the tables that a test has just filled, and loops over thousands of rows take seconds
            execute(connection, "set enable_nestloop = off");
            List<String> rows = select(connection, sql, parameters);
            execute(connection, "reset enable_nestloop");
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** How many rows of a table are the tenant's. */
    long count(String table) {
        return Long.parseLong(rows("select count(*) from " + table + " where tenant_id = :tenant")
                .get(0));
    }

    /** Changes rows behind the ledger's back, on the caller's connection. */
    int change(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** Rows as text: the bare value of a single column, otherwise all columns with their names. */
    List<String> select(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, parameters);
                ResultSet result = statement.executeQuery()) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row(result));
            }
            return rows;
        }
    }

    private PreparedStatement prepared(Connection connection, String sql, Object... parameters) throws SQLException {
        PreparedStatement statement =
                connection.prepareStatement(PARAMETER.matcher(sql).replaceAll("?"));
        Iterator<Object> others = List.of(parameters).iterator();
        Matcher marks = PARAMETER.matcher(sql);
        for (int i = 1; marks.find(); i++) {
            statement.setObject(i, marks.group().equals("?") ? others.next() : tenant.value());
        }
        return statement;
    }

    private static String row(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        if (columns.getColumnCount() == 1) {
            return text(result, 1);
        }
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            cells.add(columns.getColumnLabel(i).toLowerCase(Locale.ROOT) + "=" + text(result, i));
        }
        return String.join(", ", cells);
    }

    /** PostgreSQL's driver spells a small number 0.0000000000 or 0E-10, by how often a statement was used. */
    private static String text(ResultSet result, int column) throws SQLException {
        if (result.getMetaData().getColumnType(column) == Types.NUMERIC) {
            BigDecimal number = result.getBigDecimal(column);
            return number == null ? "null" : number.toPlainString();
        }
        return String.valueOf(result.getString(column));
    }
}
