package io.sessionledger.store;

import io.sessionledger.credit.Charge;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UnchargedReason;
import io.sessionledger.session.UsageFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a decision wants done about a session's bill, in one atomic step.
 *
 * @param status where the session stands afterwards
 * @param endedAt when it ended
 * @param statedDuration the recorded duration that the host stated; null if none
 * @param billed the figures frozen for the bill; null unless it completes
 * @param billing what the bill comes to
 * @param now when this is done
 * @param alertsUnpriced whether the models of its analyses that have no cost are to be alerted
 */
public record SettlementPlan(
        SessionStatus status,
        Instant endedAt,
        @Nullable Duration statedDuration,
        @Nullable UsageFigures billed,
        Billing billing,
        Instant now,
        boolean alertsUnpriced) {

    /**
     * A plan that alerts nobody of models without a price.
     *
     * @param status where the session stands afterwards
     * @param endedAt when it ended
     * @param statedDuration the recorded duration that the host stated; null if none
     * @param billed the figures frozen for the bill; null unless it completes
     * @param billing what the bill comes to
     * @param now when this is done
     */
    public SettlementPlan(
            SessionStatus status,
            Instant endedAt,
            @Nullable Duration statedDuration,
            @Nullable UsageFigures billed,
            Billing billing,
            Instant now) {
        this(status, endedAt, statedDuration, billed, billing, now, false);
    }

    /**
     * {@return the same plan, which also alerts of the models of the session's analyses that have no cost: once for each model and day (UTC)}
     */
    public SettlementPlan alertingUnpriced() {
        return new SettlementPlan(status, endedAt, statedDuration, billed, billing, now, true);
    }

    /** What a bill comes to. */
    public sealed interface Billing {}

    /**
     * The session is settled at a charge. If that makes the balance negative a shortage alert is written.
     *
     * @param charge what the session is charged altogether, and how that came about; zero only if what was charged before is given back
     * @param entry the ledger entry to be made: by how much the charge differs from what was charged before
     * @param alertId the id of the alert, should there be one
     */
    public record Charged(Charge charge, NewEntry entry, UUID alertId) implements Billing {}

    /** The session is settled without a ledger entry: nothing is due, or no more than was charged before. */
    public record NothingDue() implements Billing {}

    /**
     * The session will never be charged, and what was charged so far is given back.
     *
     * @param entry the ledger entry to be made: all that was charged
     */
    public record Refunded(NewEntry entry) implements Billing {}

    /**
     * The session will never be charged.
     *
     * @param reason why not; null for a session that did not complete, whose status says it
     */
    public record Uncharged(@Nullable UnchargedReason reason) implements Billing {}

    /**
     * The session cannot be rated now: it stays unsettled and an alert is written, unless there is one.
     *
     * @param alertId the id of the alert
     */
    public record Unrated(UUID alertId) implements Billing {}

    /**
     * A plan that settles a session as it was completed before.
     *
     * @param usage the completed session
     * @param billing what the bill comes to
     * @param now when this is done
     * @return the plan
     */
    public static SettlementPlan ofCompleted(SessionUsage usage, Billing billing, Instant now) {
        Instant endedAt = usage.completedAt() == null ? now : usage.completedAt();
        return new SettlementPlan(usage.status(), endedAt, usage.statedDuration(), usage.billed(), billing, now);
    }
}
