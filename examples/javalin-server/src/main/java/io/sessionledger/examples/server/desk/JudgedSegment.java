package io.sessionledger.examples.server.desk;

import io.sessionledger.analysis.AnalysisLog;

/**
 * An analysis that was made and stored.
 *
 * @param log its row
 * @param usage what the session had used with it
 */
public record JudgedSegment(AnalysisLog log, UsageSoFar usage) {}
