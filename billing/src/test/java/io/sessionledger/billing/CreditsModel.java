package io.sessionledger.billing;

import static io.sessionledger.Credits.ZERO;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.sessionledger.Credits;
import io.sessionledger.billing.CreditsAnswer.Admitted;
import io.sessionledger.billing.CreditsAnswer.Charged;
import io.sessionledger.billing.CreditsAnswer.Granted;
import io.sessionledger.billing.CreditsAnswer.NotCharged;
import io.sessionledger.billing.CreditsAnswer.Recorded;
import io.sessionledger.billing.CreditsAnswer.Refunded;
import io.sessionledger.billing.CreditsAnswer.Refused;
import io.sessionledger.billing.CreditsAnswer.Swept;
import io.sessionledger.billing.CreditsAnswer.Thrown;
import io.sessionledger.billing.ModelSession.HoldEnd;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.GrantNotFoundException;
import io.sessionledger.credit.GrantStateException;
import io.sessionledger.credit.Settlement.NotCharged.Reason;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.SessionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What should become of one tenant's credits, said in the simplest way: lists, loops, no database, one thread. It follows what the ledger promises, not how it is
 * built.
 *
 * <p>Where something is posted is part of it: what moves an account posts the grants that are due on it first. Holds of silent sessions end only when somebody sweeps,
 * and before work is refused.
 */
final class CreditsModel implements CreditsVerbs {

    private static final Duration SILENCE = CreditTerms.DEFAULT_HOLD_SILENCE;

    final List<ModelAccount> accounts = new ArrayList<>();
    final Map<Integer, ModelSession> sessions = new TreeMap<>();

    private final CreditsTestTerms terms;
    private final Happenings happenings;
    private Instant now;

