package io.sessionledger.backfill;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Whether a column alone is a key of its table, so that pages in its order meet every row once. */
final class UniqueColumn {

    private static final String POSTGRES = """
            select count(*) from pg_index i
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
            where i.indrelid = cast(? as regclass) and i.indisunique and i.indisvalid and i.indnkeyatts = 1 and i.indpred is null
                and a.attname = ?
            """;

    private UniqueColumn() {}

    static boolean isUnique(
            Connection connection, boolean postgres, String table, ResultSetMetaData columns, int column)
            throws SQLException {
        return postgres
                ? onPostgres(connection, table, columns.getColumnName(column))
                : byMetadata(connection, columns, column);
    }

    private static boolean onPostgres(Connection connection, String table, String column) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(POSTGRES)) {
            statement.setString(1, table);
            statement.setString(2, column);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1) > 0;
            }
        }
    }

    private static boolean byMetadata(Connection connection, ResultSetMetaData columns, int column)
            throws SQLException {
        Map<String, Integer> sizes = new HashMap<>();
        Map<String, String> last = new HashMap<>();
        try (ResultSet index = connection
                .getMetaData()
                .getIndexInfo(null, columns.getSchemaName(column), columns.getTableName(column), true, true)) {
            while (index.next()) {
                String name = String.valueOf(index.getString("INDEX_NAME"));
                sizes.merge(name, 1, Integer::sum);
                last.put(name, String.valueOf(index.getString("COLUMN_NAME")));
            }
        }
        String wanted = columns.getColumnName(column);
        return sizes.entrySet().stream().anyMatch(of -> of.getValue() == 1 && wanted.equals(last.get(of.getKey())));
    }
}
