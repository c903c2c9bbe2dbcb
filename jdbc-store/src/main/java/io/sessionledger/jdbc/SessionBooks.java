package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.AdmitOutcome.Admitted;
import io.sessionledger.credit.AdmitOutcome.Refused;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditHold;
import io.sessionledger.jdbc.GrantsAndDebts.SessionPayment;
import io.sessionledger.jdbc.Holds.Due;
import io.sessionledger.jdbc.Holds.HoldEnd;
import io.sessionledger.jdbc.SessionSql.SessionReading;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.HoldPlan;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SettlementPlan.Charged;
import io.sessionledger.store.SettlementPlan.Refunded;
import io.sessionledger.store.SettlementPlan.Unrated;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * What sessions do to accounts, step by step inside the caller's transaction: all of it on H2; on PostgreSQL what is too rare for a statement of its own. Locks are
 * taken in the order session, hold, account.
 */
final class SessionBooks {

    private static final String FIND_USAGE = """
            select %s from ${schema}.session_usage u where u.tenant_id = :tenant_id and u.session_id = :session_id
            """.formatted(SessionUsageRow.COLUMNS.from("u"));

    private static final String SETTLE = "update ${schema}.session_usage set " + SessionSql.SETTLE
            + ", rate_id = coalesce(rate_id, cast(:entry_rate_id as uuid))"
            + " where tenant_id = :tenant_id and session_id = :session_id";

    private static final String SET_CONSUMED = """
            update ${schema}.session_usage
            set credits_consumed = cast(:consumed as numeric(19, 4)), revision = revision + 1
            where tenant_id = :tenant_id and session_id = :session_id
            """;

    private final Database database;
    private final AccountBooks accounts;
    private final Holds holds;
    private final String lockUsage;

    SessionBooks(Database database) {
        this.database = database;
        this.accounts = new AccountBooks(database);
        this.holds = new Holds(database);
        this.lockUsage = FIND_USAGE + database.lock();
    }

    SessionUsage lock(Handle handle, TenantId tenant, SessionId sessionId) {
        return findLocked(handle, tenant, sessionId).orElseThrow(() -> new SessionNotFoundException(tenant, sessionId));
    }

    private Optional<SessionUsage> findLocked(Handle handle, TenantId tenant, SessionId sessionId) {
        return SessionSql.bindKey(handle.createQuery(lockUsage), tenant, sessionId)
                .map((result, context) -> SessionUsageRow.map(Row.of(result)))
                .findOne();
    }

    /** Makes sure that there is an account. */
    void ensureAccount(Handle handle, TenantId tenant, CounselorId counselorId) {
        accounts.ensure(handle, tenant, counselorId);
    }

    /** The bill with its account as it is now, whether what has come due on it is posted or not. */
    SessionBill current(Handle handle, TenantId tenant, SessionReading reading, Instant now) {
        SessionBill bill = reading.bill();
        return reading.isDue(now)
                ? new SessionBill(
                        bill.usage(),
                        bill.rate(),
                        accounts.look(handle, tenant, bill.usage().counselorId(), now)
                                .map(AccountBook::account)
                                .orElse(bill.account()),
                        bill.fee(),
                        bill.uncovered())
                : bill;
    }

    /** Carries a plan out on a locked session. */
    void settle(Handle handle, TenantId tenant, SessionUsage usage, SettlementPlan plan) {
        if (plan.alertsUnpriced()) {
            AlertSql.addUnpriced(database, handle, tenant, usage, plan.now());
        }
        if (plan.billing() instanceof Charged charged) {
            settle(handle, tenant, usage, plan, charged.charge());
            move(handle, tenant, usage, charged.entry(), charged.charge(), charged.alertId(), endOfHold(charged));
            return;
        }
        settle(handle, tenant, usage, plan, null);
        if (plan.billing() instanceof Refunded refunded) {
            move(handle, tenant, usage, refunded.entry(), null, null, HoldEnd.RELEASED);
            return;
        }
        releaseHold(handle, tenant, usage, plan.now());
        if (plan.billing() instanceof Unrated unrated) {
            AlertSql.add(database, handle, tenant, NewAlert.unrated(unrated.alertId(), usage, plan.now()));
        }
    }

