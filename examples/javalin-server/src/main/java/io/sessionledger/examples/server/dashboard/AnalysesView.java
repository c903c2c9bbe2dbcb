package io.sessionledger.examples.server.dashboard;

import io.sessionledger.report.SafetyDistribution;
import java.util.List;

/**
 * The panels of the overview that are about analyses.
 *
 * @param period of the sessions whose analyses they are
 * @param levelChart reds, yellows and greens by day
 * @param split all of them
 * @param models by cost
 * @param reds the latest, one of each session
 */
record AnalysesView(
        Period period, Chart levelChart, SafetyDistribution split, List<ModelFigures> models, List<RedView> reds) {}
