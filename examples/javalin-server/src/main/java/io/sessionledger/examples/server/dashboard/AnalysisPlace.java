package io.sessionledger.examples.server.dashboard;

import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;

/** Which analysis of which session, and the name of its counselor. */
record AnalysisPlace(SessionId sessionId, AnalysisId analysisId, String counselor) {}
