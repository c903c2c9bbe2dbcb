package io.sessionledger.examples.server.dashboard;

import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.examples.server.desk.RetrievedDocument;
import java.util.List;

/**
 * An analysis on the timeline.
 *
 * @param log its row
 * @param documents what it leaned on
 * @param sources where those came from
 */
record AnalysisView(AnalysisLog log, List<RetrievedDocument> documents, List<String> sources) {}
