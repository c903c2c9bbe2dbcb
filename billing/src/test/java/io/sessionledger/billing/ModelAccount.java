package io.sessionledger.billing;

import static io.sessionledger.Credits.ZERO;

import io.sessionledger.Credits;
import io.sessionledger.credit.TransactionType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An account in the {@link CreditsModel}: its figures, its grants and debts, and who has paid for what. What moves it says only what changes; that due grants are
 * posted before is up to the model.
 */
final class ModelAccount {

    /** Stands for the session of what no session took. */
    static final int NO_SESSION = -1;

    private final Happenings happenings;

    boolean opened;
    Credits granted = ZERO;
    Credits used = ZERO;
    Credits held = ZERO;
    Optional<Credits> overdraftLimit = Optional.empty();
    final List<Entry> entries = new ArrayList<>();
    final List<ModelGrant> grants = new ArrayList<>();
    final List<Debt> debts = new ArrayList<>();
    private final List<Payment> payments = new ArrayList<>();

    ModelAccount(Happenings happenings) {
        this.happenings = happenings;
    }

    /** An entry of the ledger. */
    record Entry(TransactionType type, Credits delta) {}

    /** What an entry took that no grant had. */
    static final class Debt {

        final int entryNo;
        final int session;
        Credits unpaid;

        Debt(int entryNo, int session, Credits unpaid) {
            this.entryNo = entryNo;
            this.session = session;
            this.unpaid = unpaid;
        }
    }

    /** What a grant has paid of what an entry took, and has not got back. */
    private static final class Payment {

        private final int entryNo;
        private final int session;
        private final ModelGrant grant;
        private Credits paid;

        Payment(int entryNo, int session, ModelGrant grant, Credits paid) {
            this.entryNo = entryNo;
            this.session = session;
            this.grant = grant;
            this.paid = paid;
        }
    }

    Credits balance() {
        return granted.minus(used);
    }

    Credits available() {
        return balance().minus(held);
    }

    boolean affords(Credits credits, Credits policyLimit) {
        return available().plus(overdraftLimit.orElse(policyLimit)).compareTo(credits) >= 0;
    }

    private List<ModelGrant> payingGrants() {
        return grants.stream()
                .filter(ModelGrant::isActive)
                .sorted(ModelGrant.BURN_ORDER)
                .toList();
    }

    /** Held credits lie on the grants in the order in which these pay. */
    Credits setAside(ModelGrant wanted) {
        Credits left = held;
        for (ModelGrant grant : payingGrants()) {
            Credits part = least(left, grant.remaining);
            if (grant == wanted) {
                return part;
            }
            left = left.minus(part);
        }
        return ZERO;
    }

    /** Posts what has come due, the earliest first, until nothing is due any more; says how many grants took effect. */
    int postDue(Instant now) {
        int started = 0;
        for (Optional<ModelGrant> next = earliestDue(now); next.isPresent(); next = earliestDue(now)) {
            if (next.get().isScheduled()) {
                happenings.count(Happening.GRANT_STARTED_LATER);
                comeIn(next.get());
                started++;
            } else {
                expire(next.get());
            }
        }
        return started;
    }

    /** Whether a grant's time has come or is over, also one that is kept for holds. */
    boolean isDue(Instant now) {
        return grants.stream()
                .anyMatch(grant -> grant.isScheduled()
                        ? !grant.effectiveFrom.isAfter(now)
                        : grant.isActive() && grant.isPast(now));
    }

    private Optional<ModelGrant> earliestDue(Instant now) {
        return grants.stream().filter(grant -> isDue(grant, now)).min(Comparator.comparing(ModelGrant::changesAt));
    }

    private boolean isDue(ModelGrant grant, Instant now) {
        if (grant.isScheduled()) {
            return !grant.effectiveFrom.isAfter(now);
        }
        return grant.isActive()
                && grant.isPast(now)
                && grant.remaining.minus(setAside(grant)).isPositive();
    }

    private void expire(ModelGrant grant) {
        Credits kept = setAside(grant);
        Credits lost = grant.remaining.minus(kept);
        happenings.count(Happening.GRANT_EXPIRED);
        happenings.countIf(kept.isPositive(), Happening.EXPIRED_GRANT_KEPT_CREDITS_FOR_A_HOLD);
        happenings.countIf(grant.hasKeptForHolds, Happening.KEPT_CREDITS_LOST_LATER);
        grant.hasKeptForHolds = kept.isPositive();
        grant.expire(lost);
        post(TransactionType.EXPIRY, lost.negated());
    }

    private int post(TransactionType type, Credits delta) {
        if (type.movesGranted()) {
            granted = granted.plus(delta);
        } else {
            used = used.minus(delta);
        }
        entries.add(new Entry(type, delta));
        return entries.size();
    }

    /** A grant's credits come by an entry of its type. */
    void comeIn(ModelGrant grant) {
        grant.start(post(grant.type, grant.amount));
        repayDebts();
    }

