package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.jdbc.SessionSql.SessionReading;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SessionUsageTracker.SettledBill;
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
 * Ends and charges sessions on PostgreSQL: one read, and one string of statements that does nothing if the session has moved in between, or if something has come due on
 * its account. Then, and where credits are given back, it is done step by step.
 */
final class PostgresSettling {

    private static final String IF_UNCHANGED = """
            where tenant_id = :tenant_id and session_id = :session_id and revision = :seen and not credit_deducted
            """;

    private static final String CHARGE = PostgresSql.LOCK_HOLD
            + PostgresSql.LOCK_ACCOUNT
            + """
            with s as (
                update ${schema}.session_usage set %s, rate_id = coalesce(rate_id, cast(:entry_rate_id as uuid))
                %s and %s
                returning %s, cast(:credits_delta as numeric(19, 4)) as credits_delta),
            """.formatted(
                            SessionSql.SETTLE,
                            IF_UNCHANGED,
                            PostgresSql.ACCOUNT_IS_READY,
                            SessionUsageRow.COLUMNS.from("session_usage"))
            + PostgresSql.END_HOLD.formatted("captured", ":entry_at")
            + PostgresSql.TAKE_CREDITS;

    private static final String END_AND_CHARGE = PostgresSql.LOCK_USAGE + CHARGE;

    private static final String END_AND_CHARGE_NEW_ACCOUNT =
            PostgresSql.LOCK_USAGE + PostgresSql.ENSURE_ACCOUNT + CHARGE;

    /**
     * The delta is worked out here, from the locked row: one worked out from what was read before would charge twice what two callers raise at once. Entries of a session
     * whose usage says that nothing was charged are those of a usage row that was deleted; its completion reports them.
     */
    private static final String RAISE = PostgresSql.LOCK_USAGE
            + PostgresSql.LOCK_HOLD
            + PostgresSql.LOCK_ACCOUNT
            + """
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
            """.formatted(PostgresSql.ACCOUNT_IS_READY, SessionUsageRow.COLUMNS.from("u"))
            + PostgresSql.SHRINK_HOLD
            + PostgresSql.TAKE_CREDITS;

    private static final String END = PostgresSql.LOCK_USAGE
            + PostgresSql.LOCK_HOLD
            + """
            with s as (update ${schema}.session_usage set %s %s returning tenant_id, %s),
            %s
            a as (
                update ${schema}.credit_accounts c
                set held = c.held - h.freed, next_change_at = %s
                from h, s where c.tenant_id = s.tenant_id and c.counselor_id = s.counselor_id),
            t as (
                %s select s.tenant_id, cast(:alert_id as uuid), 'unrated_session', s.counselor_id, s.session_id, :now
                from s where cast(:alert_id as uuid) is not null
                on conflict (tenant_id, session_id, kind) do nothing)
            select %s from s
            """.formatted(
                            SessionSql.SETTLE,
                            IF_UNCHANGED,
                            SessionUsageRow.COLUMNS.from("session_usage"),
                            PostgresSql.END_HOLD.formatted("released", ":now"),
                            PostgresSql.NEXT_CHANGE.formatted("h.freed", "cast(:now as timestamp with time zone)"),
                            SessionSql.ADD_ALERT,
                            SessionUsageRow.COLUMNS.from("s"));

    /** How often an end is tried without holding the usage row; after that it is held, so that no crowd can starve it. */
    private static final int OPTIMISTIC_ATTEMPTS = 4;

    private final Door door;
    private final SessionBooks books;

    PostgresSettling(Door door, SessionBooks books) {
        this.door = door;
        this.books = books;
    }

    SettledBill end(
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
        SessionReading reading = SessionSql.read(handle, tenant, sessionId);
        Optional<SettlementPlan> plan = decision.apply(reading.bill());
        if (plan.isEmpty()) {
            return Attempt.done(new SettledBill(books.current(handle, tenant, reading, now), false));
        }
        boolean moves = entryOf(plan.get()) != null;
        if (givesBack(plan.get()) || (moves && reading.isDue(plan.get().now()))) {
            return Attempt.IN_STEPS;
        }
        return apply(handle, tenant, reading.bill(), plan.get())
                .map(bill -> Attempt.done(new SettledBill(bill, true)))
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
        SessionReading reading = SessionSql.read(handle, tenant, sessionId);
        Optional<SettlementPlan> plan = decision.apply(reading.bill());
        if (plan.isEmpty()) {
            return new SettledBill(books.current(handle, tenant, reading, now), false);
        }
        books.settle(handle, tenant, locked, plan.get());
        return new SettledBill(SessionSql.read(handle, tenant, sessionId).bill(), true);
    }

