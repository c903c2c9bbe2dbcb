package io.sessionledger.benchmarks;

import io.sessionledger.AnalysisId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.UUID;

/** One analysis of a counselling session as models write them: about 500 bytes of content. What every contender stores. */
record Sample(
        UUID id,
        SafetyLevel level,
        int severity,
        String displayText,
        String suggestion,
        String ragDocuments,
        int transcriptLength,
        TokenUsage tokens,
        BigDecimal cost) {

    static final String MODEL = "gemini-2.5-flash";

    /** The recorded time that each analysis adds. */
    static final int SECONDS = 60;

    private static final int TEN = 10;

    static Sample next(SplittableRandom random) {
        int text = random.nextInt(SampleTexts.DISPLAYED.size());
        int chance = random.nextInt(TEN);
        SafetyLevel level = chance == 0 ? SafetyLevel.RED : chance < 3 ? SafetyLevel.YELLOW : SafetyLevel.GREEN;
        return new Sample(
                new UUID(random.nextLong(), random.nextLong()),
                level,
                level == SafetyLevel.RED ? 3 : level == SafetyLevel.YELLOW ? 2 : 1,
                SampleTexts.DISPLAYED.get(text),
                SampleTexts.SUGGESTED.get(text % SampleTexts.SUGGESTED.size()),
                SampleTexts.RETRIEVED.get(text % SampleTexts.RETRIEVED.size()),
                random.nextInt(800, 2400),
                TokenUsage.of(random.nextInt(900, 1800), random.nextInt(400), random.nextInt(120, 260)),
                BigDecimal.valueOf(random.nextLong(5_000_000, 20_000_000), 10));
    }

    /** As a host hands it to the ledger. */
    Analysis toAnalysis() {
        return Analysis.builder(level, severity)
                .id(AnalysisId.of(id))
                .displayText(displayText)
                .actionSuggestion(suggestion)
                .ragDocuments(ragDocuments)
                .transcriptLength(transcriptLength)
                .duration(Duration.ofSeconds(SECONDS))
                .model(MODEL, tokens)
                .estimatedCost(new Usd(cost))
                .build();
    }
}
