package io.sessionledger.jdbc;

import io.sessionledger.store.LedgerStoreException;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.output.ValidateResult;

/** The ledger's tables, brought and watched by Flyway in a history table of their own, beside whatever the host has. */
final class LedgerSchema {

    static final String HISTORY_TABLE = "session_ledger_schema_history";

    private static final String LOCATION = "classpath:io/sessionledger/jdbc/migration/";

    private static final int FIRST_RUN_ATTEMPTS = 5;

    private final Flyway flyway;

    LedgerSchema(DataSource dataSource, Database database) {
        this.flyway = Flyway.configure(LedgerSchema.class.getClassLoader())
                .dataSource(dataSource)
                .locations(LOCATION + "common", LOCATION + database.migrations())
                .failOnMissingLocations(true)
                .placeholders(database.placeholders())
                .table(HISTORY_TABLE)
                // a host's schema has tables already; version 0 keeps the first migration from being skipped
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }

    void bring(SchemaMode mode) {
        try {
            switch (mode) {
                case MIGRATE -> migrate();
                case VALIDATE -> validate();
            }
        } catch (FlywayException e) {
            throw new LedgerStoreException("The ledger's tables could not be brought or checked: " + e.getMessage(), e);
        }
    }

    /** Whoever finds the history table that another instance has just made tries to baseline it, and is refused: again, then. */
    private void migrate() {
        for (int attempt = 1; ; attempt++) {
            try {
                flyway.migrate();
                return;
            } catch (FlywayException e) {
                boolean ofAMigration = e.getClass() != FlywayException.class;
                if (ofAMigration || attempt == FIRST_RUN_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void validate() {
        MigrationInfo[] pending = flyway.info().pending();
        if (pending.length > 0) {
            throw new LedgerStoreException("The ledger's tables are missing or outdated: "
                    + Arrays.stream(pending).map(LedgerSchema::name).collect(Collectors.joining(", "))
                    + " not applied. Build the store with schemaMode(MIGRATE) once.");
        }
        ValidateResult result = flyway.validateWithResult();
        if (!result.validationSuccessful) {
            throw new LedgerStoreException(
                    "The ledger's tables are not those of this version: " + result.getAllErrorMessages());
        }
    }

    private static String name(MigrationInfo migration) {
        return "V" + migration.getVersion() + " " + migration.getDescription();
    }
}
