package io.sessionledger.benchmarks;

import io.sessionledger.SessionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A year of sessions of one large tenant and 200 small ones, in bulk; ten million logs at full scale.
 *
 * @param logs how many there are
 * @param bytes of all tables and their indexes
 * @param some of the large tenant's sessions, each of 30 to 69 logs
 * @param longest those of 1,200 logs
 */
record LargeData(long logs, long bytes, List<SessionId> some, List<SessionId> longest) {

    static final String LARGE_TENANT = "large";
    static final String SMALL_TENANT = "small-7";

    /** No multiple of five, the share of the small tenants, so that each has sessions at any scale. */
    static final int COUNSELORS = 501;

    private static final int SESSIONS = 200_000;
    private static final int FEWEST_SESSIONS = 2000;
    private static final int SAMPLE = 20_000;

    /** Rows are written before those that they point to; all of them are there in the end. */
    private static final String WITHOUT_TRIGGERS = "set session_replication_role = replica";

    private static final String SOME = """
            select session_id from planned_session where tenant_id = 'large' and logs %s 1200
            order by md5(label) limit ?
            """;

    static LargeData generate(BenchmarkDatabase database, Effort effort, DataSource pool) throws SQLException {
        int sessions = effort.scaled(SESSIONS, FEWEST_SESSIONS);
        List<String> statements = new ArrayList<>(List.of(
                WITHOUT_TRIGGERS,
                LargeDataSql.PLAN.formatted(LargeDataSql.COUNSELOR_OF_SESSION, sessions, sessions),
                LargeDataSql.RATES));
        for (int month = 1; month <= 12; month++) {
            statements.add(LargeDataSql.LOGS_OF_MONTH.formatted(LargeDataSql.TIME_ORDERED_ID, month));
        }
        statements.addAll(List.of(LargeDataSql.USAGE, LargeDataSql.ACCOUNTS, LargeDataSql.LEDGER));
        database.execute(statements.toArray(String[]::new));
        database.execute("vacuum (analyze)");
        try (Connection connection = pool.getConnection()) {
            return new LargeData(
                    number(connection, "select count(*) from session_analysis_logs"),
                    number(
                            connection,
                            "select sum(pg_total_relation_size(oid)) from pg_class where relkind = 'r'"
                                    + " and relnamespace = current_schema()::regnamespace"),
                    sessions(connection, SOME.formatted("<")),
                    sessions(connection, SOME.formatted("=")));
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<SessionId> sessions(Connection connection, String sql) throws SQLException {
        List<SessionId> sessions = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, SAMPLE);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    sessions.add(SessionId.of(row.getObject(1, UUID.class)));
                }
            }
        }
        return sessions;
    }
}
