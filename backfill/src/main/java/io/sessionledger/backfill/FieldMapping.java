package io.sessionledger.backfill;

import io.sessionledger.InvalidInputException;
import io.sessionledger.analysis.SafetyLevel;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How the entries of a host's array are read: where each fact is, and what the host means by it.
 *
 * <pre>{@code
 * FieldMapping.usual()
 *         .with(AnalysisField.DISPLAY_TEXT, "message", "result.text")
 *         .withLevels(word -> word.equals("orange") ? Optional.of(SafetyLevel.YELLOW) : Optional.empty())
 * }</pre>
 *
 * Immutable.
 */
public final class FieldMapping {

    private final Map<AnalysisField, List<FactName>> names;
    private final Function<String, Optional<SafetyLevel>> levels;
    private final ZoneId zone;
    private final boolean cachedInsidePrompt;

    private FieldMapping(
            Map<AnalysisField, List<FactName>> names,
            Function<String, Optional<SafetyLevel>> levels,
            ZoneId zone,
            boolean cachedInsidePrompt) {
        this.names = names;
        this.levels = levels;
        this.zone = zone;
        this.cachedInsidePrompt = cachedInsidePrompt;
    }

    /** {@return the usual names, no levels but red, yellow and green, times without a zone in UTC, and cached tokens counted inside the prompt} */
    public static FieldMapping usual() {
        Map<AnalysisField, List<FactName>> names = new EnumMap<>(AnalysisField.class);
        for (AnalysisField field : AnalysisField.values()) {
            names.put(field, field.usualNames().stream().map(FactName::of).toList());
        }
        return new FieldMapping(names, word -> Optional.empty(), ZoneOffset.UTC, true);
    }

    /**
     * {@return the same with other names for a fact, in place of the usual ones}
     *
     * @param field the fact
     * @param names where it is: names, or paths with dots; the first that is there and not null counts. None: the fact is not read
     * @throws InvalidInputException if one is blank
     */
    public FieldMapping with(AnalysisField field, String... names) {
        InvalidInputException.unless(
                Stream.of(names)
                        .flatMap(name -> Stream.of(name.split("\\.", -1)))
                        .noneMatch(String::isBlank),
                field.code(),
                "names or paths with dots",
                "blank ones among them");
        Map<AnalysisField, List<FactName>> changed = new EnumMap<>(this.names);
        changed.put(field, Stream.of(names).map(FactName::of).toList());
        return new FieldMapping(changed, levels, zone, cachedInsidePrompt);
    }

    /**
     * {@return the same with more levels}
     *
     * @param levels what a level that is none of red, yellow and green means, given in lower case; empty: the entry is refused. Numbers come as text. Must be quick and say the same each time
     */
    public FieldMapping withLevels(Function<String, Optional<SafetyLevel>> levels) {
        return new FieldMapping(names, levels, zone, cachedInsidePrompt);
    }

    /**
     * {@return the same with another zone for times that state none}
     *
     * @param zone the zone
     */
    public FieldMapping withZone(ZoneId zone) {
        return new FieldMapping(names, levels, zone, cachedInsidePrompt);
    }

    /** {@return the same with cached tokens counted beside the prompt's, as Anthropic does; OpenAI and Gemini count them inside} */
    public FieldMapping withCachedBesidePrompt() {
        return new FieldMapping(names, levels, zone, false);
    }

    List<FactName> names(AnalysisField field) {
        return names.getOrDefault(field, List.of());
    }

    ZoneId zone() {
        return zone;
    }

    boolean cachedInsidePrompt() {
        return cachedInsidePrompt;
    }

    Optional<SafetyLevel> level(String word) {
        String level = word.strip().toLowerCase(Locale.ROOT);
        return switch (level) {
            case "red" -> Optional.of(SafetyLevel.RED);
            case "yellow" -> Optional.of(SafetyLevel.YELLOW);
            case "green" -> Optional.of(SafetyLevel.GREEN);
            default -> levels.apply(level);
        };
    }
}
