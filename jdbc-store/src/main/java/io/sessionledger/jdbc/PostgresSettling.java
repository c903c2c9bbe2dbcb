package io.sessionledger.jdbc;

import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.jdbc.Holds.HoldEnd;
import io.sessionledger.jdbc.SessionSql.SessionReading;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SessionUsageTracker.SettledBill;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SettlementPlan.Charged;
import io.sessionledger.store.SettlementPlan.Unrated;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Ends and charges sessions on PostgreSQL: one read, and one string of statements that does nothing if the session has moved in between, or if something has come due on
 * its account. Then, and where credits are given back, it is done step by step.
 */
final class PostgresSettling {

    /**
     * The delta is worked out here, from the locked row: one worked out from what was read before would charge twice what two callers raise at once. Entries of a session
     * whose usage says that nothing was charged are those of a usage row that was deleted; its completion reports them.
     */
    private static final String RAISE = PostgresSql.LOCK_USAGE
            + PostgresSql.LOCK_HOLD
            + PostgresSql.LOCK_ACCOUNT
            + """
            with owing as (
                select tenant_id, session_id, credits_consumed from ${schema}.session_usage
                where tenant_id = :tenant_id and session_id = :session_id and counselor_id = :counselor_id
                    and status = 'in_progress' and credits_consumed < :target and %s
                    and (credits_consumed > 0 or not exists (select 1 from %s f))),
            charged as (
                update ${schema}.session_usage u set credits_consumed = :target, revision = u.revision + 1
                from owing where u.tenant_id = owing.tenant_id and u.session_id = owing.session_id
                returning %s, owing.credits_consumed - :target as credits_delta),
            """.formatted(PostgresSql.ACCOUNT_IS_READY, SessionSql.ENTRIES, SessionUsageRow.COLUMNS.from("u"))
            + PostgresSql.SHRINK_HOLD
            + PostgresSql.takeCredits(
                    SessionUsageRow.COLUMNS.prefixed("charged") + ", " + SessionSql.UNCOVERED + " as uncovered_before");

    private static final String OWING = """
            select 1 from ${schema}.session_usage
            where tenant_id = :tenant_id and session_id = :session_id and status = 'in_progress' and credits_consumed < :target
            """;

    /** The account is not locked beforehand: of it nothing but its own row is read, and hosts without credits have none. */
    private static final String END_WORK = """
            with charged as (update ${schema}.session_usage set %s %s returning tenant_id, %s),
            %s
            account as (
                update ${schema}.credit_accounts c set held = c.held - freed.amount
                from freed, charged
                where c.tenant_id = :tenant_id and c.counselor_id = :counselor_id
                returning %s),
            alert as (
                %s
                select charged.tenant_id, cast(:alert_id as uuid), 'unrated_session', cast(charged.session_id as text), charged.counselor_id,
                    charged.session_id, null, null, null, :now, :now
                from charged where cast(:alert_id as uuid) is not null
                %s)
            select %s, %s from charged left join account on true
            """.formatted(
                    SessionSql.SETTLE,
                    PostgresSql.IF_UNCHANGED,
                    SessionUsageRow.COLUMNS.from("session_usage"),
                    PostgresSql.END_HOLD.formatted(HoldEnd.RELEASED.code(), ":now"),
                    CreditAccountRow.COLUMNS.from("c"),
                    AlertSql.INSERT,
                    AlertSql.UNLESS_THERE,
                    SessionUsageRow.COLUMNS.prefixed("charged"),
                    CreditAccountRow.COLUMNS.prefixed("account"));

    private static final String END = PostgresSql.LOCK_USAGE + PostgresSql.LOCK_HOLD + END_WORK;

    private static final String END_ALERTING_UNPRICED =
            PostgresSql.LOCK_USAGE + PostgresSql.LOCK_HOLD + AlertSql.UNPRICED_OF_UNCHANGED + END_WORK;

    /** Locks of session and hold, and the work. */
    private static final int END_STATEMENTS = 3;

