package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.TenantId;
import io.sessionledger.session.SessionUsage;

/** See {@link CreditPolicy#refusing(Credits)}. */
record RefusingPolicy(CreditPolicy policy, Credits overdraftLimit) implements CreditPolicy {

    RefusingPolicy {
        InvalidInputException.unless(!overdraftLimit.isNegative(), "overdraftLimit", "zero or more", overdraftLimit);
    }

    @Override
    public CreditTerms termsFor(TenantId tenant, CounselorId counselor) {
        return policy.termsFor(tenant, counselor).refusing(overdraftLimit);
    }

    @Override
    public Credits due(SessionUsage usage, CreditRate rate) {
        return policy.due(usage, rate);
    }
}