    private static HoldEnd endOfHold(Charged charged) {
        return charged.charge().credits().isZero() ? HoldEnd.RELEASED : HoldEnd.CAPTURED;
    }

    private static void settle(
            Handle handle, TenantId tenant, SessionUsage usage, SettlementPlan plan, @Nullable Charge charge) {
        Update settle = SessionSql.bindKey(handle.createUpdate(SETTLE), tenant, usage.sessionId());
        SessionSql.bindPlan(Parameters.of(settle), plan)
                .bind(
                        "entry_rate_id",
                        charge == null ? null : charge.rate().id().toString());
        settle.execute();
    }

    /** Ends the session's hold and moves its account by an entry. */
    private void move(
            Handle handle,
            TenantId tenant,
            SessionUsage usage,
            NewEntry entry,
            @Nullable Charge charge,
            @Nullable UUID alertId,
            HoldEnd endOfHold) {
        Optional<CreditHold> hold = holds.lock(handle, tenant, usage);
        AccountBook book = accounts.openSwept(handle, tenant, usage, entry.at());
        hold.ifPresent(held -> {
            holds.end(handle, tenant, held.id(), endOfHold, entry.at());
            book.free(held.amount());
        });
        PostedEntry posted = post(handle, tenant, usage, book, entry, charge);
        accounts.save(handle, tenant, book);
        alertIfShort(handle, tenant, posted, alertId);
    }

    private PostedEntry post(
            Handle handle,
            TenantId tenant,
            SessionUsage usage,
            AccountBook book,
            NewEntry entry,
            @Nullable Charge charge) {
        if (entry.delta().isNegative()) {
            return book.take(entry, charge, null);
        }
        List<SessionPayment> payments = accounts.paymentsOf(handle, tenant, usage.sessionId());
        Set<CreditLogId> debts = accounts.debtsOf(handle, tenant, usage.sessionId());
        return book.giveBack(entry, charge, null, payments, debts);
    }

    private void alertIfShort(Handle handle, TenantId tenant, PostedEntry posted, @Nullable UUID alertId) {
        if (alertId != null) {
            NewAlert.shortage(alertId, posted).ifPresent(alert -> AlertSql.add(database, handle, tenant, alert));
        }
    }

    /** Corrects what a session was charged. Whoever decides sees it locked. */
    Optional<SessionBill> reprice(
            Handle handle, TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<Charged>> decision) {
        SessionUsage usage = lock(handle, tenant, sessionId);
        SessionBill bill = SessionSql.read(database, handle, tenant, sessionId).bill();
        Optional<Charged> correction = decision.apply(bill);
        correction.ifPresent(charged -> {
            NewEntry entry = charged.entry();
            setConsumed(handle, tenant, sessionId, usage.creditsConsumed().minus(entry.delta()));
            AccountBook book = accounts.openSwept(handle, tenant, usage, entry.at());
            PostedEntry posted = post(handle, tenant, usage, book, entry, charged.charge());
            accounts.save(handle, tenant, book);
            alertIfShort(handle, tenant, posted, charged.alertId());
        });
        return correction.map(done -> bill);
    }

    private void releaseHold(Handle handle, TenantId tenant, SessionUsage usage, Instant now) {
        holds.lock(handle, tenant, usage).ifPresent(hold -> {
            AccountBook book = accounts.open(handle, tenant, usage.counselorId());
            holds.end(handle, tenant, hold.id(), HoldEnd.RELEASED, now);
            book.free(hold.amount());
            accounts.save(handle, tenant, book);
        });
    }

