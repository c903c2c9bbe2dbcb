package io.sessionledger.examples.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.examples.server.desk.Desks;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Analyses and credit entries as CSV, of any length, in constant memory. */
final class ExportRoutes {

    private final Desks desks;
    private final CsvTable<AnalysisView> analyses = new CsvTable<AnalysisView>()
            .text("analysis_id", AnalysisView::analysisId)
            .text("session_id", AnalysisView::sessionId)
            .text("counselor_id", AnalysisView::counselorId)
            .text("analyzed_at", AnalysisView::analyzedAt)
            .text("safety_level", AnalysisView::safetyLevel)
            .number("severity", AnalysisView::severity)
            .text("display_text", AnalysisView::displayText)
            .text("action_suggestion", AnalysisView::actionSuggestion)
            .text("rag_sources", analysis -> String.join("; ", analysis.ragSources()))
            .text("model_used", AnalysisView::modelUsed)
            .number("prompt_tokens", AnalysisView::promptTokens)
            .number("cached_tokens", AnalysisView::cachedTokens)
            .number("completion_tokens", AnalysisView::completionTokens)
            .number("total_tokens", AnalysisView::totalTokens)
            .number("estimated_cost_usd", AnalysisView::estimatedCostUsd)
            .number("duration_seconds", AnalysisView::durationSeconds)
            .number("transcript_length", AnalysisView::transcriptLength)
            .text("late", AnalysisView::late);
    private final CsvTable<CreditLogView> entries = new CsvTable<CreditLogView>()
            .number("entry_no", CreditLogView::entryNo)
            .text("id", CreditLogView::id)
            .text("created_at", CreditLogView::createdAt)
            .text("transaction_type", CreditLogView::transactionType)
            .number("credits_delta", CreditLogView::creditsDelta)
            .number("balance_after", CreditLogView::balanceAfter)
            .text("session_id", CreditLogView::sessionId)
            .text("arithmetic", entry -> arithmetic(entry.charge()))
            .text("actor", CreditLogView::actor)
            .text("reason_code", CreditLogView::reasonCode)
            .text("reason", CreditLogView::reason);

    ExportRoutes(Desks desks) {
        this.desks = desks;
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
        analyses.write(context, "analysis-logs.csv", logs.map(this::view));
    }

    private void analysesOfTenant(Context context) throws IOException {
        var logs = desks.reports()
                .exportAnalysisLogs(
                        SignIn.caller(context), Parameters.days(context), Parameters.findSafetyLevel(context));
        analyses.write(context, "analysis-logs.csv", logs.map(this::view));
    }

    private void entriesOfCounselor(Context context) throws IOException {
        var log = desks.credits().exportLog(SignIn.caller(context), Parameters.counselor(context));
        entries.write(context, "credit-logs.csv", log.map(ExportRoutes::view));
    }

    private AnalysisView view(AnalysisLog log) {
        return AnalysisView.of(log, desks.documents(), null);
    }

    private static CreditLogView view(CreditLog entry) {
        return CreditLogView.of(entry);
    }

    private static @Nullable String arithmetic(CreditLogView.@Nullable ChargeView charge) {
        return Optional.ofNullable(charge)
                .map(CreditLogView.ChargeView::arithmetic)
                .orElse(null);
    }
}
