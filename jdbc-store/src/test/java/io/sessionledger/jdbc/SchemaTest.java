package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.SessionId;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.SettlementPlan.Uncharged;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.generic.GenericType;
import org.junit.jupiter.api.Test;

@EveryDatabase
class SchemaTest {

    /** Every column that hosts may rely on: its type, and a question mark if it may be null. */
    private static final Map<String, List<String>> COLUMNS = Map.of(
            "session_usage",
            List.of(
                    "id uuid",
                    "tenant_id varchar(50)",
                    "session_id uuid",
                    "counselor_id uuid",
                    "duration_seconds numeric(12,3)",
                    "analysis_count bigint",
                    "total_prompt_tokens bigint",
                    "total_completion_tokens bigint",
                    "total_tokens bigint",
                    "total_cached_tokens bigint",
                    "unpriced_analysis_count bigint",
                    "estimated_cost_usd numeric(18,10)",
                    "credits_consumed numeric(19,4)",
                    "credit_deducted boolean",
                    "credit_deducted_at instant?",
                    "status varchar(20)",
                    "started_at instant",
                    "completed_at instant?",
                    "stated_duration_seconds numeric(12,3)?",
                    "billed_duration_seconds numeric(12,3)?",
                    "billed_analysis_count bigint?",
                    "billed_prompt_tokens bigint?",
                    "billed_cached_tokens bigint?",
                    "billed_completion_tokens bigint?",
                    "billed_cost_usd numeric(18,10)?",
                    "rate_id uuid?",
                    "revision bigint"),
            "session_analysis_logs",
            List.of(
                    "id uuid",
                    "tenant_id varchar(50)",
                    "session_id uuid",
                    "counselor_id uuid",
                    "safety_level varchar(20)",
                    "severity smallint",
                    "display_text text?",
                    "action_suggestion text?",
                    "rag_documents json?",
                    "rag_sources json?",
                    "transcript_length integer?",
                    "duration_seconds numeric(12,3)?",
                    "model_used varchar(100)?",
                    "prompt_tokens bigint?",
                    "completion_tokens bigint?",
                    "total_tokens bigint?",
                    "cached_tokens bigint?",
                    "estimated_cost_usd numeric(18,10)?",
                    "analyzed_at instant",
                    "late boolean"),
            "credit_accounts",
            List.of(
                    "tenant_id varchar(50)",
                    "counselor_id uuid",
                    "granted numeric(19,4)",
                    "used numeric(19,4)",
                    "held numeric(19,4)"),
            "credit_logs",
            List.of(
                    "id uuid",
                    "tenant_id varchar(50)",
                    "counselor_id uuid",
                    "entry_no bigint",
                    "transaction_type varchar(20)",
                    "credits_delta numeric(19,4)",
                    "balance_after numeric(19,4)",
                    "session_id uuid?",
                    "rate_snapshot json?",
                    "calculation json?",
                    "idempotency_key varchar(200)",
                    "request_digest char(64)",
                    "actor varchar(100)",
                    "created_at instant"));

    /** H2 has no text without a limit. */
    private static final Object H2_TEXT = 1_000_000_000L;

    private static final GenericType<Map<String, String>> NAMES = new GenericType<>() {};

    private final TestDatabase database;
    private final StoreFixture fixture;
    private final Jdbi sql;
    private final String tenant;

    SchemaTest(TestDatabase database) {
        this.database = database;
        this.fixture = new StoreFixture(database);
        this.sql = Jdbi.create(database.pool());
        this.tenant = fixture.tenant.value();
    }

    // Plain inserts of the minimum

