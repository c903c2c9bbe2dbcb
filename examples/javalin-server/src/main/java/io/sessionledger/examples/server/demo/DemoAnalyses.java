package io.sessionledger.examples.server.demo;

import io.sessionledger.AnalysisId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** The analyses of one made-up session: mostly calm; where it is not, for some minutes in a row. */
final class DemoAnalyses {

    /** Of these the price table knows all but the last. */
    private static final List<String> MODELS = List.of(
            "gemini-2.5-flash",
            "gemini-2.5-flash",
            "gemini-3.8-flash",
            "claude-haiku-5-5",
            "gpt-6-luna",
            "house-model-1");

    private static final Duration STEP = Duration.ofMinutes(2);

    private final DemoTongue tongue;
    private final Random random;

    DemoAnalyses(DemoTongue tongue, Random random) {
        this.tongue = tongue;
        this.random = random;
    }

    List<Analysis> of(Instant start, int steps) {
        String model = MODELS.get(random.nextInt(MODELS.size()));
        List<Analysis> analyses = new ArrayList<>();
        SafetyLevel level = SafetyLevel.GREEN;
        for (int step = 1; step <= steps; step++) {
            level = next(level);
            analyses.add(Analysis.builder(level, level == SafetyLevel.GREEN ? 1 : 2 + random.nextInt(2))
                    .id(AnalysisId.of(new UUID(random.nextLong(), random.nextLong())))
                    .displayText(tongue.displayText(level, random))
                    .actionSuggestion(tongue.suggestion(level, random))
                    .transcriptLength(200 + random.nextInt(600))
                    .duration(STEP)
                    .model(
                            model,
                            TokenUsage.of(
                                    900 + random.nextInt(600), 200L * random.nextInt(2), 60 + random.nextInt(120)))
                    .analyzedAt(start.plus(STEP.multipliedBy(step)))
                    .build());
        }
        return analyses;
    }

    private SafetyLevel next(SafetyLevel before) {
        double chance = random.nextDouble();
        return switch (before) {
            case GREEN -> chance < 0.92 ? SafetyLevel.GREEN : chance < 0.99 ? SafetyLevel.YELLOW : SafetyLevel.RED;
            case YELLOW -> chance < 0.45 ? SafetyLevel.GREEN : chance < 0.92 ? SafetyLevel.YELLOW : SafetyLevel.RED;
            case RED -> chance < 0.20 ? SafetyLevel.GREEN : chance < 0.60 ? SafetyLevel.YELLOW : SafetyLevel.RED;
        };
    }

    static Duration length(int steps) {
        return STEP.multipliedBy(steps);
    }
}
