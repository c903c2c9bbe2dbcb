package io.sessionledger.examples.server.dashboard;

import io.sessionledger.report.SafetyDistribution;
import java.util.List;

/**
 * The overview.
 *
 * @param period what it is about
 * @param metric which figure is drawn
 * @param tiles the figures
 * @param chart by day, with the period before
 * @param levelChart reds, yellows and greens by day
 * @param split all of them
 * @param models by cost
 * @param top counselors by credits
 * @param low counselors whose credits run out
 * @param reds the latest
 */
record OverviewView(
        Period period,
        Metric metric,
        List<Tile> tiles,
        Chart chart,
        Chart levelChart,
        SafetyDistribution split,
        List<ModelFigures> models,
        List<CounselorFigures> top,
        List<CounselorFigures> low,
        List<RedView> reds) {}