    @Test
    void a_usage_row_of_the_minimum_gets_its_defaults() {
        UUID session = UUID.randomUUID();
        insert("session_usage", "tenant_id, session_id, counselor_id", tenant, session, UUID.randomUUID());

        Map<String, Object> row = row("session_usage");
        assertThat(row.remove("id")).isInstanceOf(UUID.class).isNotEqualTo(session);
        assertThat(row.remove("session_id")).isEqualTo(session);
        assertThat(row.remove("tenant_id")).isEqualTo(tenant);
        assertThat(row.remove("counselor_id")).isInstanceOf(UUID.class);
        assertThat(row.remove("status")).isEqualTo("in_progress");
        assertThat(row.remove("credit_deducted")).isEqualTo(false);
        assertThat(row.remove("rate_name")).isEqualTo("standard");
        assertJustNow("session_usage", "started_at");
        row.remove("started_at");
        assertZero(
                row,
                "duration_seconds",
                "analysis_count",
                "total_prompt_tokens",
                "total_completion_tokens",
                "total_tokens",
                "total_cached_tokens",
                "unpriced_analysis_count",
                "estimated_cost_usd",
                "credits_consumed",
                "revision");
        assertThat(row).containsKeys("completed_at", "credit_deducted_at", "stated_duration_seconds", "rate_id");
        assertThat(row.values()).containsOnlyNulls();
    }

    @Test
    void a_usage_row_of_the_minimum_is_a_session_like_any_other() {
        UUID session = UUID.randomUUID();
        insert("session_usage", "tenant_id, session_id, counselor_id", tenant, session, fixture.counselor.value());

        SessionUsage usage = fixture.usage(SessionId.of(session));
        assertThat(usage.counted()).isEqualTo(UsageFigures.NONE);
        assertThat(usage.status()).isEqualTo(SessionStatus.IN_PROGRESS);
        assertThat(fixture.record(usage.sessionId(), StoreFixture.minute(1).build())
                        .usage()
                        .counted()
                        .analysisCount())
                .isEqualTo(1);
    }

    @Test
    void every_row_gets_an_id_of_its_own() {
        for (int i = 0; i < 3; i++) {
            insert(
                    "session_usage",
                    "tenant_id, session_id, counselor_id",
                    tenant,
                    UUID.randomUUID(),
                    UUID.randomUUID());
        }

        assertThat(number("select count(distinct id) from session_usage where tenant_id = ?", tenant))
                .isEqualTo(3);
    }

    @Test
    void an_analysis_log_of_the_minimum_gets_its_defaults() {
        SessionId session = fixture.started();
        insert(
                "session_analysis_logs",
                "tenant_id, session_id, counselor_id, safety_level, severity",
                tenant,
                session.value(),
                fixture.counselor.value(),
                "yellow",
                2);

        Map<String, Object> row = row("session_analysis_logs");
        assertThat(row.remove("id")).isInstanceOf(UUID.class);
        assertThat(row.remove("late")).isEqualTo(false);
        assertJustNow("session_analysis_logs", "analyzed_at");
        List.of("analyzed_at", "tenant_id", "session_id", "counselor_id", "safety_level", "severity")
                .forEach(row::remove);
        assertThat(row).containsKeys("display_text", "duration_seconds", "total_tokens", "estimated_cost_usd");
        assertThat(row.values()).containsOnlyNulls();
        assertThat(fixture.logs(session))
                .singleElement()
                .extracting(AnalysisLog::severity)
                .isEqualTo(2);
    }

    @Test
    void an_account_of_the_minimum_gets_its_defaults() {
        insertAccount();

        Map<String, Object> row = row("credit_accounts");
        assertZero(row, "granted", "used", "held", "last_entry_no");
        assertThat(row.get("last_entry_at")).isNull();
        assertJustNow("credit_accounts", "created_at");
    }

    @Test
    void a_ledger_entry_of_the_minimum_gets_its_defaults() {
        insertAccount();
        insertEntry();

        Map<String, Object> row = row("credit_logs");
        assertThat(row.get("id")).isInstanceOf(UUID.class);
        assertJustNow("credit_logs", "created_at");
        assertThat(row)
                .containsEntry("session_id", null)
                .containsEntry("rate_id", null)
                .containsEntry("rate_snapshot", null)
                .containsEntry("calculation", null)
                .containsEntry("reason_digest", null);
    }

