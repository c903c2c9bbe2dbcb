package io.sessionledger.credit;

/**
 * What a sweep of an account found due.
 *
 * @param startedGrants grants that took effect
 * @param expiredGrants grants that ended, or of which all that no hold had set aside was taken
 * @param expiredHolds holds that ended because their sessions had gone silent
 */
public record AccountSweep(int startedGrants, int expiredGrants, int expiredHolds) {

    /** Nothing was due. */
    public static final AccountSweep NOTHING = new AccountSweep(0, 0, 0);

    /**
     * {@return both together}
     *
     * @param other another sweep
     */
    public AccountSweep plus(AccountSweep other) {
        return new AccountSweep(
                startedGrants + other.startedGrants,
                expiredGrants + other.expiredGrants,
                expiredHolds + other.expiredHolds);
    }

    /** {@return whether anything was due} */
    public boolean changedAnything() {
        return startedGrants + expiredGrants + expiredHolds > 0;
    }
}
