package io.sessionledger.examples.server.dashboard;

import io.sessionledger.analysis.AnalysisLog;

/** A red analysis and whose session it was. */
record RedView(AnalysisLog log, String counselor) {}