    /** Grants pay; what they do not cover is a debt. */
    Credits take(TransactionType type, int session, Credits credits) {
        int entryNo = post(type, credits.negated());
        Credits unpaid = burn(entryNo, session, credits);
        if (unpaid.isPositive()) {
            debts.add(new Debt(entryNo, session, unpaid));
        }
        return unpaid;
    }

    /** What is left of the credits when no grant has anything more. */
    private Credits burn(int entryNo, int session, Credits credits) {
        Credits wanted = credits;
        for (ModelGrant grant : payingGrants()) {
            Credits part = least(wanted, grant.remaining);
            if (part.isPositive()) {
                happenings.countIf(grant.hasKeptForHolds, Happening.KEPT_CREDITS_PAID);
                grant.pay(part);
                paid(entryNo, session, grant, part);
                wanted = wanted.minus(part);
            }
        }
        return wanted;
    }

    private void paid(int entryNo, int session, ModelGrant grant, Credits credits) {
        for (Payment payment : payments) {
            if (payment.entryNo == entryNo && payment.grant == grant) {
                payment.paid = payment.paid.plus(credits);
                return;
            }
        }
        payments.add(new Payment(entryNo, session, grant, credits));
    }

    private void repayDebts() {
        for (Debt debt : debts) {
            Credits stillUnpaid = burn(debt.entryNo, debt.session, debt.unpaid);
            happenings.countIf(stillUnpaid.compareTo(debt.unpaid) < 0, Happening.DEBT_REPAID);
            debt.unpaid = stillUnpaid;
        }
    }

    /** Gives a session's charge back; answers how much of it came as a new grant, since the grants that paid have ended. */
    Credits giveBack(int session, Credits credits, Instant now) {
        int entryNo = post(TransactionType.REFUND, credits);
        Credits left = forgive(session, credits);
        Credits homeless = ZERO;
        for (Payment payment : lastBurntFirst(session)) {
            Credits part = least(left, payment.paid);
            left = left.minus(part);
            payment.paid = payment.paid.minus(part);
            if (payment.grant.takesBack(now)) {
                returnTo(payment.grant, part);
            } else {
                homeless = homeless.plus(part);
            }
        }
        if (homeless.isPositive()) {
            happenings.count(Happening.REFUND_AS_COMPENSATION);
            ModelGrant compensation = unlimited(TransactionType.COMPENSATION, homeless, now);
            compensation.start(entryNo);
            grants.add(compensation);
        }
        repayDebts();
        return homeless;
    }

    private Credits forgive(int session, Credits credits) {
        Credits left = credits;
        for (int i = debts.size() - 1; i >= 0; i--) {
            Debt debt = debts.get(i);
            Credits part = debt.session == session ? least(left, debt.unpaid) : ZERO;
            happenings.countIf(part.isPositive(), Happening.DEBT_FORGIVEN);
            debt.unpaid = debt.unpaid.minus(part);
            left = left.minus(part);
        }
        return left;
    }

    /** Of several grants that paid for one entry, the one that pays last gets back first: the books keep no finer order. */
    private List<Payment> lastBurntFirst(int session) {
        Comparator<Payment> burnt = Comparator.<Payment>comparingInt(payment -> payment.entryNo)
                .thenComparing(payment -> payment.grant, ModelGrant.BURN_ORDER);
        return payments.stream()
                .filter(payment -> payment.session == session)
                .sorted(burnt.reversed())
                .toList();
    }

    private void returnTo(ModelGrant grant, Credits credits) {
        if (credits.isPositive()) {
            happenings.count(Happening.REFUND_TO_A_GRANT);
            happenings.countIf(!grant.isActive(), Happening.EXHAUSTED_GRANT_REVIVED);
            grant.takeBack(credits);
        }
    }

    /** Takes all that is left, also what is set aside. */
    void end(ModelGrant grant) {
        happenings.count(Happening.GRANT_VOIDED);
        if (grant.isScheduled()) {
            happenings.count(Happening.SCHEDULED_GRANT_VOIDED);
        } else {
            happenings.countIf(setAside(grant).isPositive(), Happening.HELD_CREDITS_VOIDED);
            post(TransactionType.ADJUSTMENT, grant.remaining.negated());
        }
        grant.end();
    }

    /** Whether anything will be left of a grant once everything due is posted: tried on a copy, since a refusal posts nothing. */
    boolean wouldHaveLeft(ModelGrant grant, Credits heldThen, Instant now) {
        ModelAccount copy = new ModelAccount(new Happenings());
        copy.held = heldThen;
        grants.forEach(each -> copy.grants.add(each.copy()));
        debts.forEach(debt -> copy.debts.add(new Debt(debt.entryNo, debt.session, debt.unpaid)));
        var unused = copy.postDue(now);
        return copy.grants.get(grants.indexOf(grant)).remaining.isPositive();
    }

    /** A grant in force at once, for ever. */
    static ModelGrant unlimited(TransactionType type, Credits amount, Instant now) {
        return new ModelGrant(type, amount, 50, now, Optional.empty());
    }

    private static Credits least(Credits one, Credits other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
