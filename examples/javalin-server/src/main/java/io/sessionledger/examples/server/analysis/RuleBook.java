package io.sessionledger.examples.server.analysis;

import com.fasterxml.jackson.core.type.TypeReference;
import io.sessionledger.analysis.SafetyLevel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code risk-rules.yaml} says.
 *
 * @param signsForRed how many warning signs together are red
 * @param groups phrases that mean the same
 * @param context what around a phrase changes its meaning
 */
record RuleBook(int signsForRed, List<Group> groups, Context context) {

    private static final TypeReference<RuleBook> TYPE = new TypeReference<>() {};

    /**
     * Phrases that mean the same.
     *
     * @param category what they are about; "idiom" for those that only set other words aside
     * @param level what a match makes of the conversation
     * @param severity 1 to 3
     * @param sign how much of a warning sign of suicide it is; 0 for none
     * @param articles what to read, by id
     * @param phrases in the language that {@link Phrase} explains
     */
    record Group(
            String category, SafetyLevel level, int severity, int sign, List<String> articles, List<String> phrases) {

        Group {
            articles = articles == null ? List.of() : List.copyOf(articles);
            phrases = phrases == null ? List.of() : List.copyOf(phrases);
            if (category == null || level == null || severity < 1 || severity > 3 || phrases.isEmpty()) {
                throw new IllegalArgumentException("The group '" + category
                        + "' needs a category, a level (red, yellow, green), a severity from 1 to 3 and phrases");
            }
        }
    }

    /** What around a phrase changes its meaning; each list is explained in the file. */
    record Context(
            List<String> negators,
            List<String> fillers,
            List<String> doubleNegators,
            List<String> addressee,
            List<String> question,
            List<String> yes,
            List<String> no,
            List<String> story,
            List<String> near,
            List<String> meToo,
            List<String> past,
            List<String> now) {

        Context {
            List.of(
                            entry("negators", negators),
                            entry("fillers", fillers),
                            entry("double-negators", doubleNegators),
                            entry("addressee", addressee),
                            entry("question", question),
                            entry("yes", yes),
                            entry("no", no),
                            entry("story", story),
                            entry("near", near),
                            entry("me-too", meToo),
                            entry("past", past),
                            entry("now", now))
                    .forEach(list -> {
                        if (list.getValue().isEmpty()) {
                            throw new IllegalArgumentException("The context needs words under '" + list.getKey() + "'");
                        }
                    });
        }

        private static Map.Entry<String, List<String>> entry(String name, @Nullable List<String> words) {
            return Map.entry(name, words == null ? List.of() : words);
        }
    }

    /** The rules that come with the server. */
    static RuleBook bundled() {
        return Yaml.resource("risk-rules.yaml", TYPE);
    }

    /**
     * Reads rules.
     *
     * @throws IllegalArgumentException if they are not as they should be; the message names the line
     */
    static RuleBook read(String yaml) {
        return Yaml.read("The rules", yaml, TYPE);
    }
}