    @Test
    void a_rate_of_the_minimum_rounds_up_to_whole_credits_without_a_minimum() {
        sql.useHandle(handle -> handle.execute(
                "insert into credit_rates (tenant_id, name, version, effective_from, method, terms)"
                        + " values (?, 'standard', 1, current_timestamp, 'per_analysis', "
                        + (database.isPostgres() ? "jsonb " : "json ")
                        + "'{\"credits_per_analysis\": \"1\"}')",
                tenant));

        Map<String, Object> row = row("credit_rates");
        assertThat(row.get("id")).isInstanceOf(UUID.class);
        assertThat(row.get("rounding_direction")).isEqualTo("up");
        assertZero(row, "rounding_decimals", "minimum");
        assertJustNow("credit_rates", "published_at");
    }

    // What the columns are

    @Test
    void every_column_that_hosts_rely_on_is_there_with_its_type() {
        Map<String, List<String>> found = columns(sql);

        COLUMNS.forEach(
                (table, columns) -> assertThat(found.get(table)).as(table).containsAll(columns));
    }

    @Test
    void the_tables_are_the_same_on_another_database() {
        TestDatabase other = database.isPostgres() ? TestDatabase.H2 : TestDatabase.POSTGRESQL;

        assertThat(columns(sql)).isEqualTo(columns(Jdbi.create(other.pool())));
    }

    @Test
    void every_primary_key_unique_constraint_and_foreign_key_begins_with_the_tenant() {
        Map<String, String> firstColumns = sql.withHandle(handle -> handle.createQuery("""
                        select lower(c.constraint_name) as name, lower(k.column_name) as first_column
                        from information_schema.table_constraints c
                        join information_schema.key_column_usage k
                            on k.constraint_schema = c.constraint_schema and k.constraint_name = c.constraint_name
                        where c.constraint_type in ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY') and k.ordinal_position = 1
                            and lower(c.table_schema) = 'public' and lower(c.table_name) not like 'session_ledger_%'
                        """)
                .setMapKeyColumn("name")
                .setMapValueColumn("first_column")
                .collectInto(NAMES));

        assertThat(firstColumns)
                .containsKeys(
                        "session_usage_pk",
                        "session_analysis_logs_pk",
                        "session_analysis_logs_session_fk",
                        "credit_logs_key_once",
                        "credit_logs_entry_once",
                        "credit_rates_version_once");
        assertThat(firstColumns.values()).containsOnly("tenant_id");
    }

    @Test
    void every_foreign_key_leads_from_the_tenant_to_the_same_tenant() {
        List<Integer> referenced = sql.withHandle(
                handle -> handle.createQuery("""
                        select k.position_in_unique_constraint
                        from information_schema.key_column_usage k
                        where lower(k.constraint_schema) = 'public' and lower(k.column_name) = 'tenant_id'
                            and k.position_in_unique_constraint is not null
                        """).mapTo(Integer.class).list());

        assertThat(referenced).hasSizeGreaterThanOrEqualTo(4).containsOnly(1);
    }

    @Test
    void every_index_begins_with_the_tenant() {
        String indexes = database.isPostgres() ? """
                    select c.relname as name, pg_get_indexdef(i.indexrelid, 1, true) as first_column
                    from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
                    join pg_catalog.pg_class t on t.oid = i.indrelid
                    where t.relnamespace = 'public'::regnamespace and t.relname not like 'session_ledger_%'
                    """ : """
                    select lower(index_name) as name, lower(column_name) as first_column
                    from information_schema.index_columns
                    where lower(table_schema) = 'public' and lower(table_name) not like 'session_ledger_%'
                        and ordinal_position = 1
                    """;

        Map<String, String> firstColumns = sql.withHandle(handle -> handle.createQuery(indexes)
                .setMapKeyColumn("name")
                .setMapValueColumn("first_column")
                .collectInto(NAMES));

        assertThat(firstColumns).containsKey("session_analysis_logs_of_session");
        assertThat(firstColumns.values()).containsOnly("tenant_id");
    }

