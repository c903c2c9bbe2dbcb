package io.sessionledger.jdbc;

import io.sessionledger.store.LedgerStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** The databases the store speaks to, and what they call things. Found once, from the connection's metadata. */
enum Database {
    POSTGRESQL("postgresql", "jsonb", "gen_random_uuid()", "cast(:%s as jsonb)"),
    // H2 2.2 makes the JSON value null of an absent text
    H2("h2", "json", "random_uuid()", "case when :%1$s is not null then :%1$s format json end");

    private final String folder;
    private final String jsonType;
    private final String newUuid;
    private final String jsonParameter;

    Database(String folder, String jsonType, String newUuid, String jsonParameter) {
        this.folder = folder;
        this.jsonType = jsonType;
        this.newUuid = newUuid;
        this.jsonParameter = jsonParameter;
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
        return Map.of("json", jsonType, "new_uuid", newUuid);
    }

    /** How a bound text becomes a JSON value. */
    String json(String parameter) {
        return jsonParameter.formatted(parameter);
    }
}
