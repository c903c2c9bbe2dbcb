package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartOutcome;
import io.sessionledger.session.StartSession;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SettlementPlan.Charged;
import io.sessionledger.store.SettlementPlan.Refunded;
import io.sessionledger.store.SettlementPlan.Unrated;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Writes sessions on PostgreSQL: a record is one statement; an end is one read and one string of statements that does nothing if
 * the usage row moved in between. Rows are locked in the order usage, account.
 */
final class PostgresSessionUsageTracker extends JdbcSessionUsageTracker {

    private static final String START =
            """
            insert into ${schema}.session_usage (tenant_id, session_id, counselor_id, started_at, rate_name, rate_id)
            select n.tenant_id, n.session_id, n.counselor_id, n.started_at, n.rate_name, case when :charges then %s end
            from (select :tenant_id as tenant_id, :session_id as session_id, :counselor_id as counselor_id,
                      :started_at as started_at, :rate_name as rate_name) n
            on conflict (tenant_id, session_id) do nothing;
            insert into ${schema}.credit_accounts (tenant_id, counselor_id)
            select u.tenant_id, u.counselor_id from ${schema}.session_usage u
            where :charges and u.tenant_id = :tenant_id and u.session_id = :session_id
            on conflict (tenant_id, counselor_id) do nothing;
            select %s from ${schema}.session_usage u where u.tenant_id = :tenant_id and u.session_id = :session_id
            """.formatted(SessionSql.RATE_IN_FORCE.formatted("n"), SessionUsageRow.COLUMNS.from("u"));

    /**
     * The usage row is locked first, the log hangs on the locked row, the counters on the log that was really inserted. In any other order either
     * duplicates count twice or the late mark is taken from a row that is about to change.
     */
    private static final String RECORD = """
            with u as (
                select tenant_id, session_id, counselor_id, status from ${schema}.session_usage
                where tenant_id = :tenant_id and session_id = :session_id
                for no key update),
            i as (
                %s
                on conflict (tenant_id, session_id, id) do nothing
                returning tenant_id, session_id, late),
            w as (
                update ${schema}.session_usage s set %s
                from i where s.tenant_id = i.tenant_id and s.session_id = i.session_id
                returning %s, i.late)
            select %s, w.late from u left join w on true
            """.formatted(
                    AnalysisInput.insert(Database.POSTGRESQL, "u"),
                    SessionSql.ADD_ANALYSIS,
                    SessionUsageRow.COLUMNS.from("s"),
                    SessionUsageRow.COLUMNS.from("w"));

    private static final String ENSURE_ACCOUNT = """
            insert into ${schema}.credit_accounts (tenant_id, counselor_id) values (:tenant_id, :counselor_id)
            on conflict (tenant_id, counselor_id) do nothing;
            """;

    private static final String LOCK_USAGE = """
            select 1 from ${schema}.session_usage where tenant_id = :tenant_id and session_id = :session_id for no key update;
            """;

    private static final String LOCK_ACCOUNT = """
            select 1 from ${schema}.credit_accounts where tenant_id = :tenant_id and counselor_id = :counselor_id
            for no key update;
            """;

    private static final String IF_UNCHANGED = """
            where tenant_id = :tenant_id and session_id = :session_id and revision = :seen and not credit_deducted
            """;

    private static final String HAS_ACCOUNT = """
            exists (select 1 from ${schema}.credit_accounts
                    where tenant_id = :tenant_id and counselor_id = :counselor_id)
            """;

    /**
     * What follows a first link {@code s}, the session and its {@code credits_delta}: entry, account, alert. If that link finds no row, none of these
     * does anything.
     */
    private static final String MOVE_ACCOUNT = """
            p as (
                select c.*, s.credits_delta from ${schema}.credit_accounts c, s
                where c.tenant_id = :tenant_id and c.counselor_id = s.counselor_id),
            l as (%s returning tenant_id, %s),
            a as (
                update ${schema}.credit_accounts c
                set used = c.used - l.credits_delta, last_entry_no = l.entry_no, last_entry_at = l.created_at
                from l where c.tenant_id = l.tenant_id and c.counselor_id = l.counselor_id
                returning %s),
            t as (
                %s select l.tenant_id, cast(:alert_id as uuid), 'shortage', l.counselor_id, l.session_id, l.created_at
                from l where l.credits_delta < 0 and l.balance_after < 0
                on conflict (tenant_id, session_id, kind) do nothing)
            select %s, %s, %s from s, l, a
            """.formatted(
                    EntrySql.insert(Database.POSTGRESQL, "p.credits_delta", "p"),
                    CreditLogRow.COLUMNS.from("credit_logs"),
                    CreditAccountRow.COLUMNS.from("c"),
                    SessionSql.ADD_ALERT,
                    SessionUsageRow.COLUMNS.prefixed("s"),
                    CreditLogRow.COLUMNS.prefixed("l"),
                    CreditAccountRow.COLUMNS.prefixed("a"));

