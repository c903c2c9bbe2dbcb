package io.sessionledger.billing;

import static java.util.Objects.requireNonNull;

import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.Settlement;
import io.sessionledger.credit.Settlement.NotCharged;
import io.sessionledger.credit.UnratedReason;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SessionUsageTracker.SettledBill;

/** How a bill reads to the host. The same bill reads the same, whichever verb is answered with it. */
final class Settlements {

    private Settlements() {}

    /**
     * Reads a bill.
     *
     * @param settled the bill
     * @param charges whether the policy charges the session's counselor at all
     */
    static Settlement of(SettledBill settled, boolean charges) {
        SessionBill bill = settled.bill();
        SessionUsage usage = bill.usage();
        boolean replayed = !settled.changed();
        if (usage.status() != SessionStatus.COMPLETED) {
            return new NotCharged(usage, NotCharged.Reason.NOT_COMPLETED, replayed);
        }
        boolean neverCharged = !charges && usage.creditsConsumed().isZero();
        if (usage.unchargedReason() != null || (!usage.creditDeducted() && neverCharged)) {
            return new NotCharged(usage, NotCharged.Reason.USAGE_ONLY, replayed);
        }
        if (!usage.creditDeducted()) {
            UnratedReason reason =
                    bill.rate() == null ? UnratedReason.NO_RATE_IN_FORCE : UnratedReason.UNPRICED_ANALYSES;
            return new Settlement.Unrated(usage, reason, replayed);
        }
        if (bill.fee() == null || isOfNothing(bill.fee())) {
            return new NotCharged(usage, NotCharged.Reason.NOTHING_DUE, replayed);
        }
        return new Settlement.Charged(
                usage,
                bill.fee(),
                requireNonNull(bill.account(), "a charged session has an account"),
                bill.uncovered(),
                replayed);
    }

    /** Whether everything that was charged as the session went was given back when it completed. */
    private static boolean isOfNothing(CreditLog fee) {
        return fee.charge() != null && fee.charge().credits().isZero();
    }
}
