package io.sessionledger.billing;

import io.sessionledger.Credits;
import io.sessionledger.HoldId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.UnpricedUsageException;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.HoldPlan;
import io.sessionledger.store.SessionBill;
import java.util.Optional;

/** What is to be set aside for a session before its next work. Pure: the store may ask again when the session has moved. */
record Admission(Workplace workplace, TenantId tenant, UsageFigures expected) {

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
        return due(usage, rate)
                .map(due ->
                        new HoldPlan(HoldId.of(workplace.newId()), due, terms.overdraftLimit(), terms.holdSilence()));
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
