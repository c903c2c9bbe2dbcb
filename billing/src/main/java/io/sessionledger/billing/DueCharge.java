package io.sessionledger.billing;

import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditCalculation;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.credit.UnpricedUsageException;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.SettlementPlan;
import java.time.Instant;

/**
 * What a session owes: the whole charge, and the entry by which the ledger gets there from what was charged before. Each entry keeps the whole charge with its
 * arithmetic, so that the last one explains all of them.
 */
record DueCharge(SessionUsage usage, Charge whole) {

    private static final String LEDGER = "ledger";

    /**
     * Rates a session.
     *
     * @param usage the session; what is rated is {@link SessionUsage#billable()}
     * @throws UnpricedUsageException if the amount follows from the cost and part of the cost is not known
     */
    static DueCharge of(Workplace workplace, SessionUsage usage, CreditRate rate) {
        Credits due = workplace.policy().due(usage, rate);
        InvalidInputException.unless(!due.isNegative(), "due", "zero or more credits from the policy", due);
        UsageFigures billed = usage.billable();
        return new DueCharge(usage, new Charge(rate, billed, due, arithmetic(rate, billed, due)));
    }

    private static String arithmetic(CreditRate rate, UsageFigures billed, Credits due) {
        try {
            CreditCalculation byRate = rate.calculate(billed);
            return byRate.credits().equals(due)
                    ? byRate.arithmetic()
                    : byRate.arithmetic() + "; the policy charges " + due;
        } catch (UnpricedUsageException e) {
            return "the policy charges " + due;
        }
    }

    /** By how much it differs from what was charged before; negative if too much was. */
    Credits missing() {
        return whole.credits().minus(usage.creditsConsumed());
    }

    /** Settles the session at this charge; if more was charged as it went, the rest is given back. */
    SettlementPlan.Charged settling(Workplace workplace, String reasonCode, Instant now) {
        boolean tooMuch = missing().isNegative();
        return charged(
                workplace,
                tooMuch ? TransactionType.REFUND : TransactionType.SESSION_FEE,
                tooMuch ? NewEntry.sessionRefundKey(usage.sessionId()) : NewEntry.sessionFeeKey(usage.sessionId()),
                reasonCode,
                now);
    }

    /** Raises the running session to this charge. Of several that raise to the same, one does. */
    SettlementPlan.Charged raising(Workplace workplace, Instant now) {
        return charged(
                workplace,
                TransactionType.SESSION_FEE,
                NewEntry.sessionFeeKey(usage.sessionId()) + ":" + whole.credits(),
                "analysis_recorded",
                now);
    }

    private SettlementPlan.Charged charged(
            Workplace workplace, TransactionType type, String key, String reasonCode, Instant now) {
        String digest = RequestDigest.of(
                type.code(),
                usage.sessionId(),
                usage.counselorId(),
                whole.rate().id(),
                whole.credits());
        NewEntry entry = entry(workplace, usage, type, missing().negated(), key, digest, reasonCode, now);
        return new SettlementPlan.Charged(whole, entry, workplace.newId());
    }

    /** Gives back all that was charged as the session went. */
    static SettlementPlan.Refunded refunding(Workplace workplace, SessionUsage usage, String reasonCode, Instant now) {
        Credits charged = usage.creditsConsumed();
        TransactionType type = TransactionType.REFUND;
        String key = NewEntry.sessionRefundKey(usage.sessionId());
        String digest = RequestDigest.of(type.code(), usage.sessionId(), usage.counselorId(), charged);
        return new SettlementPlan.Refunded(entry(workplace, usage, type, charged, key, digest, reasonCode, now));
    }

    private static NewEntry entry(
            Workplace workplace,
            SessionUsage usage,
            TransactionType type,
            Credits delta,
            String key,
            String digest,
            String reasonCode,
            Instant now) {
        return new NewEntry(
                CreditLogId.of(workplace.newId()),
                usage.counselorId(),
                type,
                delta,
                usage.sessionId(),
                key,
                digest,
                LEDGER,
                reasonCode,
                null,
                now);
    }
}