    /** Locks of session, hold and account, and the work. */
    private static final int RAISE_STATEMENTS = 4;

    /** How often an end is tried without holding the usage row; after that it is held, so that no crowd can starve it. */
    private static final int OPTIMISTIC_ATTEMPTS = 4;

    private final Door door;
    private final SessionBooks books;
    private final Optional<SessionBatches> batches;

    /**
     * Settles sessions.
     *
     * @param batches where ends go together; empty in a host's transaction
     */
    PostgresSettling(Door door, SessionBooks books, Optional<SessionBatches> batches) {
        this.door = door;
        this.books = books;
        this.batches = batches;
    }

    SettledBill end(
            TenantId tenant,
            SessionId sessionId,
            Function<SessionBill, Optional<SettlementPlan>> decision,
            Instant now) {
        Supplier<SettledBill> alone = () -> endAlone(tenant, sessionId, decision, now);
        return batches.map(together -> together.serve(new EndDemand(tenant, sessionId, decision, now), alone))
                .orElseGet(alone);
    }

    private SettledBill endAlone(
            TenantId tenant,
            SessionId sessionId,
            Function<SessionBill, Optional<SettlementPlan>> decision,
            Instant now) {
        String verb = "end session " + sessionId;
        for (int attempt = 1; attempt <= OPTIMISTIC_ATTEMPTS; attempt++) {
            Attempt tried = door.string(verb, handle -> attempt(handle, tenant, sessionId, decision, now));
            if (tried.done != null) {
                return tried.done;
            }
            if (tried.inSteps) {
                break;
            }
        }
        return door.transaction(verb, handle -> endHeld(handle, tenant, sessionId, decision, now));
    }

    private Attempt attempt(
            Handle handle,
            TenantId tenant,
            SessionId sessionId,
            Function<SessionBill, Optional<SettlementPlan>> decision,
            Instant now) {
        SessionReading reading = SessionSql.read(Database.POSTGRESQL, handle, tenant, sessionId);
        Optional<SettlementPlan> plan = decision.apply(reading.bill());
        if (plan.isEmpty()) {
            return Attempt.done(new SettledBill(books.current(handle, tenant, reading, now), false));
        }
        boolean moves = SessionPlans.entryOf(plan.get()) != null;
        if (SessionPlans.givesBack(plan.get())
                || (moves && reading.isDue(plan.get().now()))) {
            return Attempt.IN_STEPS;
        }
        Optional<SessionReading> after = plan.get().billing() instanceof Charged charged
                ? PostgresCharging.charge(handle, new SessionCharge(tenant, reading.bill(), plan.get(), charged))
                : end(handle, tenant, reading, plan.get());
        return after.map(done -> Attempt.done(new SettledBill(books.current(handle, tenant, done, now), true)))
                .orElse(Attempt.AGAIN);
    }

    /** With the session held, so that nothing can move; and what has come due on its account is posted first. */
    private SettledBill endHeld(
            Handle handle,
            TenantId tenant,
            SessionId sessionId,
            Function<SessionBill, Optional<SettlementPlan>> decision,
            Instant now) {
        SessionUsage locked = books.lock(handle, tenant, sessionId);
        SessionReading reading = SessionSql.read(Database.POSTGRESQL, handle, tenant, sessionId);
        Optional<SettlementPlan> plan = decision.apply(reading.bill());
        if (plan.isEmpty()) {
            return new SettledBill(books.current(handle, tenant, reading, now), false);
        }
        books.settle(handle, tenant, locked, plan.get());
        return new SettledBill(
                books.current(handle, tenant, SessionSql.read(Database.POSTGRESQL, handle, tenant, sessionId), now),
                true);
    }

