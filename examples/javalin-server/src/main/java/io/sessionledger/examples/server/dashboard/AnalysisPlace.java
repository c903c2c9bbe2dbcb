package io.sessionledger.examples.server.dashboard;

import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import java.time.Instant;

/** Which analysis of which session, when it was made, and the name of its counselor. */
record AnalysisPlace(SessionId sessionId, AnalysisId analysisId, Instant analyzedAt, String counselor) {}