    CreditsModel(CreditsTestTerms terms, int counselors, Instant now, Happenings happenings) {
        this.terms = terms;
        this.now = now;
        this.happenings = happenings;
        for (int i = 0; i < counselors; i++) {
            accounts.add(new ModelAccount(happenings));
        }
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    private ModelAccount opened(int counselor) {
        ModelAccount account = accounts.get(counselor);
        account.opened = true;
        return account;
    }

    private ModelSession started(int number) {
        return sessions.computeIfAbsent(number, absent -> new ModelSession(number, opened(number % accounts.size())));
    }

    @Override
    public CreditsAnswer jump(CreditsOperation.Jump jump) {
        pass(jump.by());
        return CreditsAnswer.DONE;
    }

    @Override
    public CreditsAnswer grant(CreditsOperation.Grant grant) {
        Optional<Instant> expiresAt = grant.expiresIn().map(now::plus);
        if (expiresAt.isPresent() && !expiresAt.get().isAfter(now)) {
            happenings.count(Happening.GRANT_REFUSED_AS_PAST);
            return Thrown.invalid("expiresAt");
        }
        Instant effectiveFrom = now.plus(grant.startsIn().orElse(Duration.ZERO));
        TransactionType type = grant.type().transactionType();
        return give(
                opened(grant.counselor()),
                new ModelGrant(type, grant.amount(), grant.priority(), effectiveFrom, expiresAt));
    }

    private Granted give(ModelAccount account, ModelGrant grant) {
        postDue(account, Optional.empty());
        account.grants.add(grant);
        if (!grant.effectiveFrom.isAfter(now)) {
            account.comeIn(grant);
        }
        return new Granted(grant.status, grant.remaining);
    }

    @Override
    public CreditsAnswer adjust(CreditsOperation.Adjust adjust) {
        ModelAccount account = opened(adjust.counselor());
        if (adjust.amount().isPositive()) {
            var unused = give(account, ModelAccount.unlimited(TransactionType.ADJUSTMENT, adjust.amount(), now));
        } else {
            postDue(account, Optional.empty());
            Credits unpaid = account.take(
                    TransactionType.ADJUSTMENT,
                    ModelAccount.NO_SESSION,
                    adjust.amount().negated());
            happenings.countIf(unpaid.isPositive(), Happening.DEBT_LEFT_BY_AN_ADJUSTMENT);
        }
        return CreditsAnswer.DONE;
    }

    @Override
    public CreditsAnswer voidAt(CreditsOperation.VoidAt request) {
        ModelAccount account = accounts.get(request.counselor());
        if (account.grants.isEmpty()) {
            happenings.count(Happening.VOID_OF_NO_GRANT);
            return Thrown.of(GrantNotFoundException.class);
        }
        ModelGrant grant = account.grants.get(request.index() % account.grants.size());
        if (!account.wouldHaveLeft(grant, heldOnceDueIsPosted(account), now)) {
            happenings.count(Happening.VOID_OF_NOTHING);
            return Thrown.of(GrantStateException.class);
        }
        postDue(account, Optional.empty());
        account.end(grant);
        return CreditsAnswer.DONE;
    }

    /** The host sweeps first: whether the limit alone would post what is due is not promised. */
    @Override
    public CreditsAnswer limitOverdraft(CreditsOperation.LimitOverdraft limit) {
        var unused = sweep(accounts.get(limit.counselor()));
        opened(limit.counselor()).overdraftLimit = limit.limit();
        return CreditsAnswer.DONE;
    }

    @Override
    public CreditsAnswer sweep(CreditsOperation.Sweep sweep) {
        return sweep(accounts.get(sweep.counselor()));
    }

    /** Holds end first, so that expired grants lose at once what had been kept for them. */
    private Swept sweep(ModelAccount account) {
        int expiredHolds = endSilentHolds(account, Optional.empty());
        return new Swept(account.postDue(now), expiredHolds);
    }

    /** Where a grant's time has come or is over, holds of silent sessions end first, so that nothing is kept for them. */
    private void postDue(ModelAccount account, Optional<ModelSession> spared) {
        if (account.isDue(now)) {
            endSilentHolds(account, spared);
        }
        var unused = account.postDue(now);
    }

    private Credits heldOnceDueIsPosted(ModelAccount account) {
        Credits held = account.held;
        for (ModelSession session : sessions.values()) {
            if (session.account == account && account.isDue(now) && hasOverdueHold(session)) {
                held = held.minus(session.held());
            }
        }
        return held;
    }

    @CanIgnoreReturnValue
    private int endSilentHolds(ModelAccount account, Optional<ModelSession> spared) {
        int ended = 0;
        for (ModelSession session : sessions.values()) {
            if (session.account == account && spared.stream().noneMatch(session::equals) && hasOverdueHold(session)) {
                endHold(session, HoldEnd.EXPIRED);
                ended++;
            }
        }
        return ended;
    }

    /** A session that was recorded lately is not silent, whatever its hold says. */
    private boolean hasOverdueHold(ModelSession session) {
        boolean overdue = session.hold.isPresent() && !session.holdExpiresAt.isAfter(now);
        boolean silent = session.lastRecordedAt.isBefore(now.minus(SILENCE));
        happenings.countIf(overdue && !silent, Happening.HOLD_PUT_OFF_BY_A_RECORD);
        return overdue && silent;
    }

    @Override
    public CreditsAnswer admit(CreditsOperation.Admit admit) {
        ModelSession session = started(admit.session());
        if (session.status.ended()) {
            return Thrown.of(SessionStateException.class);
        }
        if (!terms.refuses) {
            return new Admitted(ZERO);
        }
        Credits need = session.needFor(admit.minutes());
        if (need.compareTo(session.held()) <= 0) {
            happenings.count(Happening.HOLD_HIGH_ENOUGH);
            return admitted(session, session.held());
        }
        return isCovered(session, need) ? admitted(session, need) : refused(session, need);
    }

    /** Before the answer is no, the holds of other sessions that have gone silent end; this one shows that it lives. */
    private boolean isCovered(ModelSession session, Credits need) {
        postDue(session.account, Optional.of(session));
        if (affords(session, need)) {
            return true;
        }
        int ended = endSilentHolds(session.account, Optional.of(session));
        var unused = session.account.postDue(now);
        boolean covered = affords(session, need);
        happenings.countIf(covered && ended > 0, Happening.WORK_ADMITTED_BECAUSE_ANOTHER_HOLD_HAD_ENDED);
        return covered;
    }

    private boolean affords(ModelSession session, Credits need) {
        return session.account.affords(need.minus(session.held()), terms.overdraftLimit());
    }

    private Admitted admitted(ModelSession session, Credits need) {
        Credits raise = need.minus(session.held());
        ModelAccount account = session.account;
        happenings.countIf(session.hold.isPresent() && raise.isPositive(), Happening.HOLD_RAISED);
        happenings.countIf(raise.compareTo(account.available()) > 0, Happening.WORK_ADMITTED_ON_OVERDRAFT);
        account.held = account.held.plus(raise);
        session.hold = Optional.of(need);
        session.holdExpiresAt = now.plus(SILENCE);
        return new Admitted(need);
    }

    private Refused refused(ModelSession session, Credits need) {
        happenings.count(Happening.WORK_REFUSED);
        ModelAccount account = session.account;
        Credits limit = account.overdraftLimit.orElse(terms.overdraftLimit());
        Credits missing = need.minus(session.held()).minus(account.available()).minus(limit);
        return new Refused(missing, account.available(), session.held());
    }

    @Override
    public CreditsAnswer work(CreditsOperation.Work work) {
        ModelSession session = started(work.session());
        boolean late = session.status.ended();
        happenings.countIf(late, Happening.LATE_RECORD);
        session.minutes += work.minutes();
        session.lastRecordedAt = now;
        if (terms.chargesPerAnalysis && !late) {
            chargeStep(session);
        }
        return new Recorded(late);
    }

    private void chargeStep(ModelSession session) {
        Credits step = session.needFor(0);
        postDue(session.account, Optional.of(session));
        charge(session, step);
        if (session.hold.isPresent()) {
            happenings.count(Happening.HOLD_SHRUNK_BY_A_STEP);
            Credits freed = step.compareTo(session.held()) < 0 ? step : session.held();
            session.hold = Optional.of(session.held().minus(freed));
            session.account.held = session.account.held.minus(freed);
        }
    }

    private void charge(ModelSession session, Credits credits) {
        happenings.countIf(terms.refuses && credits.compareTo(session.held()) > 0, Happening.CHARGE_BEYOND_THE_HOLD);
        Credits unpaid = session.account.take(TransactionType.SESSION_FEE, session.number, credits);
        happenings.countIf(unpaid.isPositive(), Happening.DEBT_LEFT_BY_A_SESSION);
        session.isShort |= unpaid.isPositive();
        session.consumed = session.consumed.plus(credits);
    }

    private Credits giveBack(ModelSession session, Credits credits) {
        session.consumed = session.consumed.minus(credits);
        return session.account.giveBack(session.number, credits, now);
    }

    private void endHold(ModelSession session, HoldEnd end) {
        if (session.hold.isEmpty()) {
            return;
        }
        happenings.count(
                switch (end) {
                    case CAPTURED -> Happening.HOLD_CAPTURED;
                    case RELEASED -> Happening.HOLD_RELEASED;
                    case EXPIRED -> Happening.HOLD_EXPIRED_BY_SILENCE;
                });
        session.account.held = session.account.held.minus(session.held());
        session.hold = Optional.empty();
        session.lastHoldEnd = Optional.of(end);
    }

    @Override
    public CreditsAnswer complete(CreditsOperation.Complete complete) {
        ModelSession session = started(complete.session());
        if (session.status.ended()) {
            return again(session, SessionStatus.COMPLETED);
        }
        Credits due = Credits.of(complete.statedMinutes().orElse(session.minutes));
        Credits missing = due.minus(session.consumed);
        settle(session, missing);
        // nothing was charged if nothing is missing, even where the steps before have charged all
        endHold(session, due.isZero() || missing.isZero() ? HoldEnd.RELEASED : HoldEnd.CAPTURED);
        session.status = SessionStatus.COMPLETED;
        session.bill = Optional.of(due.isZero() ? new NotCharged(Reason.NOTHING_DUE, false) : new Charged(due, false));
        return session.bill.get();
    }

    /** Charges what is missing, or gives back what is too much. */
    private void settle(ModelSession session, Credits missing) {
        postDueIfMoved(session, missing);
        if (missing.isPositive()) {
            charge(session, missing);
        } else if (missing.isNegative()) {
            happenings.count(Happening.CHARGE_LOWERED_BY_A_STATED_DURATION);
            var unused = giveBack(session, missing.negated());
        }
    }

    /** An end that neither charges nor gives back posts nothing, also where it frees what was held. */
    private void postDueIfMoved(ModelSession session, Credits moved) {
        if (!moved.isZero()) {
            postDue(session.account, Optional.of(session));
        }
    }

    @Override
    public CreditsAnswer cancel(CreditsOperation.Cancel cancel) {
        return drop(started(cancel.session()), SessionStatus.CANCELLED);
    }

    @Override
    public CreditsAnswer fail(CreditsOperation.Fail fail) {
        return drop(started(fail.session()), SessionStatus.FAILED);
    }

    private CreditsAnswer drop(ModelSession session, SessionStatus as) {
        if (session.status.ended()) {
            return again(session, as);
        }
        postDueIfMoved(session, session.consumed);
        if (session.consumed.isPositive()) {
            happenings.count(Happening.CHARGE_GIVEN_BACK_AT_THE_END);
            var unused = giveBack(session, session.consumed);
        }
        endHold(session, HoldEnd.RELEASED);
        session.status = as;
        session.bill = Optional.of(new NotCharged(Reason.NOT_COMPLETED, false));
        return session.bill.get();
    }

    /** An end that is repeated gets its first answer; another one is refused. */
    private static CreditsAnswer again(ModelSession session, SessionStatus as) {
        if (session.status != as) {
            return Thrown.of(SessionStateException.class);
        }
        CreditsAnswer first = session.bill.orElseThrow();
        return first instanceof Charged charged
                ? new Charged(charged.credits(), true)
                : new NotCharged(((NotCharged) first).reason(), true);
    }

    @Override
    public CreditsAnswer refund(CreditsOperation.Refund refund) {
        ModelSession session = started(refund.session());
        if (session.status != SessionStatus.COMPLETED || session.consumed.isZero()) {
            happenings.count(Happening.REFUND_OF_NOTHING);
            return Thrown.of(SessionStateException.class);
        }
        Credits credits = refund.amount().orElse(session.consumed);
        if (credits.compareTo(session.consumed) > 0) {
            happenings.count(Happening.REFUND_TOO_HIGH);
            return Thrown.invalid("amount");
        }
        postDue(session.account, Optional.empty());
        return new Refunded(giveBack(session, credits));
    }
}
