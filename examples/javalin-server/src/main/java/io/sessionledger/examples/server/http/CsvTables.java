package io.sessionledger.examples.server.http;

import io.javalin.http.Context;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.examples.server.desk.RetrievedDocuments;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The columns in which analyses and credit entries are exported, wherever that is asked for. */
public final class CsvTables {

    private final RetrievedDocuments documents;

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

    /**
     * The tables.
     *
     * @param documents reads what an analysis retrieved
     */
    public CsvTables(RetrievedDocuments documents) {
        this.documents = documents;
    }

    /**
     * Answers a request with analyses.
     *
     * @param context the request
     * @param logs read as they are written
     * @throws IOException if the client has gone
     */
    public void analyses(Context context, Stream<AnalysisLog> logs) throws IOException {
        analyses.write(context, "analysis-logs.csv", logs.map(this::view));
    }

    /**
     * Answers a request with credit entries.
     *
     * @param context the request
     * @param log read as it is written
     * @throws IOException if the client has gone
     */
    public void entries(Context context, Stream<CreditLog> log) throws IOException {
        entries.write(context, "credit-logs.csv", log.map(CsvTables::view));
    }

    private AnalysisView view(AnalysisLog log) {
        return AnalysisView.of(log, documents, null);
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
