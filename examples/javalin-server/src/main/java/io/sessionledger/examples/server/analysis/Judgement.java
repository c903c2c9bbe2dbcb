package io.sessionledger.examples.server.analysis;

import io.sessionledger.analysis.SafetyLevel;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the rules make of what was said.
 *
 * @param level the level
 * @param severity 1 to 3
 * @param category what decided, for the texts: the gravest finding's, "warning-signs", or "calm"
 * @param findings all that counted or was set aside, the gravest first
 * @param reasons why, in a few words each
 */
record Judgement(SafetyLevel level, int severity, String category, List<Finding> findings, List<String> reasons) {

    private static final int MOST_REASONS = 12;

    static Judgement of(List<Finding> findings, int signsForRed) {
        List<Finding> gravest = findings.stream()
                .sorted(Comparator.comparing(Finding::level)
                        .thenComparing(Finding::severity, Comparator.reverseOrder())
                        .thenComparing(Finding::start))
                .toList();
        List<String> reasons = gravest.stream()
                .map(Finding::reason)
                .distinct()
                .limit(MOST_REASONS)
                .toList();
        if (gravest.isEmpty() || gravest.get(0).level() == SafetyLevel.GREEN) {
            return new Judgement(SafetyLevel.GREEN, 1, "calm", gravest, reasons);
        }
        Finding first = gravest.get(0);
        int signs = warningSigns(gravest);
        if (first.level() == SafetyLevel.YELLOW && signs >= signsForRed) {
            String together = "warning signs: %d together, red from %d".formatted(signs, signsForRed);
            return new Judgement(SafetyLevel.RED, 2, "warning-signs", gravest, prepend(together, reasons));
        }
        return new Judgement(first.level(), severity(gravest, first), first.category(), gravest, reasons);
    }

    /** Two dangers of different kinds are graver than one. */
    private static int severity(List<Finding> gravest, Finding first) {
        long dangers = gravest.stream()
                .filter(Finding::isRed)
                .map(Finding::category)
                .distinct()
                .count();
        return dangers > 1 ? 3 : first.severity();
    }

    /** Each category counts once, by its strongest sign; what was denied or told of others is no sign. */
    private static int warningSigns(List<Finding> findings) {
        Map<String, Integer> strongest = findings.stream()
                .filter(finding -> finding.level() == finding.phrase().group().level())
                .collect(Collectors.toMap(
                        Finding::category, finding -> finding.phrase().group().sign(), Math::max));
        return strongest.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static List<String> prepend(String first, List<String> rest) {
        return Stream.concat(Stream.of(first), rest.stream()).toList();
    }
}
