package io.sessionledger.examples.server.analysis;

import io.sessionledger.analysis.SafetyLevel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How often each level was judged to be each level. */
final class ConfusionMatrix {

    private final Map<SafetyLevel, Map<SafetyLevel, Integer>> counts = new EnumMap<>(SafetyLevel.class);

    static ConfusionMatrix of(List<LabelledUtterance> table, Function<String, SafetyLevel> judge) {
        ConfusionMatrix matrix = new ConfusionMatrix();
        for (LabelledUtterance line : table) {
            matrix.counts
                    .computeIfAbsent(line.level(), level -> new EnumMap<>(SafetyLevel.class))
                    .merge(judge.apply(line.text()), 1, Integer::sum);
        }
        return matrix;
    }

    int count(SafetyLevel expected, SafetyLevel judged) {
        return counts.getOrDefault(expected, Map.of()).getOrDefault(judged, 0);
    }

    int right() {
        int right = 0;
        for (SafetyLevel level : SafetyLevel.values()) {
            right += count(level, level);
        }
        return right;
    }

    /** Of what was labelled so, the share that was judged so, in whole percent. */
    int recall(SafetyLevel level) {
        int all = 0;
        for (SafetyLevel judged : SafetyLevel.values()) {
            all += count(level, judged);
        }
        return all == 0 ? 100 : 100 * count(level, level) / all;
    }

    /** As a table of Markdown. */
    String toMarkdown() {
        StringBuilder table = new StringBuilder(
                "| labelled | judged red | judged yellow | judged green | recall |\n|---|---|---|---|---|\n");
        for (SafetyLevel expected : SafetyLevel.values()) {
            table.append("| ").append(expected.code());
            for (SafetyLevel judged : SafetyLevel.values()) {
                table.append(" | ").append(count(expected, judged));
            }
            table.append(" | ").append(recall(expected)).append(" % |\n");
        }
        return table.toString();
    }
}
