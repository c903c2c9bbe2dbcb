package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.CounselorId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.store.LedgerStoreException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How the tables come into a host's database and are checked there: by us, by the host's tooling, in any schema. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"H2", "H2_IN_POSTGRESQL_MODE", "POSTGRESQL"})
class SchemaModesTest {

    private final TestDatabase database;
    private final OwnDatabase own;
    private final Jdbi sql;

    SchemaModesTest(TestDatabase database) {
        this.database = database;
        this.own = OwnDatabase.like(database);
        this.sql = Jdbi.create(own.dataSource());
    }

    @AfterEach
    void drop() {
        own.close();
    }

    // Migrating

    @Test
    void migrating_twice_changes_nothing() {
        own.store(SchemaMode.MIGRATE).close();
        List<Map<String, Object>> before = everythingIn("public");
        List<String> history = history();

        own.store(SchemaMode.MIGRATE).close();

        assertThat(before).hasSizeGreaterThan(60);
        assertThat(everythingIn("public")).isEqualTo(before);
        assertThat(history()).isEqualTo(history).contains("1", "2");
    }

    @Test
    void several_instances_may_migrate_at_once() throws Exception {
        execute("create table sessions (id uuid primary key)");

        List<JdbcLedgerStore> instances = AtOnce.call(
                4,
                i -> builder()
                        .schemaMode(SchemaMode.MIGRATE)
                        .sessionsTable("sessions", "id")
                        .build());

        assertThat(instances).doesNotContainNull();
        assertThat(history()).containsExactly("1", "2");
    }

    @Test
    void migrating_a_schema_that_has_tables_of_the_host_leaves_them_alone() {
        execute("create table sessions (id integer primary key)");
        execute("create table flyway_schema_history (installed_rank integer primary key)");
        execute("insert into sessions values (42)");

        assertWorks(own.store(SchemaMode.MIGRATE));

        assertThat(history()).contains("1", "2");
        assertThat(number("select id from sessions")).isEqualTo(42);
        own.store(SchemaMode.VALIDATE).close();
    }

    @Test
    void migrating_where_the_host_has_tables_of_our_names_is_refused_by_name() {
        execute("create table credit_accounts (id integer primary key)");
        execute("create table credit_logs (id integer primary key)");

        assertThatThrownBy(() -> own.store(SchemaMode.MIGRATE))
                .isInstanceOf(LedgerStoreException.class)
                .hasMessageContaining("not the ledger's")
                .hasMessageContaining("credit_accounts, credit_logs")
                .hasMessageContaining("schema(");
        assertThat(tablesIn("public")).containsExactly("credit_accounts", "credit_logs");
    }

    // Validating

    @Test
    void validating_an_empty_schema_says_what_to_do_and_creates_nothing() {
        assertThatThrownBy(() -> own.store(SchemaMode.VALIDATE))
                .isInstanceOf(LedgerStoreException.class)
                .hasMessageContaining("no tables of the ledger's")
                .hasMessageContaining("schemaMode(MIGRATE)")
                .hasMessageContaining("ddl()");

        assertThat(tablesIn("public")).isEmpty();
    }

    @Test
    void validating_is_what_a_store_does_unless_told_otherwise() {
        assertThatThrownBy(() -> builder().build())
                .isInstanceOf(LedgerStoreException.class)
                .hasMessageContaining("schemaMode(MIGRATE)");
    }

    @Test
    void validating_passes_after_migrating() {
        own.store(SchemaMode.MIGRATE).close();

        assertWorks(own.store(SchemaMode.VALIDATE));
    }

    @Test
    void older_tables_are_refused_until_they_are_brought_up_to_date() {
        bringFirstVersion();

        assertThatThrownBy(() -> own.store(SchemaMode.VALIDATE))
                .isInstanceOf(LedgerStoreException.class)
                .hasMessageContaining("are of version 1")
                .hasMessageContaining("works with version 2")
                .hasMessageContaining("ddlSince(1)");

        execute(builder().ddlSince(1));
        assertWorks(own.store(SchemaMode.VALIDATE));
    }

    @Test
    void older_tables_that_the_hosts_tooling_brought_can_be_migrated() {
        bringFirstVersion();

        assertWorks(own.store(SchemaMode.MIGRATE));

        assertThat(history()).containsExactly("2");
        own.store(SchemaMode.VALIDATE).close();
    }

