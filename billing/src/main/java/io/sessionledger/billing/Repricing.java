package io.sessionledger.billing;

import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.TenantId;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.RepriceSessions;
import io.sessionledger.credit.RepricedSession;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.credit.UnpricedUsageException;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SettlementPlan.Charged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Corrects charges to another rate. The entry that does it keeps the new calculation, as every charge does; so a session that was corrected reads as charged by the new rate, and is left alone the next time: nothing has to be remembered of how
 * far somebody got.
 */
record Repricing(Workplace workplace, TenantId tenant, RepriceSessions request, CreditRate rate) {

    /** What would change. */
    Page<RepricedSession> preview(PageRequest page) {
        Page<SessionBill> bills = workplace.store().usage().listSettled(tenant, request.startedIn(), page);
        return new Page<>(
                bills.items().stream()
                        .flatMap(bill -> correction(bill).stream())
                        .map(Correction::session)
                        .toList(),
                bills.nextCursor());
    }

    /** Changes it, each session in a transaction of its own that looks again. */
    Page<RepricedSession> apply(PageRequest page) {
        Page<SessionBill> bills = workplace.store().usage().listSettled(tenant, request.startedIn(), page);
        List<RepricedSession> repriced = new ArrayList<>();
        for (SessionBill bill : bills.items()) {
            if (correction(bill).isPresent()) {
                workplace
                        .store()
                        .credits()
                        .reprice(
                                tenant,
                                bill.usage().sessionId(),
                                locked -> correction(locked).map(this::charged))
                        .flatMap(before -> correction(before).map(Correction::session))
                        .ifPresent(repriced::add);
            }
        }
        return new Page<>(repriced, bills.nextCursor());
    }

    private Optional<Correction> correction(SessionBill bill) {
        SessionUsage usage = bill.usage();
        CreditLog fee = bill.fee();
        Charge before = fee == null ? null : fee.charge();
        Credits old = before == null ? Credits.ZERO : before.credits();
        boolean whollyRefunded = old.isPositive() && usage.creditsConsumed().isZero();
        boolean ofAnotherRate = request.chargedUnder()
                .filter(wrong -> before == null || !before.rate().id().equals(wrong))
                .isPresent();
        if (!usage.creditDeducted() || whollyRefunded || ofAnotherRate) {
            return Optional.empty();
        }
        try {
            DueCharge due = DueCharge.of(workplace, usage, rate);
            return correction(usage, fee, old, due.whole());
        } catch (UnpricedUsageException e) {
            return Optional.empty();
        }
    }

    private static Optional<Correction> correction(
            SessionUsage usage, @Nullable CreditLog fee, Credits old, Charge whole) {
        Credits wanted = whole.credits().minus(old);
        Credits least = usage.creditsConsumed().negated();
        Credits difference = wanted.compareTo(least) < 0 ? least : wanted;
        return difference.isZero()
                ? Optional.empty()
                : Optional.of(new Correction(
                        new RepricedSession(
                                usage.sessionId(),
                                usage.counselorId(),
                                usage.startedAt(),
                                old,
                                whole.credits(),
                                difference),
                        whole,
                        fee == null ? 0 : fee.entryNo()));
    }

    private Charged charged(Correction correction) {
        RepricedSession session = correction.session();
        String key = NewEntry.repriceKey(session.sessionId(), correction.correctedEntryNo());
        String digest = RequestDigest.of(
                "reprice", session.sessionId(), session.counselorId(), rate.id(), session.difference());
        NewEntry entry = new NewEntry(
                CreditLogId.of(workplace.newId()),
                session.counselorId(),
                TransactionType.REPRICE,
                session.difference().negated(),
                session.sessionId(),
                key,
                digest,
                request.actor(),
                "repriced",
                null,
                workplace.now());
        return new Charged(correction.whole(), entry, workplace.newId());
    }

    /**
     * What is to be corrected of a session.
     *
     * @param correctedEntryNo the entry whose calculation no longer holds; 0 if there was none
     */
    private record Correction(RepricedSession session, Charge whole, long correctedEntryNo) {}
}
