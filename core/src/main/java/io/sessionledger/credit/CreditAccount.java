package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import org.jspecify.annotations.Nullable;

/**
 * Where a counselor's credits stand. Credits whose time is over or has not come are not among them.
 *
 * @param counselorId whose they are
 * @param granted everything given, less what has expired or was taken back
 * @param used everything charged, less what was given back
 * @param held set aside for running sessions
 * @param overdraftLimit how far below zero admissions may take this account, in place of what the policy says; null if the policy's limit holds
 */
public record CreditAccount(
        CounselorId counselorId,
        Credits granted,
        Credits used,
        Credits held,
        @Nullable Credits overdraftLimit) {

    /**
     * {@return an account on which nothing has moved}
     *
     * @param counselorId whose it is
     */
    public static CreditAccount empty(CounselorId counselorId) {
        return new CreditAccount(counselorId, Credits.ZERO, Credits.ZERO, Credits.ZERO, null);
    }

    /** {@return granted less used. Negative after a charge that was not covered} */
    public Credits balance() {
        return granted.minus(used);
    }

    /** {@return what can be spent: the balance less what is held for running sessions; no overdraft is in it} */
    public Credits available() {
        return balance().minus(held);
    }
}