    private static final String CHARGE = LOCK_ACCOUNT
            + """
            with s as (
                update ${schema}.session_usage set %s, rate_id = coalesce(rate_id, cast(:entry_rate_id as uuid))
                %s and %s
                returning %s, %s as credits_delta),
            """.formatted(
                            SessionSql.SETTLE,
                            IF_UNCHANGED,
                            HAS_ACCOUNT,
                            SessionUsageRow.COLUMNS.from("session_usage"),
                            EntrySql.STATED_DELTA)
            + MOVE_ACCOUNT;

    private static final String END_AND_CHARGE = LOCK_USAGE + CHARGE;

    private static final String END_AND_CHARGE_NEW_ACCOUNT = LOCK_USAGE + ENSURE_ACCOUNT + CHARGE;

    /**
     * The delta is worked out here, from the locked row: one worked out from what was read before would charge twice what two callers raise at once. Entries of a session
     * whose usage says that nothing was charged are those of a usage row that was deleted; its completion reports them.
     */
    private static final String RAISE =
            LOCK_USAGE + LOCK_ACCOUNT + """
            with o as (
                select tenant_id, session_id, credits_consumed from ${schema}.session_usage
                where tenant_id = :tenant_id and session_id = :session_id
                    and status = 'in_progress' and credits_consumed < :target and %s
                    and (credits_consumed > 0 or not exists (
                        select 1 from ${schema}.credit_logs f
                        where f.tenant_id = :tenant_id and f.session_id = :session_id))),
            s as (
                update ${schema}.session_usage u set credits_consumed = :target, revision = u.revision + 1
                from o where u.tenant_id = o.tenant_id and u.session_id = o.session_id
                returning %s, o.credits_consumed - :target as credits_delta),
            """.formatted(HAS_ACCOUNT, SessionUsageRow.COLUMNS.from("u")) + MOVE_ACCOUNT;

    private static final String END = LOCK_USAGE
            + """
            with s as (update ${schema}.session_usage set %s %s returning tenant_id, %s),
            t as (
                %s select s.tenant_id, cast(:alert_id as uuid), 'unrated_session', s.counselor_id, s.session_id, :now
                from s where cast(:alert_id as uuid) is not null
                on conflict (tenant_id, session_id, kind) do nothing)
            select %s from s
            """.formatted(
                            SessionSql.SETTLE,
                            IF_UNCHANGED,
                            SessionUsageRow.COLUMNS.from("session_usage"),
                            SessionSql.ADD_ALERT,
                            SessionUsageRow.COLUMNS.from("s"));

    /** How often an end is tried without holding the usage row; after that it is held, so that no crowd can starve it. */
    private static final int OPTIMISTIC_ATTEMPTS = 4;

    PostgresSessionUsageTracker(Door door, ContentColumns content) {
        super(door, content);
    }

    @Override
    public StartOutcome start(TenantId tenant, StartSession start, CreditTerms terms, Instant now) {
        return door.string("start session " + start.sessionId(), handle -> {
            Query query = SessionSql.bindStart(handle.createQuery(START), tenant, start, terms, now);
            return Results.ofLast(
                            3, query, (inserted, row) -> new StartOutcome(SessionUsageRow.map(row), inserted == 0))
                    .orElseThrow(() -> new SessionNotFoundException(tenant, start.sessionId()));
        });
    }

    @Override
    boolean recordsInSteps() {
        return false;
    }

    @Override
    RecordOutcome record(Handle handle, TenantId tenant, SessionId sessionId, AnalysisInput input) {
        return input.bind(handle.createQuery(RECORD), tenant, sessionId)
                .map((result, context) -> recorded(Row.of(result), sessionId, input))
                .findOne()
                .orElseThrow(() -> new SessionNotFoundException(tenant, sessionId))
                .orElseGet(() -> duplicate(handle, tenant, sessionId, input));
    }

    /** Empty if the log was there already: this statement cannot see it, the next one can. */
    private static Optional<RecordOutcome> recorded(Row row, SessionId sessionId, AnalysisInput input)
            throws SQLException {
        if (!row.has("session_id")) {
            return Optional.empty();
        }
        SessionUsage usage = SessionUsageRow.map(row);
        boolean late = row.flag("late");
        var log = input.stored(sessionId, usage.counselorId(), late);
        return Optional.of(late ? new RecordOutcome.Late(log, usage) : new RecordOutcome.Recorded(log, usage));
    }

