package io.sessionledger.jdbc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.sessionledger.store.LedgerStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.statement.Update;

/** The databases the store speaks to, and what they call things. Found once, from the connection's metadata. */
enum Database {
    POSTGRESQL(
            "postgresql",
            "jsonb",
            "numeric(19, 4)[]",
            "gen_random_uuid()",
            "cast(:%s as jsonb)",
            "for no key update",
            " on conflict do nothing",
            "cast(%1$s as timestamp with time zone) - %2$s * interval '1 second'"),
    // H2 2.2 makes the JSON value null of an absent text
    H2(
            "h2",
            "json",
            "numeric(19, 4) array",
            "random_uuid()",
            "case when :%1$s is not null then :%1$s format json end",
            "for update",
            "",
            "dateadd('millisecond', cast(-1000 * %2$s as bigint), cast(%1$s as timestamp with time zone))");

    private final String folder;
    private final String jsonType;
    private final String creditsListType;
    private final String newUuid;
    private final String jsonParameter;
    private final String lock;
    private final String unlessThere;
    private final String secondsBefore;

    Database(
            String folder,
            String jsonType,
            String creditsListType,
            String newUuid,
            String jsonParameter,
            String lock,
            String unlessThere,
            String secondsBefore) {
        this.folder = folder;
        this.jsonType = jsonType;
        this.creditsListType = creditsListType;
        this.newUuid = newUuid;
        this.jsonParameter = jsonParameter;
        this.lock = lock;
        this.unlessThere = unlessThere;
        this.secondsBefore = secondsBefore;
    }

    static Database of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> POSTGRESQL;
            case "H2" -> H2;
            default ->
                throw new LedgerStoreException(
                        "The ledger runs on PostgreSQL and H2, but this DataSource leads to " + product + ".");
        };
    }

    /** The folder with the migrations that this database does not share. */
    String folder() {
        return folder;
    }

    /** What the shared migrations leave open. */
    Map<String, String> placeholders() {
        return Map.of("json", jsonType, "credits_list", creditsListType, "new_uuid", newUuid);
    }

    /** How a bound text becomes a JSON value. */
    String json(String parameter) {
        return jsonParameter.formatted(parameter);
    }

    /** What a select ends with that locks its rows against other writers. */
    String lock() {
        return lock;
    }

    /** What an insert ends with that leaves a row of the same key as it is; see {@link #ifAbsent}. */
    String unlessThere() {
        return unlessThere;
    }

    /**
     * A left join with the one row of a table that a condition gives. PostgreSQL is made to look that row up for each row before it; left to itself it may, as long as it has no statistics, read all rows of the tenant
     * instead.
     */
    String leftJoinOne(String table, String alias, String condition) {
        return this == POSTGRESQL
                ? "left join lateral (select * from ${schema}.%1$s %2$s where %3$s limit 1) %2$s on true"
                        .formatted(table, alias, condition)
                : "left join ${schema}.%1$s %2$s on %3$s".formatted(table, alias, condition);
    }

    /** A time, some seconds before another. */
    String secondsBefore(String time, String seconds) {
        return secondsBefore.formatted(time, seconds);
    }

    /** A time, some seconds after another. */
    String secondsAfter(String time, String seconds) {
        return secondsBefore.formatted(time, "(-" + seconds + ")");
    }

    /** Whether an insert that ends with {@link #unlessThere} has inserted its row. H2 reports the row that was there, and takes back the failed statement alone. */
    @CanIgnoreReturnValue
    boolean ifAbsent(Update insert) {
        try {
            return insert.execute() == 1;
        } catch (UnableToExecuteStatementException e) {
            if (this == H2 && SqlErrors.isUniqueViolation(e)) {
                return false;
            }
            throw e;
        }
    }
}
