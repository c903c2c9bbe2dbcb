package io.sessionledger.jdbc;

import io.sessionledger.Credits;
import io.sessionledger.RateId;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UnchargedReason;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SettlementPlan.Charged;
import io.sessionledger.store.SettlementPlan.NothingDue;
import io.sessionledger.store.SettlementPlan.Refunded;
import io.sessionledger.store.SettlementPlan.Uncharged;
import org.jspecify.annotations.Nullable;

/** What follows from a plan. */
final class SessionPlans {

    private SessionPlans() {}

    /** The entry that it makes; null if it makes none. */
    static @Nullable NewEntry entryOf(SettlementPlan plan) {
        if (plan.billing() instanceof Charged charged) {
            return charged.entry();
        }
        return plan.billing() instanceof Refunded refunded ? refunded.entry() : null;
    }

    /** Whether credits go back to the grants that have paid. */
    static boolean givesBack(SettlementPlan plan) {
        NewEntry entry = entryOf(plan);
        return entry != null && !entry.delta().isNegative();
    }

    static boolean settles(SettlementPlan plan) {
        return plan.billing() instanceof Charged || plan.billing() instanceof NothingDue;
    }

    static @Nullable UnchargedReason unchargedReason(SettlementPlan plan) {
        return plan.billing() instanceof Uncharged never ? never.reason() : null;
    }

    /** What the session is charged afterwards; null if that stays as it is. */
    static @Nullable Credits consumed(SettlementPlan plan) {
        if (plan.billing() instanceof Charged charged) {
            return charged.charge().credits();
        }
        return plan.billing() instanceof Refunded ? Credits.ZERO : null;
    }

    /** The version of the rate that charges the session; null if none does. */
    static @Nullable RateId rateOf(SettlementPlan plan) {
        return plan.billing() instanceof Charged charged
                ? charged.charge().rate().id()
                : null;
    }

    /** The session as the plan leaves it: what {@link SessionSql#SETTLE} writes, on a row that has not changed since it was read. */
    static SessionUsage settled(SessionUsage seen, SettlementPlan plan) {
        Credits consumed = consumed(plan);
        return new SessionUsage(
                seen.sessionId(),
                seen.counselorId(),
                plan.status(),
                seen.startedAt(),
                plan.endedAt(),
                seen.counted(),
                plan.statedDuration(),
                plan.billed(),
                consumed == null ? seen.creditsConsumed() : consumed,
                settles(plan),
                settles(plan) ? plan.now() : null,
                unchargedReason(plan),
                seen.rateName(),
                seen.rateId() == null ? rateOf(plan) : seen.rateId(),
                seen.revision() + 1);
    }
}
