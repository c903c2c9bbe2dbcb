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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.generic.GenericType;
import org.jspecify.annotations.Nullable;
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
                    "last_recorded_at instant?",
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
                    "held numeric(19,4)",
                    "overdraft_limit numeric(19,4)?",
                    "next_change_at instant?",
                    "last_chain_digest char(64)?"),
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
                    "reason_digest char(64)?",
                    "facts_digest char(64)",
                    "chain_digest char(64)",
                    "created_at instant"),
            "credit_requests",
            List.of(
                    "tenant_id varchar(50)",
                    "idempotency_key varchar(200)",
                    "counselor_id uuid",
                    "request_digest char(64)",
                    "answer_id uuid",
                    "reason text?",
                    "salt char(32)?",
                    "created_at instant"),
            "credit_grants",
            List.of(
                    "tenant_id varchar(50)",
                    "id uuid",
                    "counselor_id uuid",
                    "grant_type varchar(20)",
                    "amount numeric(19,4)",
                    "remaining numeric(19,4)",
                    "priority smallint",
                    "effective_from instant",
                    "expires_at instant?",
                    "status varchar(20)",
                    "entry_no bigint?",
                    "created_at instant"),
            "credit_grant_payments",
            List.of(
                    "tenant_id varchar(50)",
                    "entry_id uuid",
                    "grant_id uuid",
                    "paid numeric(19,4)",
                    "returned numeric(19,4)"),
            "credit_grant_returns",
            List.of("tenant_id varchar(50)", "entry_id uuid", "grant_id uuid", "amount numeric(19,4)"),
            "credit_debts",
            List.of(
                    "tenant_id varchar(50)",
                    "entry_id uuid",
                    "counselor_id uuid",
                    "entry_no bigint",
                    "amount numeric(19,4)",
                    "unpaid numeric(19,4)"),
            "credit_holds",
            List.of(
                    "tenant_id varchar(50)",
                    "id uuid",
                    "session_id uuid",
                    "counselor_id uuid",
                    "amount numeric(19,4)",
                    "status varchar(20)",
                    "silence_seconds numeric(12,3)",
                    "placed_at instant",
                    "expires_at instant",
                    "ended_at instant?"));

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
        assertThat(row)
                .containsKeys(
                        "completed_at", "credit_deducted_at", "stated_duration_seconds", "rate_id", "last_recorded_at");
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
        assertThat(row)
                .containsEntry("last_entry_at", null)
                .containsEntry("last_chain_digest", null)
                .containsEntry("overdraft_limit", null)
                .containsEntry("next_change_at", null);
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
    void a_request_of_the_minimum_gets_its_defaults() {
        insertRequest("reason", null);

        Map<String, Object> row = row("credit_requests");
        assertThat(row).containsEntry("reason", null).containsEntry("salt", null);
        assertJustNow("credit_requests", "created_at");
    }

    @Test
    void a_grant_of_the_minimum_pays_in_the_middle_and_for_ever() {
        insertAccount();
        insertGrant(Map.of());

        Map<String, Object> row = row("credit_grants");
        assertThat(row.get("priority")).hasToString("50");
        assertThat(row)
                .containsEntry("expires_at", null)
                .containsEntry("idempotency_key", null)
                .containsEntry("request_digest", null)
                .containsEntry("actor", null);
        assertJustNow("credit_grants", "created_at");
    }

    @Test
    void a_payment_of_the_minimum_has_given_nothing_back() {
        insertAccount();
        insertPayment(insertEntry(), insertGrant(Map.of()), "paid", 5);

        assertZero(row("credit_grant_payments"), "returned");
    }

    @Test
    void a_hold_of_the_minimum_is_in_force() {
        insertAccount();
        insertHold(Map.of());

        assertThat(row("credit_holds")).containsEntry("status", "active").containsEntry("ended_at", null);
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
                        "credit_rates_version_once",
                        "credit_requests_pk",
                        "credit_grants_pk",
                        "credit_grants_account_fk",
                        "credit_grant_payments_pk",
                        "credit_grant_payments_entry_fk",
                        "credit_grant_payments_grant_fk",
                        "credit_grant_returns_pk",
                        "credit_grant_returns_entry_fk",
                        "credit_grant_returns_grant_fk",
                        "credit_debts_pk",
                        "credit_debts_entry_fk",
                        "credit_holds_pk",
                        "credit_holds_account_fk");
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

        assertThat(referenced).hasSizeGreaterThanOrEqualTo(10).containsOnly(1);
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

        assertThat(firstColumns)
                .containsKeys(
                        "session_analysis_logs_of_session",
                        "credit_grants_open",
                        "credit_debts_open",
                        "credit_holds_of_account");
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
            assertThatThrownBy(() -> sql.useHandle(handle -> handle.execute(change, tenant)))
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
        // with what points to it, so that on PostgreSQL it is not a foreign key that refuses; on H2 those of
        // credit_grant_payments and its like are all there is
        assertThatThrownBy(() -> sql.useHandle(
                        handle -> handle.execute("truncate table credit_logs" + (postgresql ? " cascade" : ""))))
                .isInstanceOf(JdbiException.class)
                .message()
                .containsIgnoringCase(postgresql ? "append-only" : "cannot truncate \"public.credit_logs");

        assertThat(fixture.entries(fixture.counselor)).hasSize(1);
    }

    @Test
    void an_account_with_entries_cannot_be_deleted() {
        insertAccount();
        insertEntry();

        assertRefused("credit_logs_account_fk", this::deleteAccounts);
    }

    @Test
    void an_account_with_grants_cannot_be_deleted() {
        insertAccount();
        insertGrant(Map.of());

        assertRefused("credit_grants_account_fk", this::deleteAccounts);
    }

    @Test
    void an_account_with_holds_cannot_be_deleted() {
        insertAccount();
        insertHold(Map.of());

        assertRefused("credit_holds_account_fk", this::deleteAccounts);
    }

    private void deleteAccounts() {
        sql.useHandle(handle -> handle.execute("delete from credit_accounts where tenant_id = ?", tenant));
    }

    @Test
    void an_account_refuses_to_hold_less_than_nothing_and_a_negative_overdraft() {
        assertRefused("credit_accounts_held_check", () -> insertAccount("held", -1));
        assertRefused("credit_accounts_overdraft_check", () -> insertAccount("overdraft_limit", -1));
    }

    @Test
    void an_account_has_a_chain_digest_exactly_if_it_has_entries() {
        assertRefused("credit_accounts_entry_check", () -> insertAccount("last_chain_digest", "0".repeat(64)));
        insertAccount();
        assertRefused(
                "credit_accounts_entry_check",
                () -> sql.useHandle(handle -> handle.execute(
                        "update credit_accounts set last_entry_no = 1, last_entry_at = current_timestamp"
                                + " where tenant_id = ?",
                        tenant)));
    }

    @Test
    void an_entry_refuses_an_unknown_type_and_a_delta_of_nothing() {
        insertAccount();

        assertRefused("credit_logs_type_check", () -> insertEntry("gift", 1, 1));
        assertRefused("credit_logs_entry_check", () -> insertEntry("purchase", 1, 0));
        assertRefused("credit_logs_entry_check", () -> insertEntry("purchase", 0, 1));
    }

    @Test
    void an_entry_needs_both_its_digests() {
        insertAccount();

        for (String digest : List.of("facts_digest", "chain_digest")) {
            assertRefused(digest, () -> insertEntry("purchase", 1, 5, digest, null));
        }
    }

    @Test
    void a_key_is_used_once_and_a_reason_has_its_salt() {
        insertRequest("salt", null);

        assertRefused("credit_requests", () -> insertRequest("salt", null));
        assertRefused("credit_requests_reason_check", () -> insertRequest("reason", "a reason"));
        assertRefused("credit_requests_reason_check", () -> insertRequest("salt", "0".repeat(32)));
    }

    @Test
    void a_grant_has_something_to_give_and_never_more_than_that() {
        insertAccount();

        assertGrantRefused("credit_grants_amount_check", Map.of("amount", 0, "remaining", 0, "status", "exhausted"));
        assertGrantRefused("credit_grants_amount_check", Map.of("remaining", 6));
        assertGrantRefused("credit_grants_amount_check", Map.of("remaining", -1, "status", "voided"));
    }

    @Test
    void a_grant_refuses_a_priority_outside_0_to_100_an_unknown_type_and_an_expiry_before_its_start() {
        insertAccount();

        assertGrantRefused("credit_grants_priority_check", Map.of("priority", -1));
        assertGrantRefused("credit_grants_priority_check", Map.of("priority", 101));
        assertGrantRefused("credit_grants_type_check", Map.of("grant_type", "session_fee"));
        assertGrantRefused("credit_grants_time_check", Map.of("expires_at", at(StoreFixture.NOON)));
    }

    @Test
    void what_is_left_of_a_grant_fits_its_status() {
        insertAccount();

        for (Map<String, Object> values : List.<Map<String, Object>>of(
                Map.of("status", "lost"),
                Map.of("remaining", 0),
                Map.of("status", "exhausted"),
                Map.of("status", "expired", "remaining", 1),
                Map.of("status", "voided"),
                Map.of("status", "scheduled"))) {
            assertGrantRefused("credit_grants_status_check", values);
        }
        Map<String, Object> unnumbered = new HashMap<>();
        unnumbered.put("entry_no", null);
        assertGrantRefused("credit_grants_status_check", unnumbered);
        unnumbered.put("status", "scheduled");
        assertGrantRefused("credit_grants_status_check", unnumbered);
        unnumbered.putAll(Map.of("idempotency_key", "key", "request_digest", "0".repeat(64), "actor", "host"));
        insertGrant(unnumbered);
    }

    private void assertGrantRefused(String constraint, Map<String, Object> values) {
        assertRefused(constraint, () -> insertGrant(values));
    }

    @Test
    void a_payment_is_of_something_and_gives_back_no_more_than_that() {
        insertAccount();
        UUID entry = insertEntry();
        UUID grant = insertGrant(Map.of());

        assertRefused("credit_grant_payments_amount_check", () -> insertPayment(entry, grant, "paid", 0));
        assertRefused("credit_grant_payments_amount_check", () -> insertPayment(entry, grant, "paid, returned", 5, 6));
        assertRefused("credit_grant_payments_amount_check", () -> insertPayment(entry, grant, "paid, returned", 5, -1));
        insertPayment(entry, grant, "paid, returned", 5, 5);
        assertRefused("credit_grant_payments", () -> insertPayment(entry, grant, "paid", 1));
        assertRefused("credit_grant_returns_amount_check", () -> insertReturn(entry, grant, 0));
    }

    @Test
    void a_payment_and_a_return_cannot_point_to_another_tenants_entry_or_grant() {
        insertAccount();
        UUID entry = insertEntry();
        UUID grant = insertGrant(Map.of());
        StoreFixture others = new StoreFixture(database);
        UUID theirs = others.grant(others.purchase("key", 5)).grant().id().value(); // and their entry's id, too

        assertRefused("credit_grant_payments_grant_fk", () -> insertPayment(entry, theirs, "paid", 1));
        assertRefused("credit_grant_payments_entry_fk", () -> insertPayment(theirs, grant, "paid", 1));
        assertRefused("credit_grant_returns_grant_fk", () -> insertReturn(entry, theirs, 1));
        assertRefused("credit_grant_returns_entry_fk", () -> insertReturn(theirs, grant, 1));
        assertRefused("credit_debts_entry_fk", () -> insertDebt(theirs, 1, 1));
    }

    @Test
    void a_debt_is_of_something_and_no_more_than_that_is_unpaid() {
        insertAccount();
        UUID entry = insertEntry();

        assertRefused("credit_debts_amount_check", () -> insertDebt(entry, 0, 0));
        assertRefused("credit_debts_amount_check", () -> insertDebt(entry, 5, 6));
        assertRefused("credit_debts_amount_check", () -> insertDebt(entry, 5, -1));
        insertDebt(entry, 5, 5);
        assertRefused("credit_debts", () -> insertDebt(entry, 5, 5));
    }

    @Test
    void a_hold_refuses_less_than_nothing_no_silence_and_an_unknown_status() {
        insertAccount();

        assertHoldRefused("credit_holds_amount_check", Map.of("amount", -1));
        assertHoldRefused("credit_holds_amount_check", Map.of("silence_seconds", 0));
        assertHoldRefused("credit_holds_status_check", Map.of("status", "lost", "ended_at", at(StoreFixture.NOON)));
    }

    @Test
    void a_hold_has_the_time_of_its_end_exactly_if_it_has_ended() {
        insertAccount();

        assertHoldRefused("credit_holds_status_check", Map.of("ended_at", at(StoreFixture.NOON)));
        for (String status : List.of("captured", "released", "expired")) {
            assertHoldRefused("credit_holds_status_check", Map.of("status", status));
            insertHold(Map.of("status", status, "ended_at", at(StoreFixture.NOON)));
        }
    }

    private void assertHoldRefused(String constraint, Map<String, Object> values) {
        assertRefused(constraint, () -> insertHold(values));
    }

    /** H2 has no index over a part of the rows; there the row of the session is what keeps it to one hold. */
    @Test
    void on_postgresql_a_session_has_one_hold_at_a_time() {
        if (!database.isPostgres()) {
            return;
        }
        insertAccount();
        UUID session = UUID.randomUUID();
        insertHold(Map.of("session_id", session, "status", "released", "ended_at", at(StoreFixture.NOON)));
        insertHold(Map.of("session_id", session));

        assertHoldRefused("credit_holds_of_account", Map.of("session_id", session));
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
        insert("session_analysis_logs", values);
    }

    private void insertAccount() {
        insert("credit_accounts", "tenant_id, counselor_id", tenant, fixture.counselor.value());
    }

    private void insertAccount(String column, Object value) {
        insert("credit_accounts", "tenant_id, counselor_id, " + column, tenant, fixture.counselor.value(), value);
    }

    private UUID insertEntry() {
        return insertEntry("purchase", 1, 5);
    }

    private UUID insertEntry(String type, int number, int delta) {
        return insertEntry(type, number, delta, "session_id", null);
    }

    private UUID insertEntry(String type, int number, int delta, String column, @Nullable Object value) {
        UUID id = UUID.randomUUID();
        Map<String, Object> values = new HashMap<>(Map.of(
                "id", id,
                "entry_no", number,
                "transaction_type", type,
                "credits_delta", delta,
                "balance_after", delta,
                "idempotency_key", id.toString(),
                "actor", "host",
                "reason_code", "granted"));
        for (String digest : List.of("request_digest", "facts_digest", "chain_digest")) {
            values.put(digest, "0".repeat(64));
        }
        values.put(column, value);
        insertOfAccount("credit_logs", values);
        return id;
    }

    private void insertRequest(String column, @Nullable Object value) {
        insert(
                "credit_requests",
                "tenant_id, idempotency_key, counselor_id, request_digest, answer_id, " + column,
                tenant,
                "key",
                fixture.counselor.value(),
                "0".repeat(64),
                UUID.randomUUID(),
                value);
    }

    /** A grant of 5, none of it spent, except as stated. */
    private UUID insertGrant(Map<String, Object> stated) {
        UUID id = UUID.randomUUID();
        Map<String, Object> values = new HashMap<>(Map.of(
                "id",
                id,
                "grant_type",
                "purchase",
                "amount",
                5,
                "remaining",
                5,
                "effective_from",
                at(StoreFixture.NOON),
                "status",
                "active",
                "entry_no",
                1));
        values.putAll(stated);
        insertOfAccount("credit_grants", values);
        return id;
    }

    private void insertPayment(UUID entry, UUID grant, String columns, Object... amounts) {
        List<Object> values = new ArrayList<>(List.of(tenant, entry, grant));
        values.addAll(List.of(amounts));
        insert("credit_grant_payments", "tenant_id, entry_id, grant_id, " + columns, values.toArray());
    }

    private void insertReturn(UUID entry, UUID grant, int amount) {
        insert("credit_grant_returns", "tenant_id, entry_id, grant_id, amount", tenant, entry, grant, amount);
    }

    private void insertDebt(UUID entry, int amount, int unpaid) {
        insertOfAccount("credit_debts", Map.of("entry_id", entry, "entry_no", 1, "amount", amount, "unpaid", unpaid));
    }

    /** A hold in force on 5 credits for a session of its own, except as stated. */
    private void insertHold(Map<String, Object> stated) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "id", UUID.randomUUID(),
                "session_id", UUID.randomUUID(),
                "amount", 5,
                "silence_seconds", 900,
                "placed_at", at(StoreFixture.NOON),
                "expires_at", at(StoreFixture.NOON.plusSeconds(900))));
        values.putAll(stated);
        insertOfAccount("credit_holds", values);
    }

    private void insertOfAccount(String table, Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("tenant_id", tenant);
        all.put("counselor_id", fixture.counselor.value());
        insert(table, all);
    }

    /** What both drivers take for an instant. */
    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private void insert(String table, Map<String, Object> values) {
        List<String> names = List.copyOf(values.keySet());
        insert(table, String.join(", ", names), names.stream().map(values::get).toArray());
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
