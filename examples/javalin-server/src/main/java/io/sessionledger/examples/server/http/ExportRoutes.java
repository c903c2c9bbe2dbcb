package io.sessionledger.examples.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sessionledger.examples.server.desk.Desks;
import java.io.IOException;

/** Analyses and credit entries as CSV, of any length, in constant memory. */
final class ExportRoutes {

    private final Desks desks;
    private final CsvTables tables;

    ExportRoutes(Desks desks) {
        this.desks = desks;
        this.tables = new CsvTables(desks.documents());
    }

    void register(RoutesConfig routes) {
        routes.get("/api/v1/sessions/{session_id}/analysis-logs.csv", this::analysesOfSession, Needs.VIEWER);
        routes.get("/api/v1/analysis-logs.csv", this::analysesOfTenant, Needs.VIEWER);
        routes.get("/api/v1/counselors/{counselor_id}/credit-logs.csv", this::entriesOfCounselor, Needs.VIEWER);
    }

    private void analysesOfSession(Context context) throws IOException {
        var logs = desks.reports()
                .exportAnalysisLogs(
                        SignIn.caller(context), Parameters.session(context), Parameters.findSafetyLevel(context));
        tables.analyses(context, logs);
    }

    private void analysesOfTenant(Context context) throws IOException {
        var logs = desks.reports()
                .exportAnalysisLogs(
                        SignIn.caller(context), Parameters.days(context), Parameters.findSafetyLevel(context));
        tables.analyses(context, logs);
    }

    private void entriesOfCounselor(Context context) throws IOException {
        var log = desks.credits().exportLog(SignIn.caller(context), Parameters.counselor(context));
        tables.entries(context, log);
    }
}
