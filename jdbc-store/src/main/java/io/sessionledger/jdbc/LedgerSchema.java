package io.sessionledger.jdbc;

import io.sessionledger.store.LedgerStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The ledger's tables in one schema: brought by Flyway, which keeps a history table of its own beside whatever the host has, or printed for
 * the host's tooling; and checked by looking at them, so that it does not matter who brought them.
 */
final class LedgerSchema {

    /** The version of the tables that this code works with: the number of its last migration. */
    static final int VERSION = 2;

    static final String HISTORY_TABLE = "session_ledger_schema_history";

    private static final String FOLDER = "io/sessionledger/jdbc/migration/";

    /** Each table, with the columns that are read or written. */
    private static final List<Table> TABLES = List.of(
            new Table("credit_rates", CreditRateRow.COLUMNS.and("tenant_id")),
            new Table("session_usage", SessionUsageRow.COLUMNS.and("tenant_id", "total_tokens", "last_recorded_at")),
            new Table("session_analysis_logs", AnalysisLogRow.COLUMNS.and("tenant_id", "total_tokens")),
            new Table("credit_accounts", CreditAccountRow.COLUMNS.and("tenant_id", "alert_levels", "large_charge")),
            new Table(
                    "credit_logs",
                    CreditLogRow.COLUMNS.and(
                            "tenant_id", "rate_id", "request_digest", "reason_digest", "facts_digest", "chain_digest")),
            new Table(
                    "credit_requests",
                    Columns.of(
                            "tenant_id",
                            "idempotency_key",
                            "counselor_id",
                            "request_digest",
                            "answer_id",
                            "reason",
                            "salt",
                            "created_at")),
            new Table("credit_recurring_grants", RecurringGrantRow.COLUMNS.and("tenant_id", "due_at")),
            new Table("credit_grants", CreditGrantRow.COLUMNS.and("tenant_id", "counselor_id")),
            new Table("credit_grant_payments", Columns.of("tenant_id", "entry_id", "grant_id", "paid", "returned")),
            new Table("credit_grant_returns", Columns.of("tenant_id", "entry_id", "grant_id", "amount")),
            new Table(
                    "credit_debts",
                    Columns.of("tenant_id", "entry_id", "counselor_id", "entry_no", "amount", "unpaid")),
            new Table("credit_holds", CreditHoldRow.COLUMNS.and("tenant_id", "status", "silence_seconds", "ended_at")),
            new Table("credit_alert_defaults", Columns.of("tenant_id", "alert_levels", "large_charge")),
            new Table("credit_alerts", CreditAlertRow.COLUMNS.and("tenant_id", "subject")));

    private static final String READ_VERSION = "select coalesce(max(version), 0) from ${schema}.session_ledger_version";

    /** Asked of the catalog: to try the table would leave an error in the database's log. */
    private static final String COUNT_TABLES = """
            select count(*) from information_schema.tables t
            where t.table_schema = :schema and lower(t.table_name) = :name
            """;

    private static final String COUNT_CONSTRAINTS = """
            select count(*) from information_schema.table_constraints c
            where c.constraint_schema = :schema and lower(c.constraint_name) = :name
            """;

    private static final int FIRST_RUN_ATTEMPTS = 5;

    private static final Lock ONE_AT_A_TIME = new ReentrantLock();

    private final DataSource dataSource;
    private final Jdbi jdbi;
    private final Database database;
    private final QualifiedSql sql;
    private final List<HostKey.Constraint> hostKeys;

    LedgerSchema(
            DataSource dataSource, Jdbi jdbi, Database database, QualifiedSql sql, List<HostKey.Constraint> hostKeys) {
        this.dataSource = dataSource;
        this.jdbi = jdbi;
        this.database = database;
        this.sql = sql;
        this.hostKeys = hostKeys;
    }

    void bring(SchemaMode mode) {
        switch (mode) {
            case MIGRATE -> {
                if (database == Database.H2) {
                    oneAtATime(this::migrate);
                } else {
                    migrate();
                }
            }
            case VALIDATE -> validate();
        }
    }

    /** What {@link #migrate()} runs after a version, as one script. */
    String ddlSince(int version) {
        Stream<String> migrations = migrations().skip(version).map(this::read);
        Stream<String> keys = version == 0
                ? hostKeys.stream()
                        .map(key -> key.createIndex() + ";\n" + key.addConstraint() + ";\n")
                        .map(sql::qualified)
                : Stream.of();
        return Stream.concat(migrations, keys).collect(Collectors.joining("\n"));
    }

    /** The migrations in their order; what Flyway finds in the folders are the same. */
    private Stream<String> migrations() {
        return Stream.of("common/V1__tables.sql", database.folder() + "/V2__indexes_and_guards.sql");
    }