    @Test
    void what_the_hosts_tooling_has_brought_since_is_not_brought_again() {
        own.store(SchemaMode.MIGRATE).close();
        execute("delete from \"session_ledger_schema_history\" where \"version\" = '2'");

        assertWorks(own.store(SchemaMode.MIGRATE));
    }

    private void bringFirstVersion() {
        String all = builder().ddl();
        execute(all.substring(0, all.length() - builder().ddlSince(1).length()));
    }

    @Test
    void newer_tables_are_refused_in_either_mode() {
        own.store(SchemaMode.MIGRATE).close();
        execute("insert into session_ledger_version (version) values (99)");

        for (SchemaMode mode : SchemaMode.values()) {
            assertThatThrownBy(() -> own.store(mode))
                    .as("%s", mode)
                    .isInstanceOf(LedgerStoreException.class)
                    .hasMessageContaining("are of version 99")
                    .hasMessageContaining("knows version 2")
                    .hasMessageContaining("later one");
        }
    }

    @Test
    void tables_that_lost_a_column_are_refused_by_name() {
        own.store(SchemaMode.MIGRATE).close();
        execute("alter table credit_accounts drop column held" + (database.isPostgres() ? " cascade" : ""));

        assertThatThrownBy(() -> own.store(SchemaMode.VALIDATE))
                .isInstanceOf(LedgerStoreException.class)
                .hasMessageContaining("credit_accounts")
                .message()
                .containsIgnoringCase("held");
    }

    // Printing

    @Test
    void what_is_printed_makes_what_migrating_makes() {
        execute(builder().ddl());
        List<Map<String, Object>> printed = everythingIn("public");

        try (OwnDatabase migrated = OwnDatabase.like(database)) {
            migrated.store(SchemaMode.MIGRATE).close();

            assertThat(printed)
                    .hasSizeGreaterThan(100)
                    .isEqualTo(everythingIn(Jdbi.create(migrated.dataSource()), "public"));
        }
    }

    @Test
    void printed_tables_validate_and_work_where_flyway_has_not_run() {
        execute(builder().ddl());

        assertWorks(own.store(SchemaMode.VALIDATE));
        assertThat(tablesIn("public")).doesNotContain("session_ledger_schema_history");
    }

    @Test
    void migrating_printed_tables_finds_them_up_to_date() {
        execute(builder().ddl());
        List<Map<String, Object>> printed = everythingIn("public");

        assertWorks(own.store(SchemaMode.MIGRATE));

        assertThat(everythingIn("public")).isEqualTo(printed);
        assertThat(tablesIn("public")).doesNotContain("session_ledger_schema_history");
    }

    @Test
    void a_script_since_a_version_that_is_none_is_refused() {
        assertThatThrownBy(() -> builder().ddlSince(3))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("version")
                .hasMessageContaining("0 to 2");
    }

    // Schemas

    @Test
    void the_tables_live_in_the_schema_that_the_host_names() {
        assertWorks(builder().schema("ledger").schemaMode(SchemaMode.MIGRATE).build());
        assertWorks(builder().schema("ledger").build());

        assertThat(tablesIn("public")).isEmpty();
        assertThat(tablesIn("ledger")).contains("session_usage", "session_ledger_schema_history");
    }

    @Test
    void a_printed_schema_is_made_when_it_is_named() {
        execute(builder().schema("ledger").ddl());

        assertWorks(builder().schema("ledger").build());
        assertThat(tablesIn("public")).isEmpty();
    }

    @Test
    void a_name_in_quotation_marks_is_taken_as_it_is() {
        String name = "\"My Ledger\"";
        assertWorks(builder().schema(name).schemaMode(SchemaMode.MIGRATE).build());
        assertWorks(builder().schema(name).build());

        assertThat(tablesIn("My Ledger")).contains("session_usage");
    }

    @Test
    void two_ledgers_in_one_database_know_nothing_of_each_other() {
        JdbcLedgerStore one =
                builder().schema("one").schemaMode(SchemaMode.MIGRATE).build();
        JdbcLedgerStore two =
                builder().schema("two").schemaMode(SchemaMode.MIGRATE).build();
        StoreFixture ours = new StoreFixture(one);
        SessionId session = ours.started();

        assertThat(one.usage().find(ours.tenant, session)).isPresent();
        assertThat(two.usage().find(ours.tenant, session)).isEmpty();
    }

