package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.jdbc.Holds.HoldEnd;
import io.sessionledger.jdbc.SessionSql.SessionReading;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SessionUsageTracker.SettledBill;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SettlementPlan.Charged;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * A session to be ended, or to be settled.
 *
 * @param decision what is to be done about a bill; nothing if it is settled
 * @param now when this is done
 */
record EndDemand(
        TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<SettlementPlan>> decision, Instant now)
        implements SessionDemand<SettledBill> {

    @Override
    public String verb() {
        return "end session " + sessionId;
    }

    @Override
    public Function<LockedSessions, Optional<SettledBill>> decide(SessionReading reading) {
        if (reading.isDue(now)) {
            return locked -> Optional.empty();
        }
        Optional<SettlementPlan> plan = decision.apply(reading.bill());
        if (plan.filter(decided -> reading.isDue(decided.now())).isPresent()) {
            return locked -> Optional.empty();
        }
        return plan.isEmpty()
                ? locked -> Optional.of(new SettledBill(reading.bill(), false))
                : locked -> end(reading.bill(), plan.get(), locked).map(bill -> new SettledBill(bill, true));
    }

    private static Optional<SessionBill> end(SessionBill bill, SettlementPlan plan, LockedSessions locked) {
        if (SessionPlans.givesBack(plan)) {
            return Optional.empty();
        }
        Optional<SessionHold> hold = locked.hold(bill.usage().sessionId());
        Optional<AccountBook> book = locked.book(bill.usage().counselorId());
        return plan.billing() instanceof Charged charged
                ? book.map(open -> charged(bill, plan, charged, open, hold, locked))
                : uncharged(bill, plan, book, hold, locked);
    }

    private static SessionBill charged(
            SessionBill bill,
            SettlementPlan plan,
            Charged charged,
            AccountBook book,
            Optional<SessionHold> hold,
            LockedSessions locked) {
        hold.ifPresent(held -> held.end(book, HoldEnd.CAPTURED, charged.entry().at()));
        PostedEntry posted = book.take(charged.entry(), charged.charge(), null);
        locked.end(new SessionEnd(bill.usage(), plan, posted));
        return new SessionBill(
                SessionPlans.settled(bill.usage(), plan),
                bill.rate(),
                book.account(),
                posted.log(),
                bill.uncovered().plus(book.funds().unpaid(posted)));
    }

    private static Optional<SessionBill> uncharged(
            SessionBill bill,
            SettlementPlan plan,
            Optional<AccountBook> book,
            Optional<SessionHold> hold,
            LockedSessions locked) {
        if (hold.isPresent() && book.isEmpty()) {
            return Optional.empty();
        }
        hold.ifPresent(held -> held.end(book.orElseThrow(), HoldEnd.RELEASED, plan.now()));
        locked.end(new SessionEnd(bill.usage(), plan, null));
        return Optional.of(new SessionBill(
                SessionPlans.settled(bill.usage(), plan),
                bill.rate(),
                book.map(AccountBook::account).orElse(bill.account()),
                bill.fee(),
                bill.uncovered()));
    }
}