    // What the tables refuse

    @Test
    void a_usage_row_refuses_an_unknown_status() {
        SessionId session = fixture.started();

        assertRefused(
                "session_usage_status_check",
                () -> update("session_usage", "status = 'paused', completed_at = started_at", session.value()));
    }

    @Test
    void a_usage_row_refuses_negative_figures() {
        for (String column : List.of(
                "duration_seconds",
                "analysis_count",
                "total_prompt_tokens",
                "total_completion_tokens",
                "total_tokens",
                "total_cached_tokens",
                "unpriced_analysis_count",
                "estimated_cost_usd",
                "stated_duration_seconds")) {
            assertRefused("session_usage_counters_check", () -> insertUsage(column, -1));
        }
        assertRefused("session_usage_credits_check", () -> insertUsage("credits_consumed", -1));
    }

    @Test
    void a_usage_row_refuses_more_unpriced_analyses_than_analyses() {
        assertRefused("session_usage_counters_check", () -> insertUsage("unpriced_analysis_count", 1));
    }

    @Test
    void a_usage_row_that_has_ended_needs_its_time_and_one_that_has_not_must_not_have_it() {
        for (String ended : List.of("completed", "cancelled", "failed")) {
            assertRefused("session_usage_ended_check", () -> insertUsage("status", ended));
        }
        SessionId running = fixture.started();
        assertRefused(
                "session_usage_ended_check",
                () -> update("session_usage", "completed_at = started_at", running.value()));
        assertRefused(
                "session_usage_ended_check",
                () -> update(
                        "session_usage",
                        "status = 'failed', completed_at = started_at - interval '1' second",
                        running.value()));
    }

    @Test
    void a_usage_row_that_was_deducted_needs_the_time_of_it() {
        assertRefused("session_usage_credits_check", () -> insertUsage("credit_deducted", true));
    }

    @Test
    void billed_figures_are_of_completed_sessions_and_complete() {
        SessionId session = fixture.started();

        assertRefused(
                "session_usage_billed_check",
                () -> update("session_usage", "billed_duration_seconds = 1", session.value()));
        fixture.completed(session, new Uncharged(null));
        assertRefused(
                "session_usage_billed_check", () -> update("session_usage", "billed_cost_usd = null", session.value()));
    }

    @Test
    void an_analysis_log_refuses_an_unknown_level() {
        assertRefused("session_analysis_logs_level_check", () -> insertLog("orange", 2, "severity", 2));
    }

    @Test
    void an_analysis_log_refuses_a_severity_outside_1_to_3() {
        assertRefused("session_analysis_logs_severity_check", () -> insertLog("red", 0, "transcript_length", 1));
        assertRefused("session_analysis_logs_severity_check", () -> insertLog("red", 4, "transcript_length", 1));
    }

    @Test
    void an_analysis_log_refuses_negative_figures() {
        for (String column : List.of(
                "transcript_length",
                "duration_seconds",
                "prompt_tokens",
                "cached_tokens",
                "completion_tokens",
                "estimated_cost_usd")) {
            assertRefused("session_analysis_logs_figures_check", () -> insertLog("red", 1, column, -1));
        }
    }

    @Test
    void an_analysis_log_cannot_point_to_another_tenants_session() {
        SessionId theirs = new StoreFixture(database).started();

        assertRefused(
                "session_analysis_logs_session_fk",
                () -> insert(
                        "session_analysis_logs",
                        "tenant_id, session_id, counselor_id, safety_level, severity",
                        tenant,
                        theirs.value(),
                        fixture.counselor.value(),
                        "red",
                        3));
    }

