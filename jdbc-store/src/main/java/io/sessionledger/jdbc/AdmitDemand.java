package io.sessionledger.jdbc;

import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.AdmitOutcome.Admitted;
import io.sessionledger.jdbc.SessionSql.SessionReading;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.HoldPlan;
import io.sessionledger.store.SessionBill;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * A session that asks for work to be admitted.
 *
 * @param decision what is to be set aside for it; nothing if nothing is to be
 * @param now when this is done
 */
record AdmitDemand(
        TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<HoldPlan>> decision, Instant now)
        implements SessionDemand<AdmitOutcome> {

    @Override
    public String verb() {
        return "admit work on session " + sessionId;
    }

    @Override
    public Function<LockedSessions, Optional<AdmitOutcome>> decide(SessionReading reading) {
        SessionUsage usage = reading.bill().usage();
        Optional<HoldPlan> plan = decision.apply(reading.bill());
        if (plan.isEmpty()) {
            return locked -> Optional.of(new Admitted(usage, Optional.empty()));
        }
        return locked -> isSetAside(usage, plan.get(), reading.isDue(now), locked)
                ? Optional.of(new Admitted(usage, locked.hold(sessionId).map(SessionHold::toHold)))
                : Optional.empty();
    }

    /** Whether what the session needs is set aside now. */
    private boolean isSetAside(SessionUsage usage, HoldPlan plan, boolean accountIsDue, LockedSessions locked) {
        Optional<SessionHold> hold = locked.hold(sessionId);
        Credits missing = plan.due()
                .minus(usage.creditsConsumed())
                .minus(hold.map(SessionHold::amount).orElse(Credits.ZERO));
        if (!missing.isPositive()) {
            hold.ifPresent(held -> held.raise(plan, Credits.ZERO, now));
            return true;
        }
        Optional<AccountBook> book = locked.book(usage.counselorId())
                .filter(open -> !accountIsDue && open.affords(missing, plan.overdraftLimit()));
        book.ifPresent(open -> {
            open.hold(missing);
            hold.ifPresentOrElse(
                    held -> held.raise(plan, missing, now),
                    () -> locked.place(SessionHold.placed(sessionId, usage.counselorId(), plan, missing, now)));
        });
        return book.isPresent();
    }
}
