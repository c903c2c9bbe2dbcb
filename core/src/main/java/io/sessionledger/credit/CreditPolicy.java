package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditTerms.ChargeTime;
import io.sessionledger.session.SessionUsage;

/**
 * Decides whose usage is charged, when, and how much. A pure, fast function without I/O: it may be called several times for
 * one charge, and from many threads at once.
 *
 * <p>Where credits do not cover a charge it is made all the same, the balance becomes negative and an alert is written.
 */
@FunctionalInterface
public interface CreditPolicy {

    /**
     * {@return the terms for a counselor}
     *
     * @param tenant the organisation
     * @param counselor who pays
     */
    CreditTerms termsFor(TenantId tenant, CounselorId counselor);

    /**
     * {@return what is due for a session, zero or more; must not fall as usage grows}
     *
     * @param usage the session; what is billed is {@link SessionUsage#billable()}
     * @param rate the version of the rate in force when it started
     * @throws UnpricedUsageException if the amount follows from the cost and part of the cost is not known; the session then stays
     *     unsettled
     */
    default Credits due(SessionUsage usage, CreditRate rate) {
        return rate.creditsFor(usage);
    }

    /** {@return the policy for hosts without credits: nothing is ever charged} */
    static CreditPolicy usageOnly() {
        return (tenant, counselor) -> new CreditTerms(ChargeTime.NEVER);
    }

    /** {@return the default: each session is charged once, when it completes} */
    static CreditPolicy chargeAtCompletion() {
        return (tenant, counselor) -> new CreditTerms(ChargeTime.AT_COMPLETION);
    }
}