    @Test
    void a_session_cannot_be_billed_by_another_tenants_rate() {
        UUID theirs = new StoreFixture(database)
                .published("standard", StoreFixture.NOON)
                .id()
                .value();

        assertRefused("session_usage_rate_fk", () -> insertUsage("rate_id", theirs));
    }

    @Test
    void deleting_a_usage_row_takes_its_logs_along_and_leaves_the_ledger() {
        fixture.published("standard", StoreFixture.NOON);
        SessionId session = fixture.started();
        SessionId kept = fixture.started();
        fixture.record(session, StoreFixture.minute(1).build());
        fixture.record(kept, StoreFixture.minute(1).build());
        fixture.charged(session, 7);

        sql.useHandle(handle -> handle.execute(
                "delete from session_usage where tenant_id = ? and session_id = ?", tenant, session.value()));

        assertThat(fixture.logs(session)).isEmpty();
        assertThat(fixture.logs(kept)).hasSize(1);
        assertThat(fixture.entries(fixture.counselor)).singleElement().satisfies(entry -> {
            assertThat(entry.sessionId()).isEqualTo(session);
            assertThat(entry.charge()).isNotNull();
        });
        assertThat(number("select count(*) from credit_alerts where tenant_id = ?", tenant))
                .isEqualTo(1);
    }

    @Test
    void the_ledger_refuses_update_and_delete() {
        fixture.grant(fixture.purchase("first", 5));

        for (String change : List.of(
                "update credit_logs set balance_after = 99 where tenant_id = ?",
                "delete from credit_logs where tenant_id = ?")) {
            assertThatThrownBy(() -> sql.useHandle(handle -> {
                        handle.execute("delete from credit_log_reasons where tenant_id = ?", tenant);
                        handle.execute(change, tenant);
                    }))
                    .as(change)
                    .isInstanceOf(JdbiException.class)
                    .hasMessageContaining("append-only");
        }
        assertThat(fixture.entries(fixture.counselor))
                .singleElement()
                .satisfies(entry -> assertThat(entry.balanceAfter()).hasToString("5"));
    }

    @Test
    void the_ledger_refuses_truncate() {
        fixture.grant(fixture.purchase("first", 5));

        boolean postgresql = database.isPostgres();
        // with its reasons, so that on PostgreSQL it is not their foreign key that refuses; on H2 that is all there is
        assertThatThrownBy(() -> sql.useHandle(
                        handle -> handle.execute("truncate table credit_logs" + (postgresql ? " cascade" : ""))))
                .isInstanceOf(JdbiException.class)
                .message()
                .containsIgnoringCase(postgresql ? "append-only" : "cannot truncate \"public.credit_logs");

        assertThat(fixture.entries(fixture.counselor)).hasSize(1);
    }

    @Test
    void an_account_with_entries_cannot_be_deleted() {
        fixture.grant(fixture.purchase("first", 5));

        assertRefused(
                "credit_logs_account_fk",
                () -> sql.useHandle(
                        handle -> handle.execute("delete from credit_accounts where tenant_id = ?", tenant)));
    }

    @Test
    void an_entry_refuses_an_unknown_type_and_a_delta_of_nothing() {
        insertAccount();

        assertRefused("credit_logs_type_check", () -> insertEntry("gift", 1, 1));
        assertRefused("credit_logs_entry_check", () -> insertEntry("purchase", 1, 0));
        assertRefused("credit_logs_entry_check", () -> insertEntry("purchase", 0, 1));
    }

    private void insertUsage(String column, Object value) {
        insert(
                "session_usage",
                "tenant_id, session_id, counselor_id, " + column,
                tenant,
                UUID.randomUUID(),
                UUID.randomUUID(),
                value);
    }

    private void insertLog(String level, int severity, String column, Object value) {
        SessionId session = fixture.started();
        Map<String, Object> values = new HashMap<>(Map.of(
                "tenant_id", tenant,
                "session_id", session.value(),
                "counselor_id", fixture.counselor.value(),
                "safety_level", level,
                "severity", severity));
        values.put(column, value);
        List<String> names = List.copyOf(values.keySet());
        insert(
                "session_analysis_logs",
                String.join(", ", names),
                names.stream().map(values::get).toArray());
    }