    @Test
    void a_schema_that_is_not_there_is_named_when_validating() {
        assertThatThrownBy(() -> builder().schema("elsewhere").build())
                .isInstanceOf(LedgerStoreException.class)
                .message()
                .containsIgnoringCase("schema elsewhere has no tables of the ledger's");
    }

    // Foreign keys to the host's tables

    @Test
    void a_session_needs_the_hosts_row_and_goes_with_it() {
        execute("create table sessions (id uuid primary key)");
        StoreFixture fixture = new StoreFixture(withSessions().build());
        SessionId session = newSession();

        assertThatThrownBy(() -> fixture.start(session, fixture.counselor, StoreFixture.NOON))
                .isInstanceOf(LedgerStoreException.class)
                .hasMessageContaining("start session")
                .hasMessageContaining(database.isPostgres() ? "session_usage_host_session_id_fk" : "integrity");

        insert("sessions", session.value());
        fixture.start(session, fixture.counselor, StoreFixture.NOON);
        fixture.record(session, StoreFixture.minute(1).build());
        fixture.grant(fixture.purchase("key", 9));
        fixture.published("standard", StoreFixture.NOON);
        SessionId charged = newSession();
        insert("sessions", charged.value());
        fixture.start(charged, fixture.counselor, StoreFixture.NOON);
        fixture.charged(charged, 5);
        execute("delete from sessions");

        assertThat(number("select count(*) from session_usage")).isZero();
        assertThat(number("select count(*) from session_analysis_logs")).isZero();
        assertThat(fixture.entries(fixture.counselor)).hasSize(2);
    }

    @Test
    void a_table_of_the_hosts_is_found_from_a_schema_of_the_ledgers_own() {
        execute("create table sessions (id uuid primary key)");
        StoreFixture fixture = new StoreFixture(withSessions().schema("ledger").build());
        SessionId session = newSession();
        insert("sessions", session.value());

        fixture.start(session, fixture.counselor, StoreFixture.NOON);
        execute("delete from sessions");

        assertThat(fixture.store.usage().find(fixture.tenant, session)).isEmpty();
    }

    @Test
    void a_counselor_with_sessions_or_credits_cannot_be_deleted() {
        execute("create schema app");
        execute("create table app.counselors (id uuid primary key)");
        StoreFixture fixture = new StoreFixture(builder()
                .schemaMode(SchemaMode.MIGRATE)
                .counselorsTable("app.counselors", "id")
                .build());
        insert("app.counselors", fixture.counselor.value());
        UUID free = UUID.randomUUID();
        insert("app.counselors", free);

        fixture.grant(fixture.purchase("key", 9));
        assertThatThrownBy(() -> execute("delete from app.counselors where id = '" + fixture.counselor + "'"))
                .isInstanceOf(JdbiException.class)
                .message()
                .containsIgnoringCase("credit_accounts_host_counselor_id_fk");
        assertThatThrownBy(() -> fixture.start(newSession(), CounselorId.of(UUID.randomUUID()), StoreFixture.NOON))
                .isInstanceOf(LedgerStoreException.class)
                .hasMessageContaining(database.isPostgres() ? "_host_counselor_id_fk" : "integrity");
        execute("delete from app.counselors where id = '" + free + "'");
    }

    @Test
    void keys_are_added_once_and_missed_when_validating() {
        execute("create table sessions (id uuid primary key)");
        own.store(SchemaMode.MIGRATE).close();

        assertThatThrownBy(() -> builder().sessionsTable("sessions", "id").build())
                .isInstanceOf(LedgerStoreException.class)
                .hasMessageContaining("session_usage_host_session_id_fk")
                .hasMessageContaining("sessions(id)")
                .hasMessageContaining("missing");

        withSessions().build().close();
        withSessions().build().close();
        builder().sessionsTable("sessions", "id").build().close();
    }

    @Test
    void keys_are_printed_too() {
        execute("create table sessions (id uuid primary key)");
        execute(builder().sessionsTable("sessions", "id").ddl());

        builder().sessionsTable("sessions", "id").build().close();
    }

