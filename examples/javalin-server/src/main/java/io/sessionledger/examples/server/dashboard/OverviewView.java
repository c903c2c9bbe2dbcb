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
 * @param slow the panels that take longer; empty where they come later, since the period is long
 * @param low counselors whose credits run out
 */
record OverviewView(
        Period period,
        Metric metric,
        List<Tile> tiles,
        Chart chart,
        Optional<SlowPanels> slow,
        List<CounselorFigures> low) {}
