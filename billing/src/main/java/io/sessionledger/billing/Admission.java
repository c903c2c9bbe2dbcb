package io.sessionledger.billing;

import io.sessionledger.Credits;
import io.sessionledger.HoldId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.UnpricedUsageException;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.HoldPlan;
import io.sessionledger.store.SessionBill;
import java.time.Duration;
import java.util.Optional;

/** What is to be set aside for a session before its next work. Pure: the store may ask again when the session has moved. */
record Admission(Workplace workplace, TenantId tenant, UsageFigures expected, boolean isOfDurationAlone) {

    /** Of one analysis, of which nothing but the recorded time is said. */
    static Admission ofDuration(Workplace workplace, TenantId tenant, Duration expected) {
        return new Admission(workplace, tenant, UsageFigures.ofAnalysis(expected), true);
    }

    /** Empty if nothing is: under terms that only warn, and where the price is not known yet, so that its lack keeps nobody from working. */
    Optional<HoldPlan> plan(SessionBill bill) {
        SessionUsage usage = bill.usage();
        if (usage.status().ended()) {
            throw new SessionStateException(
                    usage.sessionId(), usage.status(), "no more work is admitted. Start a new session for it.");
        }
        CreditTerms terms = workplace.policy().termsFor(tenant, usage.counselorId());
        CreditRate rate = bill.rate();
        if (!terms.charges() || !terms.refuses() || rate == null) {
            return Optional.empty();
        }
        refuseWhatSaysNothing(rate);
        return due(usage, rate)
                .map(due ->
                        new HoldPlan(HoldId.of(workplace.newId()), due, terms.overdraftLimit(), terms.holdSilence()));
    }

    /** Under such a rate a duration would set nothing aside, and look as if it had. */
    private void refuseWhatSaysNothing(CreditRate rate) {
        if (isOfDurationAlone
                && (rate.method() instanceof RateMethod.PerThousandTokens
                        || rate.method() instanceof RateMethod.ShareOfCost)) {
            throw new InvalidInputException(
                    "expected",
                    "expected figures with tokens and cost, since rate '" + rate.name() + "' version " + rate.version()
                            + " does not go by time, but it was a duration. Use admit(sessionId, UsageFigures).");
        }
    }

    private Optional<Credits> due(SessionUsage usage, CreditRate rate) {
        try {
            SessionUsage then = usage.withBilled(usage.billable().plus(expected));
            return Optional.of(DueCharge.of(workplace, then, rate).whole().credits());
        } catch (UnpricedUsageException e) {
            return Optional.empty();
        }
    }
}
