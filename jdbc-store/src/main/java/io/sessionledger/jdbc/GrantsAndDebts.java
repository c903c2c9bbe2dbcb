package io.sessionledger.jdbc;

import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The open grants and debts of an account whose book is open: who pays whom. Either the grants have something left or something is owed, never both. Grants
 * pay in their order; what they lack becomes a debt; what comes in repays debts first, the oldest first.
 */
final class GrantsAndDebts {

    private final List<BookedGrant> grants;
    private final List<BookedDebt> debts;
    private final Map<Payment, PaymentChange> payments = new LinkedHashMap<>();
    private final Map<Payment, Credits> returns = new LinkedHashMap<>();

    GrantsAndDebts(List<BookedGrant> grants, List<BookedDebt> debts) {
        this.grants = new ArrayList<>(grants);
        this.debts = new ArrayList<>(debts);
    }

    List<BookedGrant> grants() {
        return grants;
    }

    List<BookedDebt> debts() {
        return debts;
    }

    /** By how much payments have changed. */
    Map<Payment, PaymentChange> payments() {
        return payments;
    }

    /** What refunds have given to which grants. */
    Map<Payment, Credits> returns() {
        return returns;
    }

    Optional<BookedGrant> find(GrantId id) {
        return grants.stream().filter(grant -> grant.id.equals(id)).findFirst();
    }

    /** Whether a grant's time has come or is over, also one that is kept for holds. */
    boolean isDue(Instant now) {
        return grants.stream().map(BookedGrant::changesAt).anyMatch(at -> at != null && !at.isAfter(now));
    }

