package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;

/**
 * Where a counselor's credits stand.
 *
 * @param counselorId whose they are
 * @param granted everything given
 * @param used everything charged, less what was given back
 * @param held set aside for running sessions
 */
public record CreditAccount(CounselorId counselorId, Credits granted, Credits used, Credits held) {

    /** {@return granted less used; the balance after the last ledger entry. Negative after a charge that was not covered} */
    public Credits balance() {
        return granted.minus(used);
    }

    /** {@return what can be spent: the balance less what is held} */
    public Credits available() {
        return balance().minus(held);
    }
}
