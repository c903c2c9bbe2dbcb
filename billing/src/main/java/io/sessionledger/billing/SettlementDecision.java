package io.sessionledger.billing;

import io.sessionledger.ConflictException;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.UnpricedUsageException;
import io.sessionledger.session.Completion;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UnchargedReason;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SettlementPlan.Billing;
import java.time.Instant;
import java.util.Optional;

/**
 * What a verb does about a bill, in every state a session can be in. Pure: the store may ask again when the bill has moved,
 * and acts on the last answer.
 */
final class SettlementDecision {

    private final Workplace workplace;
    private final TenantId tenant;
    private final Instant now;
    private final Optional<Instant> leftOpenSince;

    SettlementDecision(Workplace workplace, TenantId tenant) {
        this(workplace, tenant, Optional.empty());
    }

    private SettlementDecision(Workplace workplace, TenantId tenant, Optional<Instant> leftOpenSince) {
        this.workplace = workplace;
        this.tenant = tenant;
        this.now = workplace.now();
        this.leftOpenSince = leftOpenSince;
    }

    /**
     * About a session that nobody has ended.
     *
     * @param since when it gave its last sign of life, which is when it counts as ended
     */
    static SettlementDecision ofLeftOpen(Workplace workplace, TenantId tenant, Instant since) {
        return new SettlementDecision(workplace, tenant, Optional.of(since));
    }

    Optional<SettlementPlan> complete(SessionBill bill) {
        return complete(bill, Completion.NOW);
    }

    Optional<SettlementPlan> complete(SessionBill bill, Completion completion) {
        SessionUsage usage = bill.usage();
        return switch (usage.status()) {
            case IN_PROGRESS -> Optional.of(completing(bill, completion));
            case COMPLETED -> settleCompleted(bill);
            case CANCELLED, FAILED ->
                throw new SessionStateException(
                        usage.sessionId(),
                        usage.status(),
                        "its end is final. Start a new session for what went on afterwards.");
        };
    }

    Optional<SettlementPlan> settle(SessionBill bill) {
        SessionUsage usage = bill.usage();
        return switch (usage.status()) {
            case IN_PROGRESS ->
                throw new SessionStateException(
                        usage.sessionId(), usage.status(), "complete it first; that settles it, too.");
            case COMPLETED -> settleCompleted(bill);
            case CANCELLED, FAILED -> Optional.empty();
        };
    }

    /** Ends without a charge: {@code CANCELLED} or {@code FAILED}. */
    Optional<SettlementPlan> drop(SessionBill bill, SessionStatus as) {
        SessionUsage usage = bill.usage();
        if (usage.status() == as) {
            return Optional.empty();
        }
        return switch (usage.status()) {
            case IN_PROGRESS -> Optional.of(new SettlementPlan(as, endOf(usage), null, null, dropping(usage, as), now));
            case COMPLETED ->
                throw new SessionStateException(
                        usage.sessionId(),
                        usage.status(),
                        "its end is final. Use credits().refund(...) to give credits back.");
            case CANCELLED, FAILED ->
                throw new SessionStateException(
                        usage.sessionId(),
                        usage.status(),
                        "its end is final. Read it with session(sessionId); nothing was charged for it.");
        };
    }

    private Billing dropping(SessionUsage usage, SessionStatus as) {
        if (usage.creditsConsumed().isZero()) {
            return new SettlementPlan.Uncharged(null);
        }
        return DueCharge.refunding(workplace, usage, "session_" + as.code(), now);
    }

    private SettlementPlan completing(SessionBill bill, Completion completion) {
        SessionUsage usage = bill.usage();
        completion
                .completedAt()
                .ifPresent(at -> InvalidInputException.unless(
                        !at.isBefore(usage.startedAt()),
                        "completedAt",
                        "not before the session's start (" + usage.startedAt() + ")",
                        at));
        UsageFigures billed =
                completion.recordedDuration().map(usage.counted()::withDuration).orElse(usage.counted());
        SettlementPlan plan = new SettlementPlan(
                SessionStatus.COMPLETED,
                completion.completedAt().orElse(endOf(usage)),
                completion.recordedDuration().orElse(null),
                billed,
                billing(bill, billed),
                now);
        boolean missesPrices =
                billed.unpricedAnalysisCount() > 0 && workplace.pricing().isWanted() && charges(usage);
        return missesPrices ? plan.alertingUnpriced() : plan;
    }

    /** A clock that runs behind the one that stated the start must not keep a session from ending. */
    private Instant endOf(SessionUsage usage) {
        Instant end = leftOpenSince.orElse(now);
        return end.isBefore(usage.startedAt()) ? usage.startedAt() : end;
    }

    private String reasonCode(SessionUsage usage) {
        if (usage.status().ended()) {
            return "settled_later";
        }
        return leftOpenSince.isPresent() ? "session_left_open" : "session_completed";
    }

    private Optional<SettlementPlan> settleCompleted(SessionBill bill) {
        SessionUsage usage = bill.usage();
        if (usage.creditDeducted() || usage.unchargedReason() != null || !charges(usage)) {
            // a policy that charges nothing now must not write off what another left waiting
            return Optional.empty();
        }
        Billing billing = billing(bill, usage.billable());
        return billing instanceof SettlementPlan.Unrated
                ? Optional.empty()
                : Optional.of(SettlementPlan.ofCompleted(usage, billing, now));
    }

    private boolean charges(SessionUsage usage) {
        return workplace.policy().termsFor(tenant, usage.counselorId()).charges();
    }

    private Billing billing(SessionBill bill, UsageFigures billed) {
        SessionUsage usage = bill.usage();
        Credits charged = usage.creditsConsumed();
        if (!charges(usage)) {
            // what an earlier policy has charged as the session went stays charged
            return charged.isZero()
                    ? new SettlementPlan.Uncharged(UnchargedReason.USAGE_ONLY)
                    : new SettlementPlan.NothingDue();
        }
        if (bill.fee() != null && charged.isZero()) {
            throw new ConflictException("Session " + usage.sessionId() + " was charged before, by ledger entry "
                    + bill.fee().entryNo() + ", and its usage deleted since. Start it again under a new session id.");
        }
        CreditRate rate = bill.rate();
        if (rate == null) {
            return new SettlementPlan.Unrated(workplace.newId());
        }
        try {
            DueCharge due = DueCharge.of(workplace, usage.withBilled(billed), rate);
            return due.missing().isZero()
                    ? new SettlementPlan.NothingDue()
                    : due.settling(workplace, reasonCode(usage), now);
        } catch (UnpricedUsageException e) {
            return new SettlementPlan.Unrated(workplace.newId());
        }
    }
}
