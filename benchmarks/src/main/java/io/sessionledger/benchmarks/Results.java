package io.sessionledger.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What contenders did in rounds. A ratio is taken within each round, and then the middle one of these: what slows a whole round slows both sides of it.
 *
 * @param loads of each name, round by round
 */
record Results(Map<String, List<Load>> loads) {

    private static final double P99 = 99;

    double perSecond(String name) {
        return median(name, Load::perSecond);
    }

    /** How many times as many operations a second as {@code baseline}. */
    double ratio(String name, String baseline) {
        return medianRatio(name, baseline, Load::perSecond);
    }

    Duration percentile(String name, double percent) {
        return Duration.ofNanos(
                (long) median(name, load -> load.percentile(percent).toNanos()));
    }

    Duration p99(String name) {
        return percentile(name, P99);
    }

    /** How many times the time in which {@code percent} of 100 operations of {@code baseline} were done. */
    double percentileRatio(String name, String baseline, double percent) {
        return medianRatio(name, baseline, load -> load.percentile(percent).toNanos());
    }

    double p99Ratio(String name, String baseline) {
        return percentileRatio(name, baseline, P99);
    }

    private double median(String name, ToDoubleFunction<Load> figure) {
        return median(of(name).stream().mapToDouble(figure).toArray());
    }

    private double medianRatio(String name, String baseline, ToDoubleFunction<Load> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < of(name).size(); round++) {
            ratios.add(figure.applyAsDouble(of(name).get(round))
                    / figure.applyAsDouble(of(baseline).get(round)));
        }
        return median(ratios.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private List<Load> of(String name) {
        List<Load> found = loads.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no contender is called '" + name + "', only " + loads.keySet());
        }
        return found;
    }

    /** The middle one, or what lies in the middle of the two middle ones. */
    static double median(double... figures) {
        if (figures.length == 0) {
            throw new IllegalArgumentException("there is no middle of nothing");
        }
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
