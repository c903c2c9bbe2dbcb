package io.sessionledger.examples.server.dashboard;

import io.sessionledger.Credits;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.examples.server.host.Counselor;

/**
 * The form that takes back what is left of a grant.
 *
 * @param counselor whose it is
 * @param grant which
 * @param account where the credits stand
 * @param ready whether all is right, and the next button does it
 * @param form what was written
 */
record VoidGrantView(Counselor counselor, CreditGrant grant, CreditAccount account, boolean ready, FormState form) {

    /** What the account loses: nothing, where the grant has not taken effect. */
    Credits lost() {
        return grant.status() == GrantStatus.SCHEDULED ? Credits.ZERO : grant.remaining();
    }

    Credits before() {
        return account.available();
    }

    Credits after() {
        return account.available().minus(lost());
    }
}