    /** Empty if the session has moved since it was read. */
    private static Optional<SessionReading> end(
            Handle handle, TenantId tenant, SessionReading reading, SettlementPlan plan) {
        SessionUsage seen = reading.bill().usage();
        Query query = SessionSql.bindKey(
                        handle.createQuery(plan.alertsUnpriced() ? END_ALERTING_UNPRICED : END),
                        tenant,
                        seen.sessionId())
                .bind("seen", seen.revision())
                .bind("counselor_id", seen.counselorId().value())
                .bind("alert_id", alertId(plan))
                .bind("now", Bind.instant(plan.now()));
        SessionSql.bindPlan(Parameters.of(query), plan);
        if (plan.alertsUnpriced()) {
            query.bind("unpriced_day", AlertSql.unpricedDay(plan));
        }
        return Results.ofLast(
                plan.alertsUnpriced() ? END_STATEMENTS + 1 : END_STATEMENTS, query, row -> ended(row, reading));
    }

    private static SessionReading ended(Row row, SessionReading before) throws SQLException {
        SessionBill bill = before.bill();
        Row account = row.of("account");
        AccountHead head = account.has("counselor_id") ? CreditAccountRow.head(account) : before.head();
        return new SessionReading(
                new SessionBill(
                        SessionUsageRow.map(row.of("charged")),
                        bill.rate(),
                        head == null ? null : head.account(),
                        bill.fee(),
                        bill.uncovered()),
                head);
    }

    Optional<SessionBill> raise(TenantId tenant, SessionId sessionId, Charged target) {
        String verb = "raise the charge of session " + sessionId;
        Optional<SessionBill> raised = door.string(verb, handle -> raise(handle, tenant, sessionId, target));
        return raised.isPresent() || !door.call(verb, handle -> isOwing(handle, tenant, sessionId, target))
                ? raised
                : door.transaction(verb, handle -> books.raise(handle, tenant, sessionId, target));
    }

    /** Whether nothing was charged because something had come due on the account. That may be posted by now, so the account cannot tell. */
    private static boolean isOwing(Handle handle, TenantId tenant, SessionId sessionId, Charged target) {
        return SessionSql.bindKey(handle.createQuery(OWING), tenant, sessionId)
                .bind("target", target.charge().credits().value())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    private static Optional<SessionBill> raise(Handle handle, TenantId tenant, SessionId sessionId, Charged target) {
        Query query = handle.createQuery(RAISE)
                .bind("session_id", sessionId.value())
                .bind("target", target.charge().credits().value())
                .bind("alert_id", target.alertId().toString());
        EntrySql.bindUnplaced(Parameters.of(query), tenant, target.entry(), target.charge());
        return Results.ofLast(
                        RAISE_STATEMENTS,
                        query,
                        row -> moved(
                                row,
                                SessionUsageRow.map(row.of("charged")),
                                target,
                                target.charge().rate(),
                                row.credits("uncovered_before")))
                .map(SessionReading::bill);
    }

    /**
     * What {@link PostgresSql#takeCredits} answers.
     *
     * @param usage the session as it is now
     * @param uncoveredBefore what no grant had covered of the session's earlier charges
     */
    static SessionReading moved(
            Row row, SessionUsage usage, Charged charged, @Nullable CreditRate rate, Credits uncoveredBefore)
            throws SQLException {
        AccountHead head = CreditAccountRow.head(row.of("account"));
        return new SessionReading(
                new SessionBill(
                        usage,
                        rate,
                        head.account(),
                        CreditLogRow.made(charged.entry(), charged.charge(), row),
                        uncoveredBefore.plus(row.credits("uncovered"))),
                head);
    }

    private static @Nullable String alertId(SettlementPlan plan) {
        return plan.billing() instanceof Unrated unrated ? unrated.alertId().toString() : null;
    }

    /** What became of one try: done; to be tried again, since the session has moved; or to be done step by step. */
    private record Attempt(@Nullable SettledBill done, boolean inSteps) {

        static final Attempt AGAIN = new Attempt(null, false);
        static final Attempt IN_STEPS = new Attempt(null, true);

        static Attempt done(SettledBill bill) {
            return new Attempt(bill, false);
        }
    }
}
