package io.sessionledger.examples.server.dashboard;

import io.sessionledger.report.SafetyDistribution;
import java.util.List;

/**
 * The panels of the overview that take longer to read than the rest.
 *
 * @param period what they are about
 * @param levelChart reds, yellows and greens by day
 * @param split all of them
 * @param models by cost
 * @param reds the latest, one of each session
 * @param top counselors by credits
 */
record SlowPanels(
        Period period,
        Chart levelChart,
        SafetyDistribution split,
        List<ModelFigures> models,
        List<RedView> reds,
        List<CounselorFigures> top) {}
