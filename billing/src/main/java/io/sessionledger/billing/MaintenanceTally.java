package io.sessionledger.billing;

import io.sessionledger.credit.AccountSweep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run of maintenance has done so far. One thing that fails keeps it from nothing else. */
final class MaintenanceTally {

    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    int tenants;
    int completedSessions;
    int failedSessions;
    int settledSessions;
    AccountSweep accounts = AccountSweep.NOTHING;
    int grantedPeriods;
    int deliveredAlerts;
    int failedDeliveries;
    int givenUpAlerts;
    boolean more;
    private int errors;

    /** Does one thing, or says that it could not. */
    void attempt(String what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            errors++;
            LOG.warn("Maintenance could not {}; the next run tries again.", what, e);
        }
    }

    MaintenanceReport report() {
        return new MaintenanceReport(
                tenants,
                completedSessions,
                failedSessions,
                settledSessions,
                accounts,
                grantedPeriods,
                deliveredAlerts,
                failedDeliveries,
                givenUpAlerts,
                errors,
                more);
    }
}
