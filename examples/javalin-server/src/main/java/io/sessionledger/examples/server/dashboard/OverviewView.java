package io.sessionledger.examples.server.dashboard;

import java.util.List;
import java.util.Optional;

/**
 * The overview.
 *
 * @param period what it is about
 * @param metric which figure is drawn
 * @param tiles the figures
 * @param chart by day, with the period before
 * @param analyses the panels about analyses; empty where they come later, since the period is long
 * @param top counselors by credits
 * @param low counselors whose credits run out
 */
record OverviewView(
        Period period,
        Metric metric,
        List<Tile> tiles,
        Chart chart,
        Optional<AnalysesView> analyses,
        List<CounselorFigures> top,
        List<CounselorFigures> low) {}
