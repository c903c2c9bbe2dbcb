package io.sessionledger.examples.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.desk.ReportDesk;
import io.sessionledger.examples.server.desk.RetrievedDocuments;

/** What was analysed, and what the tenant used. */
final class ReportRoutes {

    private final ReportDesk reports;
    private final RetrievedDocuments documents;

    ReportRoutes(Desks desks) {
        this.reports = desks.reports();
        this.documents = desks.documents();
    }

    void register(RoutesConfig routes) {
        routes.get("/api/v1/sessions/{session_id}/analysis-logs", this::analysisLogs, Needs.VIEWER);
        routes.get("/api/v1/sessions/{session_id}/safety-distribution", this::safetyDistribution, Needs.VIEWER);
        routes.get("/api/v1/usage-stats", this::usageStats, Needs.VIEWER);
    }

    private void analysisLogs(Context context) {
        var page = reports.analysisLogs(
                SignIn.caller(context),
                Parameters.session(context),
                Parameters.findSafetyLevel(context),
                Parameters.page(context));
        context.json(PageView.of(page, log -> AnalysisView.of(log, documents, null)));
    }

    private void safetyDistribution(Context context) {
        context.json(
                DistributionView.of(reports.safetyDistribution(SignIn.caller(context), Parameters.session(context))));
    }

    private void usageStats(Context context) {
        context.json(UsageStatsView.of(reports.usageStats(SignIn.caller(context), Parameters.days(context))));
    }
}
