package io.sessionledger.examples.server;

import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.examples.server.analysis.Assessment;
import io.sessionledger.examples.server.analysis.RetrievedArticle;
import io.sessionledger.examples.server.analysis.TranscriptAnalyzer;
import java.util.List;
import java.util.Optional;

/** Stands in until the rules are there. */
final class PlaceholderAnalyzer implements TranscriptAnalyzer {

    @Override
    public Assessment assess(String transcriptSegment) {
        return new Assessment(
                SafetyLevel.GREEN,
                1,
                "Calm.",
                "Go on.",
                List.of(new RetrievedArticle("listening", "Listening", "listening.md", 1.5, "Listen.")),
                "placeholder",
                Optional.empty(),
                List.of());
    }

    @Override
    public String describe() {
        return "placeholder";
    }

    @Override
    public void close() {}
}
