package io.sessionledger.examples.server.analysis;

import io.sessionledger.analysis.SafetyLevel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A phrase that was found, and how it was meant.
 *
 * @param phrase the phrase of the rules
 * @param start where it begins in the utterance
 * @param end where it ends
 * @param reading how it was meant
 */
record Finding(Phrase phrase, int start, int end, Reading reading) {

    SafetyLevel level() {
        return reading.leaves(phrase.group().level());
    }

    int severity() {
        return reading.leaves(phrase.group().severity());
    }

    String category() {
        return phrase.group().category();
    }

    /** Whether a danger is stated in so many words, and nothing takes it back. */
    boolean isRed() {
        return level() == SafetyLevel.RED;
    }

    /** Those that lie within no longer one, which then says better what was meant. */
    static List<Finding> longest(List<Finding> all) {
        List<Finding> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingInt(Finding::start).thenComparing(Finding::end, Comparator.reverseOrder()));
        List<Finding> kept = new ArrayList<>();
        Finding farthest = null;
        for (Finding finding : sorted) {
            boolean within = farthest != null
                    && (farthest.end > finding.end || (farthest.end == finding.end && farthest.start < finding.start));
            if (!within) {
                kept.add(finding);
                farthest = finding;
            }
        }
        return kept;
    }

    /** In a few words, by the phrase of the rules and not by what was said. */
    String reason() {
        boolean idiom = phrase.group().level() == SafetyLevel.GREEN;
        return "%s: \"%s\" %s".formatted(category(), phrase.text(), idiom ? "is a figure of speech" : reading);
    }
}