    /** Empty if the session has moved since it was read, or if something has come due on its account. */
    private static Optional<SessionBill> apply(Handle handle, TenantId tenant, SessionBill bill, SettlementPlan plan) {
        if (plan.billing() instanceof Charged charged) {
            return charge(handle, tenant, bill, plan, charged);
        }
        SessionUsage seen = bill.usage();
        Query query = SessionSql.bindPlan(SessionSql.bindKey(handle.createQuery(END), tenant, seen.sessionId()), plan)
                .bind("seen", seen.revision())
                .bind("counselor_id", seen.counselorId().value())
                .bind("alert_id", alertId(plan))
                .bind("now", Bind.instant(plan.now()));
        return Results.ofLast(
                3, query, row -> new SessionBill(SessionUsageRow.map(row), bill.rate(), bill.account(), bill.fee()));
    }

    private static Optional<SessionBill> charge(
            Handle handle, TenantId tenant, SessionBill bill, SettlementPlan plan, Charged charged) {
        SessionUsage seen = bill.usage();
        boolean newAccount = bill.account() == null;
        Query query = EntrySql.bindUnplaced(
                handle.createQuery(newAccount ? END_AND_CHARGE_NEW_ACCOUNT : END_AND_CHARGE),
                tenant,
                charged.entry(),
                charged.charge());
        SessionSql.bindPlan(query, plan)
                .bind("session_id", seen.sessionId().value())
                .bind("seen", seen.revision())
                .bind("alert_id", charged.alertId().toString());
        return Results.ofLast(newAccount ? 5 : 4, query, row -> moved(row, bill.rate()));
    }

    Optional<SessionBill> raise(TenantId tenant, SessionId sessionId, Charged target) {
        String verb = "raise the charge of session " + sessionId;
        Instant now = target.entry().at();
        Optional<SessionBill> raised = door.string(verb, handle -> raise(handle, tenant, sessionId, target));
        if (raised.isPresent() || !isDue(verb, tenant, target.entry(), now)) {
            return raised;
        }
        return door.transaction(verb, handle -> books.raise(handle, tenant, sessionId, target));
    }

    private boolean isDue(String verb, TenantId tenant, NewEntry entry, Instant now) {
        return door.call(verb, handle -> books.isDue(handle, tenant, entry.counselorId(), now));
    }

    private static Optional<SessionBill> raise(Handle handle, TenantId tenant, SessionId sessionId, Charged target) {
        Query query = EntrySql.bindUnplaced(handle.createQuery(RAISE), tenant, target.entry(), target.charge())
                .bind("session_id", sessionId.value())
                .bind("target", target.charge().credits().value())
                .bind("alert_id", target.alertId().toString());
        return Results.ofLast(4, query, row -> moved(row, target.charge().rate()));
    }

    private static SessionBill moved(Row row, @Nullable CreditRate rate) throws SQLException {
        return new SessionBill(
                SessionUsageRow.map(row.of("s")),
                rate,
                CreditAccountRow.map(row.of("a")),
                CreditLogRow.map(row.of("l"), null));
    }

    private static @Nullable NewEntry entryOf(SettlementPlan plan) {
        if (plan.billing() instanceof Charged charged) {
            return charged.entry();
        }
        return plan.billing() instanceof Refunded refunded ? refunded.entry() : null;
    }

    private static boolean givesBack(SettlementPlan plan) {
        NewEntry entry = entryOf(plan);
        return entry != null && !entry.delta().isNegative();
    }

    private static @Nullable String alertId(SettlementPlan plan) {
        return plan.billing() instanceof Unrated unrated ? unrated.alertId().toString() : null;
    }

    /** What became of one try: done, to be tried again since the session has moved, or to be done step by step. */
    private record Attempt(@Nullable SettledBill done, boolean inSteps) {

        static final Attempt AGAIN = new Attempt(null, false);
        static final Attempt IN_STEPS = new Attempt(null, true);

        static Attempt done(SettledBill bill) {
            return new Attempt(bill, false);
        }
    }
}