    /**
     * When something has to be posted next, or should have been; null if never. As long as a grant whose time is over is kept for holds the account is due, so that every movement looks whether they still
     * are there.
     */
    @Nullable
    Instant nextChangeAt() {
        return grants.stream()
                .map(BookedGrant::changesAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** When the next grant takes effect that is announced. */
    Optional<Instant> nextStart() {
        return grants.stream()
                .filter(BookedGrant::isScheduled)
                .map(grant -> grant.effectiveFrom)
                .min(Comparator.naturalOrder());
    }

    /**
     * The grant about which something is to be posted first: one that takes effect, or one that has lost its time and of which something is free.
     *
     * @param held what is set aside on the account
     */
    Optional<BookedGrant> earliestDue(Instant now, Credits held) {
        return grants.stream()
                .filter(grant -> isDue(grant, now, held))
                .min(Comparator.comparing(BookedGrant::changesAt, Comparator.nullsLast(Comparator.naturalOrder()))
                        .thenComparing(grant -> !grant.isScheduled())
                        .thenComparing(BookedGrant.BURN_ORDER)
                        .thenComparing(grant -> grant.id.value()));
    }

    private boolean isDue(BookedGrant grant, Instant now, Credits held) {
        return grant.isScheduled()
                ? !grant.effectiveFrom.isAfter(now)
                : grant.isActive()
                        && grant.isPastExpiry(now)
                        && freeOf(grant, held).isPositive();
    }

    /** How much of a grant no held credits lie on: these lie on the grants in the order in which these pay. */
    Credits freeOf(BookedGrant grant, Credits held) {
        Credits before = active().takeWhile(other -> other != grant)
                .map(BookedGrant::remaining)
                .reduce(Credits.ZERO, Credits::plus);
        Credits aside = least(grant.remaining(), most(Credits.ZERO, held.minus(before)));
        return grant.remaining().minus(aside);
    }

    /** Takes up a grant; one that is in force repays debts. */
    void add(BookedGrant grant) {
        grants.add(grant);
        repay();
    }

    /** Takes up a grant that was used up by one entry before the ledger was there. */
    void addSpent(BookedGrant grant, PostedEntry by) {
        Credits credits = grant.remaining();
        grant.pay(credits);
        grants.add(grant);
        payments.put(new Payment(by.entry().id(), grant.id), new PaymentChange(credits, Credits.ZERO));
    }

    /** Lets grants pay what an entry takes; what they lack becomes a debt. */
    void take(PostedEntry entry) {
        Credits missing = burn(entry.entry().id(), entry.entry().delta().negated());
        if (missing.isPositive()) {
            debts.add(new BookedDebt(entry.entry().id(), entry.entryNo(), missing, true));
        }
    }

    /** How much of an entry that was just taken no grant has paid. */
    Credits unpaid(PostedEntry entry) {
        return debts.stream()
                .filter(debt -> debt.entryId.equals(entry.entry().id()))
                .map(BookedDebt::unpaid)
                .findFirst()
                .orElse(Credits.ZERO);
    }

    private Credits burn(CreditLogId entryId, Credits credits) {
        Credits wanted = credits;
        for (BookedGrant grant : active().toList()) {
            Credits part = least(wanted, grant.remaining());
            if (part.isPositive()) {
                grant.pay(part);
                payments.merge(
                        new Payment(entryId, grant.id), new PaymentChange(part, Credits.ZERO), PaymentChange::plus);
                wanted = wanted.minus(part);
            }
        }
        return wanted;
    }

    /** Lets grants repay debts as far as they go. */
    void repay() {
        for (BookedDebt debt : debts) {
            Credits unpaid = debt.unpaid();
            Credits stillUnpaid = burn(debt.entryId, unpaid);
            if (stillUnpaid.compareTo(unpaid) < 0) {
                debt.lower(unpaid.minus(stillUnpaid));
            }
            if (stillUnpaid.isPositive()) {
                return;
            }
        }
    }

    /**
     * Lowers what is owed for some entries, the latest first.
     *
     * @return what is left of the credits
     */
    Credits forgive(Credits credits, Set<CreditLogId> entries) {
        Credits left = credits;
        for (int i = debts.size() - 1; i >= 0; i--) {
            BookedDebt debt = debts.get(i);
            Credits part = entries.contains(debt.entryId) ? least(left, debt.unpaid()) : Credits.ZERO;
            if (part.isPositive()) {
                debt.lower(part);
                left = left.minus(part);
            }
        }
        return left;
    }

    /**
     * Gives credits back to the grants that have paid, as far as these still take them.
     *
     * @param by the refund
     * @param paid what was paid and not given back yet, in the order in which it goes back
     */
    GivenBack giveBack(PostedEntry by, Credits credits, List<SessionPayment> paid) {
        Credits left = credits;
        Credits homeless = Credits.ZERO;
        for (SessionPayment payment : paid) {
            Credits part = least(left, payment.outstanding());
            if (!part.isPositive()) {
                continue;
            }
            left = left.minus(part);
            payments.merge(payment.key(), new PaymentChange(Credits.ZERO, part), PaymentChange::plus);
            BookedGrant grant = known(payment.grant());
            if (grant.takesBack(by.at())) {
                grant.takeBack(part);
                returns.merge(new Payment(by.entry().id(), grant.id), part, Credits::plus);
            } else {
                homeless = homeless.plus(part);
            }
        }
        return new GivenBack(homeless, left);
    }

    /** Takes up a grant that a refund makes in place of those that have ended. */
    void addInstead(PostedEntry by, BookedGrant grant) {
        grants.add(grant);
        returns.merge(new Payment(by.entry().id(), grant.id), grant.amount, Credits::plus);
    }

    /** The grant as it is here, taking it up if it was not open. */
    private BookedGrant known(BookedGrant grant) {
        return find(grant.id).orElseGet(() -> {
            grants.add(grant);
            return grant;
        });
    }

    private Stream<BookedGrant> active() {
        return grants.stream().filter(BookedGrant::isActive).sorted(BookedGrant.BURN_ORDER);
    }

    private static Credits least(Credits one, Credits other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Credits most(Credits one, Credits other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /**
     * What of a refund did not go back to grants.
     *
     * @param homeless what those had paid that have ended
     * @param unexplained what nobody had paid
     */
    record GivenBack(Credits homeless, Credits unexplained) {}

    /** An entry and a grant that paid for it, or that got credits back by it. */
    record Payment(CreditLogId entryId, GrantId grantId) {}

    /** By how much a payment has grown, and how much of it was given back. */
    record PaymentChange(Credits paid, Credits returned) {

        PaymentChange plus(PaymentChange more) {
            return new PaymentChange(paid.plus(more.paid), returned.plus(more.returned));
        }
    }

    /** What a grant has paid for a session and not got back. */
    record SessionPayment(CreditLogId entryId, BookedGrant grant, Credits outstanding) {

        Payment key() {
            return new Payment(entryId, grant.id);
        }
    }
}
