package io.sessionledger.billing;

import io.sessionledger.credit.AccountSweep;

/**
 * What a run of maintenance has done.
 *
 * @param tenants for how many tenants it has looked
 * @param completedSessions sessions left open that it has completed
 * @param failedSessions sessions left open that it has failed
 * @param settledSessions completed sessions that had waited to be rated and are settled now
 * @param accounts what had come due on accounts, grants and holds, and was posted
 * @param grantedPeriods periods of recurring grants that it has granted, most of them ahead
 * @param deliveredAlerts alerts that the channel has taken
 * @param failedDeliveries attempts at that which failed; those alerts are tried again later
 * @param givenUpAlerts alerts that nobody has taken for too long
 * @param errors how many things it could not do; each is in the log, and is tried again by the next run
 * @param more whether it has stopped at its limit somewhere, so that another run has something to do at once
 */
public record MaintenanceReport(
        int tenants,
        int completedSessions,
        int failedSessions,
        int settledSessions,
        AccountSweep accounts,
        int grantedPeriods,
        int deliveredAlerts,
        int failedDeliveries,
        int givenUpAlerts,
        int errors,
        boolean more) {

    /** {@return whether anything was done that needs no repeating} */
    public boolean changedAnything() {
        return completedSessions + failedSessions + settledSessions + grantedPeriods + deliveredAlerts + givenUpAlerts
                        > 0
                || accounts.changedAnything();
    }
}
