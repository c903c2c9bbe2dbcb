package io.sessionledger.jdbc;

import io.sessionledger.TenantId;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.SettlementPlan;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** How alerts are written: by statements that move an account on PostgreSQL, for many at once there, or one by one on both databases. Always in the transaction of what causes them. */
final class AlertSql {

    static final String INSERT = """
            insert into ${schema}.credit_alerts (tenant_id, id, kind, subject, counselor_id, session_id, threshold, amount,
                model_used, created_at, next_attempt_at)
            """;

    static final String UNLESS_THERE = "on conflict (tenant_id, kind, subject) do nothing";

    /**
     * What the entry {@code entry} of a session {@code charged} gives occasion to alert on PostgreSQL, decided by the locked row {@code p} of its account: the same as {@link NewAlert} decides in memory.
     */
    static final String OF_CHARGE = """
            ${insert}
            select entry.tenant_id, coalesce(w.id, gen_random_uuid()), w.kind, w.subject, entry.counselor_id, entry.session_id,
                w.threshold, w.amount, null, entry.created_at, entry.created_at
            from entry, charged, (select ${rules} from p) r, lateral (
                select cast(:alert_id as uuid) as id, 'shortage' as kind, cast(entry.session_id as text) as subject,
                    cast(null as numeric) as threshold, entry.balance_after as amount
                where entry.balance_after < 0
                union all
                select null, case when l.level > 0 then 'low_balance' else 'negative_balance' end,
                    concat(entry.id, ':', l.level), l.level, entry.balance_after
                from unnest(r.alert_levels) as l (level)
                where entry.balance_after < l.level and entry.balance_after - entry.credits_delta >= l.level
                union all
                select null, 'large_charge', cast(entry.session_id as text), r.large_charge, charged.credits_consumed
                where charged.credits_consumed >= r.large_charge
                    and charged.credits_consumed + entry.credits_delta < r.large_charge) w
            ${unless_there}
            """.replace("${insert}", INSERT)
            .replace("${rules}", AlertRulesSql.columns("p"))
            .replace("${unless_there}", UNLESS_THERE);

    /** Rows of alerts on PostgreSQL. */
    static final InputRows ROWS = InputRows.of(
            "w",
            "alert_id uuid",
            "kind text",
            "subject text",
            "counselor_id uuid",
            "alert_session_id uuid",
            "threshold numeric",
            "amount numeric",
            "alerted_model text",
            "alerted_at timestamptz");

    static final String INSERT_ROWS = INSERT + """
            select :tenant_id, w.new_alert_id, w.new_kind, w.new_subject, w.new_counselor_id, w.new_alert_session_id,
                w.new_threshold, w.new_amount, w.new_alerted_model, w.new_alerted_at, w.new_alerted_at
            from %s
            """.formatted(ROWS.asTable()) + UNLESS_THERE;

    /** Looked for first: on H2 a row that is there is an error. */
    private static final String INSERT_ONE = INSERT + """
            select n.tenant_id, n.id, n.kind, n.subject, n.counselor_id, n.session_id, n.threshold, n.amount, n.model, n.at, n.at
            from (select cast(:tenant_id as varchar(50)) as tenant_id, cast(:alert_id as uuid) as id,
                    cast(:kind as varchar(30)) as kind, cast(:subject as varchar(150)) as subject,
                    cast(:counselor_id as uuid) as counselor_id, cast(:alert_session_id as uuid) as session_id,
                    cast(:threshold as numeric(19, 4)) as threshold, cast(:amount as numeric(19, 4)) as amount,
                    cast(:alerted_model as varchar(100)) as model, cast(:alerted_at as timestamp with time zone) as at) n
            where not exists (select 1 from ${schema}.credit_alerts x
                where x.tenant_id = n.tenant_id and x.kind = n.kind and x.subject = n.subject)
            """;

    private static final String UNPRICED_MODELS = """
            select distinct l.model_used from ${schema}.session_analysis_logs l
            where l.tenant_id = %1$s.tenant_id and l.session_id = %1$s.session_id
                and l.estimated_cost_usd is null and l.model_used is not null and not l.late
            """;

    private static final String UNPRICED_MODELS_OF_SESSION =
            UNPRICED_MODELS.replace("%1$s.", ":") + " order by l.model_used";

    /** The models without a price of sessions {@code u} on PostgreSQL; to be followed by which these are, and {@link #UNLESS_THERE}. */
    private static final String UNPRICED = INSERT + """
            select u.tenant_id, gen_random_uuid(), 'unpriced_model', concat(m.model_used, ':', cast(%2$s as text)), u.counselor_id,
                u.session_id, null, null, m.model_used, %3$s, %3$s
            from %4$s ${schema}.session_usage u cross join lateral (%1$s) m
            """;

    /** Before a session ends: does nothing where the end will not either, because the session has moved. */
    static final String UNPRICED_OF_UNCHANGED =
            UNPRICED.formatted(UNPRICED_MODELS.formatted("u"), ":unpriced_day", ":decided_at", "")
                    + """
            where u.tenant_id = :tenant_id and u.session_id = :session_id and u.revision = :seen and not u.credit_deducted
            """
                    + UNLESS_THERE
                    + ";\n";

    /** Sessions on PostgreSQL that have used models without a price. */
    static final InputRows UNPRICED_SESSIONS =
            InputRows.of("o", "session_id uuid", "unpriced_day text", "decided_at timestamptz");

    static final String INSERT_UNPRICED = UNPRICED.formatted(
                    UNPRICED_MODELS.formatted("u"),
                    "o.new_unpriced_day",
                    "o.new_decided_at",
                    UNPRICED_SESSIONS.asTable() + " cross join")
            + " where u.tenant_id = o.tenant_id and u.session_id = o.new_session_id "
            + UNLESS_THERE
            + ";\n";

    private AlertSql() {}

    /** The day by which alerts of models without a price are told apart. */
    static String unpricedDay(SettlementPlan plan) {
        return LocalDate.ofInstant(plan.now(), ZoneOffset.UTC).toString();
    }

    /** Writes one for each model without a price that a session has used. */
    static void addUnpriced(Database database, Handle handle, TenantId tenant, SessionUsage usage, Instant now) {
        SessionSql.bindKey(handle.createQuery(UNPRICED_MODELS_OF_SESSION), tenant, usage.sessionId())
                .mapTo(String.class)
                .forEach(model -> add(database, handle, tenant, NewAlert.unpriced(usage, model, now)));
    }

    /** Writes one, unless it is there. */
    static void add(Database database, Handle handle, TenantId tenant, NewAlert alert) {
        Update insert = handle.createUpdate(INSERT_ONE + database.unlessThere()).bind("tenant_id", tenant.value());
        alert.bind(Parameters.of(insert));
        database.ifAbsent(insert);
    }
}
