package io.sessionledger.examples.server.dashboard;

import io.sessionledger.billing.MaintenanceTerms;
import io.sessionledger.examples.server.desk.MaintenanceRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Maintenance.
 *
 * @param terms by which it goes
 * @param run what was just done; empty before
 * @param form for the next run
 */
record MaintenanceView(MaintenanceTerms terms, Optional<MaintenanceRun> run, FormState form) {

    String leftOpen() {
        return terms.leftOpen().name().toLowerCase(Locale.ROOT);
    }

    /** What was done, by name, without what was not. */
    static List<Map.Entry<String, Integer>> figures(MaintenanceRun run) {
        Map<String, Integer> figures = new LinkedHashMap<>();
        figures.put("periods", run.grantedPeriods());
        figures.put("started", run.startedGrants());
        figures.put("expired", run.expiredGrants());
        figures.put("holds", run.expiredHolds());
        figures.put("completed", run.completedSessions());
        figures.put("failed", run.failedSessions());
        figures.put("settled", run.settledSessions());
        figures.put("delivered", run.deliveredAlerts());
        figures.put("undelivered", run.failedDeliveries());
        figures.put("given-up", run.givenUpAlerts());
        return figures.entrySet().stream()
                .filter(figure -> figure.getValue() != 0)
                .toList();
    }

    static boolean nothingWasDue(MaintenanceRun run) {
        return figures(run).isEmpty() && run.errors() == 0 && !run.more();
    }
}
