package io.sessionledger.examples.server.http;

import io.sessionledger.report.SafetyDistribution;
import java.math.BigDecimal;

record DistributionView(
        long redCount,
        long yellowCount,
        long greenCount,
        BigDecimal redPercentage,
        BigDecimal yellowPercentage,
        BigDecimal greenPercentage) {

    static DistributionView of(SafetyDistribution distribution) {
        return new DistributionView(
                distribution.redCount(),
                distribution.yellowCount(),
                distribution.greenCount(),
                distribution.redPercentage(),
                distribution.yellowPercentage(),
                distribution.greenPercentage());
    }
}