    private void insertAccount() {
        insert("credit_accounts", "tenant_id, counselor_id", tenant, fixture.counselor.value());
    }

    private void insertEntry() {
        insertEntry("purchase", 1, 5);
    }

    private void insertEntry(String type, int number, int delta) {
        insert(
                "credit_logs",
                "tenant_id, counselor_id, entry_no, transaction_type, credits_delta, balance_after, idempotency_key,"
                        + " request_digest, actor, reason_code",
                tenant,
                fixture.counselor.value(),
                number,
                type,
                delta,
                delta,
                UUID.randomUUID().toString(),
                "0".repeat(64),
                "host",
                "granted");
    }

    private void insert(String table, String columns, Object... values) {
        String marks = "?" + ", ?".repeat(values.length - 1);
        sql.useHandle(
                handle -> handle.execute("insert into " + table + " (" + columns + ") values (" + marks + ")", values));
    }

    private void update(String table, String assignments, UUID session) {
        sql.useHandle(handle -> handle.execute(
                "update " + table + " set " + assignments + " where tenant_id = ? and session_id = ?",
                tenant,
                session));
    }

    private Map<String, Object> row(String table) {
        return new HashMap<>(sql.<Map<String, Object>, RuntimeException>withHandle(
                handle -> handle.createQuery("select * from " + table + " where tenant_id = :tenant")
                        .bind("tenant", tenant)
                        .mapToMap()
                        .one()));
    }

    private int number(String query, Object... values) {
        return sql.withHandle(
                handle -> handle.select(query, values).mapTo(Integer.class).one());
    }

    private void assertJustNow(String table, String column) {
        assertThat(number(
                        "select count(*) from " + table + " where tenant_id = ? and " + column
                                + " between current_timestamp - interval '10' minute and current_timestamp",
                        tenant))
                .as(column)
                .isEqualTo(1);
    }

    private static void assertZero(Map<String, Object> row, String... columns) {
        for (String column : columns) {
            assertThat(new BigDecimal(row.remove(column).toString())).as(column).isEqualByComparingTo(BigDecimal.ZERO);
        }
    }

    private static void assertRefused(String constraint, Runnable change) {
        assertThatThrownBy(change::run)
                .isInstanceOf(JdbiException.class)
                .message()
                .containsIgnoringCase(constraint);
    }

    /** The ledger's tables with their columns, each as name, type, and a question mark if it may be null. */
    private static Map<String, List<String>> columns(Jdbi jdbi) {
        Map<String, List<String>> columns = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        select lower(table_name) as table_name, lower(column_name) as column_name,
                            lower(data_type) as data_type, is_nullable, character_maximum_length as length,
                            numeric_precision, numeric_scale
                        from information_schema.columns
                        where lower(table_schema) = 'public' and lower(table_name) not like 'session_ledger_%'
                        order by table_name, column_name
                        """)
                .mapToMap()
                .forEach(column -> columns.computeIfAbsent(
                                column.get("table_name").toString(), table -> new ArrayList<>())
                        .add(column.get("column_name") + " " + type(column)
                                + (column.get("is_nullable").equals("YES") ? "?" : ""))));
        return columns;
    }

    private static String type(Map<String, Object> column) {
        String type = column.get("data_type").toString();
        return switch (type) {
            case "character varying" ->
                column.get("length").equals(H2_TEXT) ? "text" : "varchar(" + column.get("length") + ")";
            case "character" -> "char(" + column.get("length") + ")";
            case "numeric" -> "numeric(" + column.get("numeric_precision") + "," + column.get("numeric_scale") + ")";
            case "timestamp with time zone" -> "instant";
            case "jsonb" -> "json";
            default -> type;
        };
    }
}
