package io.sessionledger.examples.server.http;

import io.sessionledger.examples.server.desk.Figures;
import io.sessionledger.report.UsageStats;
import java.math.BigDecimal;

record UsageStatsView(
        long totalSessions,
        BigDecimal totalDurationSeconds,
        long totalAnalysisCount,
        long totalTokens,
        BigDecimal totalCostUsd,
        BigDecimal totalCreditsConsumed) {

    static UsageStatsView of(UsageStats stats) {
        return new UsageStatsView(
                stats.totalSessions(),
                Figures.seconds(stats.used().duration()),
                stats.used().analysisCount(),
                stats.used().tokens().totalTokens(),
                stats.used().estimatedCost().value(),
                stats.totalCreditsConsumed().value());
    }
}
