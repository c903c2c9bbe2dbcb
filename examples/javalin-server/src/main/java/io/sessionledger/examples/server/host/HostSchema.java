package io.sessionledger.examples.server.host;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The host's own tables. They have a history table of their own, beside the one that the ledger keeps in its schema. */
public final class HostSchema {

    private static final String MIGRATIONS = "classpath:io/sessionledger/examples/server/host/migration";
    private static final String HISTORY_TABLE = "host_schema_history";

    private HostSchema() {}

    /**
     * Creates or upgrades the tables.
     *
     * @param dataSource where
     */
    public static void migrate(DataSource dataSource) {
        Flyway.configure(HostSchema.class.getClassLoader())
                .dataSource(dataSource)
                .locations(MIGRATIONS)
                .table(HISTORY_TABLE)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }
}
