package io.sessionledger.examples.server.desk;

import io.sessionledger.billing.MaintenanceReport;

/**
 * What a run of maintenance has done for one tenant.
 *
 * @param completedSessions sessions left open that it has completed
 * @param failedSessions sessions left open that it has failed
 * @param settledSessions completed sessions that had waited to be rated and are settled now
 * @param startedGrants grants that have taken effect
 * @param expiredGrants grants that have expired
 * @param expiredHolds holds of sessions that had gone silent
 * @param grantedPeriods periods of recurring grants that it has granted, most of them ahead
 * @param deliveredAlerts alerts that were taken
 * @param failedDeliveries attempts at that which failed
 * @param givenUpAlerts alerts that nobody has taken for too long
 * @param errors how many things it could not do; the log has each, and the next run tries again
 * @param more whether it has stopped at its limit somewhere
 */
public record MaintenanceRun(
        int completedSessions,
        int failedSessions,
        int settledSessions,
        int startedGrants,
        int expiredGrants,
        int expiredHolds,
        int grantedPeriods,
        int deliveredAlerts,
        int failedDeliveries,
        int givenUpAlerts,
        int errors,
        boolean more) {

    static MaintenanceRun of(MaintenanceReport report) {
        return new MaintenanceRun(
                report.completedSessions(),
                report.failedSessions(),
                report.settledSessions(),
                report.accounts().startedGrants(),
                report.accounts().expiredGrants(),
                report.accounts().expiredHolds(),
                report.grantedPeriods(),
                report.deliveredAlerts(),
                report.failedDeliveries(),
                report.givenUpAlerts(),
                report.errors(),
                report.more());
    }
}
