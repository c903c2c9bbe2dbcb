package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.AdmitOutcome.Admitted;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.HoldPlan;
import io.sessionledger.store.SessionBill;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Sets credits aside on PostgreSQL: one read, and one string of statements that does nothing if the credits are not there. Only then the session is held, what has come due
 * on its account is posted, and it is decided step by step.
 */
final class PostgresAdmission {

    private static final String HOLD =
            """
            with running as (
                select tenant_id, session_id, counselor_id, credits_consumed from ${schema}.session_usage
                where tenant_id = :tenant_id and session_id = :session_id and counselor_id = :counselor_id
                    and status = 'in_progress'),
            need as (
                select running.*, held.id as hold_id,
                    greatest(:due - running.credits_consumed - coalesce(held.amount, 0), 0) as missing
                from running left join ${schema}.credit_holds held
                    on held.tenant_id = running.tenant_id and held.session_id = running.session_id
                        and held.counselor_id = running.counselor_id and held.status = 'active'),
            account as (
                update ${schema}.credit_accounts c set held = c.held + need.missing
                from need where c.tenant_id = need.tenant_id and c.counselor_id = need.counselor_id and need.missing > 0
                    and (c.next_change_at is null or c.next_change_at > :now)
                    and c.granted - c.used - c.held + coalesce(c.overdraft_limit, :overdraft_limit) >= need.missing
                returning 1),
            covered as (select need.* from need where need.missing = 0 or exists (select 1 from account)),
            raised as (
                update ${schema}.credit_holds h set amount = h.amount + covered.missing, silence_seconds = :silence_seconds,
                    expires_at = greatest(h.expires_at, :expires_at)
                from covered where h.tenant_id = covered.tenant_id and h.id = covered.hold_id
                returning %1$s),
            placed as (
                insert into ${schema}.credit_holds as h (tenant_id, id, session_id, counselor_id, amount, silence_seconds,
                    placed_at, expires_at)
                select covered.tenant_id, :hold_id, covered.session_id, covered.counselor_id, covered.missing,
                    :silence_seconds, :now, :expires_at
                from covered where covered.hold_id is null and covered.missing > 0
                returning %1$s)
            select %2$s from covered left join (select * from raised union all select * from placed) h on true
            """.formatted(CreditHoldRow.COLUMNS.from("h"), CreditHoldRow.COLUMNS.prefixed("h"));

    private static final String LOCK_AND_HOLD =
            PostgresSql.LOCK_USAGE + PostgresSql.LOCK_HOLD + PostgresSql.LOCK_ACCOUNT + HOLD;

    /** The new account comes first; nobody can hold anything from it yet, so the order of locks does not matter. */
    private static final String LOCK_AND_HOLD_NEW_ACCOUNT = PostgresSql.LOCK_USAGE
            + PostgresSql.ENSURE_ACCOUNT
            + PostgresSql.LOCK_HOLD
            + PostgresSql.LOCK_ACCOUNT
            + HOLD;

    /** Locks of session, hold and account, and the work. */
    private static final int STATEMENTS = 4;

    private final Door door;
    private final SessionBooks books;

    private final Optional<SessionBatches> batches;

    /**
     * Admits work.
     *
     * @param batches where admissions go together; empty in a host's transaction
     */
    PostgresAdmission(Door door, SessionBooks books, Optional<SessionBatches> batches) {
        this.door = door;
        this.books = books;
        this.batches = batches;
    }

    AdmitOutcome admit(
            TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<HoldPlan>> decision, Instant now) {
        Supplier<AdmitOutcome> alone = () -> admitAlone(tenant, sessionId, decision, now);
        return batches.map(together -> together.serve(new AdmitDemand(tenant, sessionId, decision, now), alone))
                .orElseGet(alone);
    }

    private AdmitOutcome admitAlone(
            TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<HoldPlan>> decision, Instant now) {
        String verb = "admit work on session " + sessionId;
        Optional<AdmitOutcome> admitted = door.string(verb, handle -> {
            SessionBill bill = SessionSql.read(Database.POSTGRESQL, handle, tenant, sessionId)
                    .bill();
            Optional<HoldPlan> plan = decision.apply(bill);
            return plan.isPresent()
                    ? hold(handle, tenant, bill, plan.get(), now)
                    : Optional.of(new Admitted(bill.usage(), Optional.empty()));
        });
        return admitted.orElseGet(
                () -> door.transaction(verb, handle -> admitInSteps(handle, tenant, sessionId, decision, now)));
    }

    /** Empty if the credits are not there, if something has come due on the account, or if the session has ended meanwhile. */
    private static Optional<AdmitOutcome> hold(
            Handle handle, TenantId tenant, SessionBill bill, HoldPlan plan, Instant now) {
        boolean newAccount = bill.account() == null;
        SessionUsage usage = bill.usage();
        Query query = SessionSql.bindKey(
                        handle.createQuery(newAccount ? LOCK_AND_HOLD_NEW_ACCOUNT : LOCK_AND_HOLD),
                        tenant,
                        usage.sessionId())
                .bind("counselor_id", usage.counselorId().value())
                .bind("due", plan.due().value())
                .bind("overdraft_limit", plan.overdraftLimit().value())
                .bind("hold_id", plan.id().value())
                .bind("silence_seconds", Bind.seconds(plan.silence()))
                .bind("now", Bind.instant(now))
                .bind("expires_at", Bind.instant(now.plus(plan.silence())));
        return Results.ofLast(newAccount ? STATEMENTS + 1 : STATEMENTS, query, row -> admitted(row.of("h"), usage));
    }

    private static AdmitOutcome admitted(Row hold, SessionUsage usage) throws SQLException {
        return new Admitted(usage, hold.has("id") ? Optional.of(CreditHoldRow.map(hold)) : Optional.empty());
    }

    private AdmitOutcome admitInSteps(
            Handle handle,
            TenantId tenant,
            SessionId sessionId,
            Function<SessionBill, Optional<HoldPlan>> decision,
            Instant now) {
        SessionUsage locked = books.lock(handle, tenant, sessionId);
        Optional<HoldPlan> plan = decision.apply(
                SessionSql.read(Database.POSTGRESQL, handle, tenant, sessionId).bill());
        return plan.isPresent()
                ? books.admit(handle, tenant, locked, plan.get(), now)
                : new Admitted(locked, Optional.empty());
    }
}