    private static RecordOutcome duplicate(Handle handle, TenantId tenant, SessionId sessionId, AnalysisInput input) {
        return new RecordOutcome.Duplicate(
                JdbcAnalysisLogRepository.find(handle, tenant, sessionId, input.id())
                        .orElseThrow(() -> new SessionNotFoundException(tenant, sessionId)),
                JdbcUsageRepository.find(handle, tenant, sessionId)
                        .orElseThrow(() -> new SessionNotFoundException(tenant, sessionId)));
    }

    @Override
    public SettledBill end(
            TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<SettlementPlan>> decision) {
        String verb = "end session " + sessionId;
        for (int attempt = 1; attempt <= OPTIMISTIC_ATTEMPTS; attempt++) {
            Optional<SettledBill> done =
                    door.string(verb, handle -> endIfUnchanged(handle, tenant, sessionId, decision));
            if (done.isPresent()) {
                return done.get();
            }
        }
        return door.transaction(verb, handle -> {
            lock(handle, tenant, sessionId);
            return endIfUnchanged(handle, tenant, sessionId, decision)
                    .orElseThrow(() -> new LedgerStoreException("Session " + sessionId
                            + " changed while it was locked: something writes to session_usage beside the ledger."));
        });
    }

    private static void lock(Handle handle, TenantId tenant, SessionId sessionId) {
        boolean found = SessionSql.bindKey(handle.createQuery(LOCK_USAGE), tenant, sessionId)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
        if (!found) {
            throw new SessionNotFoundException(tenant, sessionId);
        }
    }

    /** Empty if the usage row moved between the reading and the work. */
    private static Optional<SettledBill> endIfUnchanged(
            Handle handle,
            TenantId tenant,
            SessionId sessionId,
            Function<SessionBill, Optional<SettlementPlan>> decision) {
        SessionBill bill = SessionSql.readBill(handle, tenant, sessionId)
                .orElseThrow(() -> new SessionNotFoundException(tenant, sessionId));
        Optional<SettlementPlan> plan = decision.apply(bill);
        if (plan.isEmpty()) {
            return Optional.of(new SettledBill(bill, false));
        }
        return apply(handle, tenant, bill, plan.get()).map(after -> new SettledBill(after, true));
    }

    private static Optional<SessionBill> apply(Handle handle, TenantId tenant, SessionBill bill, SettlementPlan plan) {
        SessionUsage seen = bill.usage();
        if (plan.billing() instanceof Charged charged) {
            return settle(handle, tenant, bill, plan, charged.entry(), charged);
        }
        if (plan.billing() instanceof Refunded refunded) {
            return settle(handle, tenant, bill, plan, refunded.entry(), null);
        }
        Query query = SessionSql.bindPlan(SessionSql.bindKey(handle.createQuery(END), tenant, seen.sessionId()), plan);
        return Results.ofLast(
                2,
                query.bind("seen", seen.revision())
                        .bind("alert_id", alertId(plan))
                        .bind("now", Bind.instant(plan.now())),
                row -> new SessionBill(SessionUsageRow.map(row), bill.rate(), bill.account(), bill.fee()));
    }

    /** Ends or settles with an entry in the ledger: a charge, or without one the refund of all that was charged. */
    private static Optional<SessionBill> settle(
            Handle handle,
            TenantId tenant,
            SessionBill bill,
            SettlementPlan plan,
            NewEntry entry,
            @Nullable Charged charged) {
        SessionUsage seen = bill.usage();
        boolean newAccount = bill.account() == null;
        Query query = EntrySql.bind(
                handle.createQuery(newAccount ? END_AND_CHARGE_NEW_ACCOUNT : END_AND_CHARGE),
                tenant,
                entry,
                charged == null ? null : charged.charge(),
                null);
        SessionSql.bindPlan(query, plan)
                .bind("session_id", seen.sessionId().value())
                .bind("seen", seen.revision())
                .bind("alert_id", charged == null ? null : charged.alertId().toString());
        return Results.ofLast(newAccount ? 4 : 3, query, row -> moved(row, bill.rate()));
    }

    private static SessionBill moved(Row row, @Nullable CreditRate rate) throws SQLException {
        return new SessionBill(
                SessionUsageRow.map(row.of("s")),
                rate,
                CreditAccountRow.map(row.of("a")),
                CreditLogRow.map(row.of("l"), null));
    }

    @Override
    public Optional<SessionBill> raise(TenantId tenant, SessionId sessionId, Charged target) {
        return door.string("raise the charge of session " + sessionId, handle -> {
            Query query = EntrySql.bind(handle.createQuery(RAISE), tenant, target.entry(), target.charge(), null)
                    .bind("session_id", sessionId.value())
                    .bind("target", target.charge().credits().value())
                    .bind("alert_id", target.alertId().toString());
            return Results.ofLast(3, query, row -> moved(row, target.charge().rate()));
        });
    }

    private static @Nullable String alertId(SettlementPlan plan) {
        return plan.billing() instanceof Unrated unrated ? unrated.alertId().toString() : null;
    }
}
