package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditTerms.ChargeTime;
import io.sessionledger.session.SessionUsage;
import java.time.Duration;

/**
 * Decides whose usage is charged, when, and how much. A pure, fast function without I/O: it may be called several times for
 * one charge, from many threads at once, for one caller in the thread of another, and while rows of the database are locked. So it goes by nothing but what it is handed, and never
 * calls the ledger: that is refused. What it throws reaches the caller whose session it was asked about.
 *
 * <p>Where credits do not cover a charge it is made all the same, the balance becomes negative and an alert is written. Terms that {@linkplain
 * #refusing(Credits) refuse} keep it from coming to that: they ask before the work is done.
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

    /**
     * The same policy, refusing work that credits do not cover: {@code admit} sets aside what a session will owe before the model is paid, or says no. Work that was
     * done all the same is charged in full, and what is not covered becomes a debt, with an alert. A counselor whose terms never charge is never refused.
     *
     * @param overdraftLimit how far below zero admissions may take an account that has no limit of its own; {@link Credits#ZERO} for not at all
     * @return a policy that charges as this one does
     * @throws InvalidInputException if the limit is negative
     */
    default CreditPolicy refusing(Credits overdraftLimit) {
        return new RefusingPolicy(this, overdraftLimit, null);
    }

    /**
     * The same as {@link #refusing(Credits)}, with another time after which what is set aside for a silent session is free again.
     *
     * @param overdraftLimit how far below zero admissions may take an account that has no limit of its own
     * @param holdSilence one second to 30 days; longer than the time between two analyses
     * @return a policy that charges as this one does
     * @throws InvalidInputException if the limit is negative, or the silence outside its range
     */
    default CreditPolicy refusing(Credits overdraftLimit, Duration holdSilence) {
        return new RefusingPolicy(this, overdraftLimit, holdSilence);
    }

    /** {@return the policy for hosts without credits: nothing is ever charged} */
    static CreditPolicy usageOnly() {
        return (tenant, counselor) -> new CreditTerms(ChargeTime.NEVER);
    }

    /** {@return the default: each session is charged once, when it completes} */
    static CreditPolicy chargeAtCompletion() {
        return (tenant, counselor) -> new CreditTerms(ChargeTime.AT_COMPLETION);
    }

    /**
     * {@return the policy that charges as sessions go: each analysis raises what its session is charged to what is due by then; the
     * completion charges the remainder; a session that is cancelled or fails gets everything back}
     *
     * <p>The charge is a step after the record. Where it fails the analysis is recorded all the same, and the next record or the completion makes up for it; in a
     * transaction of the host's, where all is undone together, the record fails with it.
     */
    static CreditPolicy chargePerAnalysis() {
        return (tenant, counselor) -> new CreditTerms(ChargeTime.PER_ANALYSIS);
    }
}