    /** Charges a running session what is missing to a target, if anything is; its hold shrinks by that. */
    Optional<SessionBill> raise(Handle handle, TenantId tenant, SessionId sessionId, Charged target) {
        Optional<SessionUsage> found = findLocked(handle, tenant, sessionId);
        if (found.isEmpty() || found.get().status().ended()) {
            return Optional.empty();
        }
        SessionUsage locked = found.get();
        SessionBill bill = SessionSql.read(database, handle, tenant, sessionId).bill();
        Credits missing = target.charge().credits().minus(locked.creditsConsumed());
        // entries of a session to which nothing was charged are those of a usage row that was deleted
        boolean ofDeletedUsage = locked.creditsConsumed().isZero() && bill.fee() != null;
        boolean ofAnother = !locked.counselorId().equals(target.entry().counselorId());
        if (ofAnother || !missing.isPositive() || ofDeletedUsage || bill.account() == null) {
            return Optional.empty();
        }
        raise(handle, tenant, locked, target, missing);
        return Optional.of(SessionSql.read(database, handle, tenant, sessionId).bill());
    }

    private void raise(Handle handle, TenantId tenant, SessionUsage usage, Charged target, Credits missing) {
        NewEntry entry = target.entry().withDelta(missing.negated());
        setConsumed(handle, tenant, usage.sessionId(), target.charge().credits());
        Optional<CreditHold> hold = holds.lock(handle, tenant, usage);
        AccountBook book = accounts.openSwept(handle, tenant, usage, entry.at());
        hold.ifPresent(held -> {
            Credits left = held.amount().compareTo(missing) <= 0
                    ? Credits.ZERO
                    : held.amount().minus(missing);
            holds.shrink(handle, tenant, held, left);
            book.free(held.amount().minus(left));
        });
        PostedEntry posted = book.take(entry, target.charge(), null);
        accounts.save(handle, tenant, book);
        alertIfShort(handle, tenant, posted, target.alertId());
    }

    static void setConsumed(Handle handle, TenantId tenant, SessionId sessionId, Credits consumed) {
        SessionSql.bindKey(handle.createUpdate(SET_CONSUMED), tenant, sessionId)
                .bind("consumed", consumed.value())
                .execute();
    }

    /** Sets aside for a locked, running session what a plan wants, once whatever has come due is posted; or refuses. */
    AdmitOutcome admit(Handle handle, TenantId tenant, SessionUsage usage, HoldPlan plan, Instant now) {
        Optional<CreditHold> hold = holds.lock(handle, tenant, usage);
        Credits missing = missing(usage, hold, plan);
        if (!missing.isPositive()) {
            hold.ifPresent(held -> holds.raise(handle, tenant, held, plan, Credits.ZERO, now));
            return new Admitted(usage, holds.find(handle, tenant, usage));
        }
        List<Due> silent = holds.lockDueOfOthers(handle, tenant, usage, now);
        AccountBook book = accounts.open(handle, tenant, usage.counselorId());
        if (book.funds().isDue(now) || !book.affords(missing, plan.overdraftLimit())) {
            holds.expire(handle, tenant, book, silent, now);
            book.advance(now);
        }
        boolean affords = book.affords(missing, plan.overdraftLimit());
        if (affords) {
            hold.ifPresentOrElse(
                    held -> holds.raise(handle, tenant, held, plan, missing, now),
                    () -> holds.place(handle, tenant, usage, plan, missing, now));
            book.hold(missing);
        }
        if (book.isToBeSaved()) {
            accounts.save(handle, tenant, book);
        }
        return affords
                ? new Admitted(usage, holds.find(handle, tenant, usage))
                : refused(usage, hold, missing, book, plan);
    }

    private static Credits missing(SessionUsage usage, Optional<CreditHold> hold, HoldPlan plan) {
        return plan.due()
                .minus(usage.creditsConsumed())
                .minus(hold.map(CreditHold::amount).orElse(Credits.ZERO));
    }

    private static Refused refused(
            SessionUsage usage, Optional<CreditHold> hold, Credits missing, AccountBook book, HoldPlan plan) {
        Credits available = book.account().available();
        Credits spendable = available.plus(book.limit(plan.overdraftLimit()));
        return new Refused(
                usage, hold, missing.minus(spendable), available, book.funds().nextStart());
    }
}
