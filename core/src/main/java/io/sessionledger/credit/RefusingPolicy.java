package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditTerms.ChargeTime;
import io.sessionledger.session.SessionUsage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * See {@link CreditPolicy#refusing(Credits)}.
 *
 * @param holdSilence null for what the policy's own terms say
 */
record RefusingPolicy(
        CreditPolicy policy,
        Credits overdraftLimit,
        @Nullable Duration holdSilence) implements CreditPolicy {

    /** Wrong numbers are refused here, not when the first counselor is asked about. */
    RefusingPolicy {
        CreditTerms unused = with(new CreditTerms(ChargeTime.AT_COMPLETION), overdraftLimit, holdSilence);
    }

    @Override
    public CreditTerms termsFor(TenantId tenant, CounselorId counselor) {
        return with(policy.termsFor(tenant, counselor), overdraftLimit, holdSilence);
    }

    private static CreditTerms with(CreditTerms terms, Credits overdraftLimit, @Nullable Duration holdSilence) {
        CreditTerms refusing = terms.refusing(overdraftLimit);
        return holdSilence == null ? refusing : refusing.withHoldSilence(holdSilence);
    }

    @Override
    public Credits due(SessionUsage usage, CreditRate rate) {
        return policy.due(usage, rate);
    }
}