    @Test
    void a_key_to_a_bigint_is_refused_with_the_reason() {
        execute("create table sessions (id bigint primary key)");

        assertThatThrownBy(() -> withSessions().build())
                .isInstanceOf(LedgerStoreException.class)
                .hasMessageContaining("session_usage.session_id to sessions(id)")
                .hasMessageContaining("are no uuid");
    }

    @Test
    void a_key_to_a_table_that_is_not_there_is_refused_by_name() {
        assertThatThrownBy(() -> withSessions().build())
                .isInstanceOf(LedgerStoreException.class)
                .hasMessageContaining("sessions(id)");
    }

    private JdbcLedgerStore.Builder withSessions() {
        return builder().schemaMode(SchemaMode.MIGRATE).sessionsTable("sessions", "id");
    }

    private JdbcLedgerStore.Builder builder() {
        return JdbcLedgerStore.builder(own.dataSource());
    }

    private static void assertWorks(JdbcLedgerStore store) {
        StoreFixture fixture = new StoreFixture(store);
        EveryVerb.assertSeenBy(store, fixture);
        assertThat(fixture.usage(fixture.started()).status()).isEqualTo(SessionStatus.IN_PROGRESS);
    }

    private void execute(String script) {
        sql.useHandle(handle -> {
            try (var statement = handle.getConnection().createStatement()) {
                statement.execute(script);
            } catch (SQLException e) {
                throw new UnableToExecuteStatementException(e, null);
            }
        });
    }

    private void insert(String table, UUID id) {
        execute("insert into " + table + " values ('" + id + "')");
    }

    private int number(String query) {
        return sql.withHandle(
                handle -> handle.createQuery(query).mapTo(Integer.class).one());
    }

    /** The versions that Flyway has run itself. */
    private List<String> history() {
        return sql.withHandle(handle -> handle.createQuery("select \"version\" from \"session_ledger_schema_history\""
                        + " where \"type\" = 'SQL' and \"success\" order by \"installed_rank\"")
                .mapTo(String.class)
                .list());
    }

    private List<String> tablesIn(String schema) {
        return sql.withHandle(handle -> handle.createQuery(
                        "select lower(table_name) from information_schema.tables where lower(table_schema) = lower(:s)"
                                + " order by 1")
                .bind("s", schema)
                .mapTo(String.class)
                .list());
    }

    private List<Map<String, Object>> everythingIn(String schema) {
        return everythingIn(sql, schema);
    }

    /** All columns, constraints, indexes and triggers of the ledger's own tables, as the catalog has them. */
    private List<Map<String, Object>> everythingIn(Jdbi jdbi, String schema) {
        List<Map<String, Object>> everything = new ArrayList<>();
        jdbi.useHandle(handle -> {
            for (String query : List.of(
                    "select table_name, column_name, data_type, is_nullable, column_default, character_maximum_length,"
                            + " numeric_precision, numeric_scale from information_schema.columns"
                            + " where lower(table_schema) = :s and lower(table_name) not like '%_history'",
                    "select c.table_name, c.constraint_name, c.constraint_type, k.check_clause"
                            + " from information_schema.table_constraints c"
                            + " left join information_schema.check_constraints k"
                            + " on k.constraint_schema = c.constraint_schema and k.constraint_name = c.constraint_name"
                            + " where lower(c.table_schema) = :s and lower(c.table_name) not like '%_history'"
                            + " and lower(c.constraint_name) not like '%_not_null'",
                    "select trigger_name, event_object_table, action_timing, event_manipulation"
                            + " from information_schema.triggers where lower(trigger_schema) = :s",
                    database.isPostgres()
                            ? "select indexname, indexdef from pg_indexes where schemaname = :s"
                                    + " and tablename not like '%_history'"
                            : "select regexp_replace(lower(index_name), '(_index_|primary_key_).*', '') as index_name, lower(column_name) as column_name,"
                                    + " ordinal_position from information_schema.index_columns"
                                    + " where lower(table_schema) = :s and lower(table_name) not like '%_history'")) {
                everything.addAll(
                        handle.createQuery(query).bind("s", schema).mapToMap().list());
            }
        });
        everything.sort((one, other) -> one.toString().compareTo(other.toString()));
        return everything;
    }
}