    private String read(String migration) {
        try (InputStream resource = LedgerSchema.class.getResourceAsStream("migration/" + migration)) {
            if (resource == null) {
                throw new LedgerStoreException("The migration " + migration + " is missing from the library's jar.");
            }
            String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
            for (var placeholder : placeholders().entrySet()) {
                text = text.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> placeholders() {
        Map<String, String> placeholders = new HashMap<>(database.placeholders());
        placeholders.put("schema", SqlName.quoted(sql.schema()));
        return placeholders;
    }

    /** H2 ends a transaction with each change of a table, so that no lock in the database keeps migrations apart. */
    private static void oneAtATime(Runnable migration) {
        ONE_AT_A_TIME.lock();
        try {
            migration.run();
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    private void migrate() {
        int present = version().orElse(0);
        refuseNewer(present);
        if (present == 0) {
            refuseTablesOfOthers();
        }
        if (present < VERSION) {
            migrate(flyway(present));
        }
        hostKeys.forEach(this::add);
    }

    private static void migrate(Flyway flyway) {
        for (int attempt = 1; ; attempt++) {
            try {
                flyway.migrate();
                return;
            } catch (FlywayException e) {
                // who finds the history table that another instance has just made tries to baseline it, and is refused:
                // again, then
                boolean ofAMigration = e.getClass() != FlywayException.class;
                if (ofAMigration || attempt == FIRST_RUN_ATTEMPTS) {
                    throw new LedgerStoreException("The ledger's tables could not be brought: " + e.getMessage(), e);
                }
                OwnDoor.standBack(attempt);
            }
        }
    }

    private Flyway flyway(int present) {
        return Flyway.configure(LedgerSchema.class.getClassLoader())
                .dataSource(dataSource)
                .defaultSchema(sql.schema())
                .locations("classpath:" + FOLDER + "common", "classpath:" + FOLDER + database.folder())
                .failOnMissingLocations(true)
                .placeholders(placeholders())
                .table(HISTORY_TABLE)
                // a host's schema has tables already; a baseline at what is there keeps the first migration from being
                // skipped, and those that the host's own tooling has run from being run again
                .baselineOnMigrate(true)
                .baselineVersion(Integer.toString(present))
                .load();
    }

    /** Where there is neither a version nor a history, a table of the ledger's name is somebody else's. */
    private void refuseTablesOfOthers() {
        List<String> taken =
                TABLES.stream().map(Table::name).filter(this::exists).toList();
        if (!taken.isEmpty() && !exists(HISTORY_TABLE)) {
            throw new LedgerStoreException(
                    "The schema " + sql.schema() + " has tables that are not the ledger's, but have"
                            + " names of its tables: " + String.join(", ", taken)
                            + ". Give the ledger a schema of its own with schema(\"...\").");
        }
    }

    private void validate() {
        int present = version()
                .orElseThrow(() -> new LedgerStoreException("The schema " + sql.schema()
                        + " has no tables of the ledger's. Build the store with schemaMode(MIGRATE) once, run the script that"
                        + " ddl() gives, or name another schema with schema(\"...\")."));
        refuseNewer(present);
        if (present < VERSION) {
            throw new LedgerStoreException("The ledger's tables in schema " + sql.schema() + " are of version "
                    + present
                    + ", and this release works with version " + VERSION
                    + ". Build the store with schemaMode(MIGRATE) once, or run the script that ddlSince(" + present
                    + ") gives.");
        }
        TABLES.forEach(this::refuseAltered);
        for (HostKey.Constraint key : hostKeys) {
            if (!exists(key)) {
                throw new LedgerStoreException(
                        "The foreign key " + key.name() + " from " + key.path()
                                + " is missing. Build the store with schemaMode(MIGRATE) once, or add what ddl() gives for it.");
            }
        }
    }

    private void refuseNewer(int present) {
        if (present > VERSION) {
            throw new LedgerStoreException("The ledger's tables in schema " + sql.schema() + " are of version "
                    + present + ", and this release knows version " + VERSION
                    + ". Use the release that brought them, or a later one.");
        }
    }

    private void refuseAltered(Table table) {
        failureOf("select " + table.columns().from("t") + " from ${schema}." + table.name() + " t where 1 = 0")
                .ifPresent(failure -> {
                    throw new LedgerStoreException("The table " + table.name() + " in schema " + sql.schema()
                            + " is not as version " + VERSION + " has it: " + SqlErrors.firstLine(failure)
                            + ". Restore it; ddl() shows how it was.");
                });
    }

    private OptionalInt version() {
        if (!exists("session_ledger_version")) {
            return OptionalInt.empty();
        }
        int version = query(
                handle -> handle.createQuery(READ_VERSION).mapTo(Integer.class).one());
        return version == 0 ? OptionalInt.empty() : OptionalInt.of(version);
    }

    private boolean exists(String table) {
        return counts(COUNT_TABLES, table);
    }

    private boolean exists(HostKey.Constraint key) {
        return counts(COUNT_CONSTRAINTS, key.name());
    }

    private boolean counts(String count, String name) {
        return query(handle -> handle.createQuery(count)
                        .bind("schema", sql.schema())
                        .bind("name", name)
                        .mapTo(Integer.class)
                        .one())
                > 0;
    }

    private void add(HostKey.Constraint key) {
        if (exists(key)) {
            return;
        }
        Optional<SQLException> failure = failureOf(key.createIndex()).or(() -> failureOf(key.addConstraint()));
        // another instance may have been faster
        if (failure.isPresent() && !exists(key)) {
            throw new LedgerStoreException(
                    "The foreign key from " + key.path() + " could not be added: "
                            + SqlErrors.firstLine(failure.get())
                            + ". Keys that are no uuid, such as numbers mapped by of(long), cannot be referenced: then leave it out.");
        }
    }

    private Optional<SQLException> failureOf(String statement) {
        try {
            jdbi.useHandle(handle -> handle.execute(statement));
            return Optional.empty();
        } catch (JdbiException e) {
            SQLException reported = SqlErrors.reportedBy(e);
            if (reported == null) {
                throw e;
            }
            return Optional.of(reported);
        }
    }

    private <T> T query(Door.Work<T> work) {
        try {
            return jdbi.withHandle(work::on);
        } catch (JdbiException | SQLException e) {
            throw Door.translated("look at the ledger's tables", e);
        }
    }

    private record Table(String name, Columns columns) {}
}
