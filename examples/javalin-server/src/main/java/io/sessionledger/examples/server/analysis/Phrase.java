package io.sessionledger.examples.server.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A phrase of the rules, made ready to be looked for in a {@link Utterance}. The language of phrases is small: {@code (a|b)} is one of them, {@code ~} is a few characters
 * or words of the same clause, all else is meant as it is written. Every part is bounded, so that no text can make a search long.
 *
 * @param text as it is in the rules
 * @param group where it belongs
 * @param pattern what it is looked for by
 * @param needs what every match has in it, one of each list; most text lacks some of it, and need not be searched further
 */
record Phrase(String text, RuleBook.Group group, Pattern pattern, List<List<String>> needs) {

    private static final String GAP_OF_CHARACTERS = "[^" + Utterance.CLAUSE_ENDS + "]{0,8}";
    private static final String GAP_OF_WORDS = "[^" + Utterance.CLAUSE_ENDS + "]{0,30}";

    /**
     * Makes a phrase ready.
     *
     * @throws IllegalArgumentException if its parentheses are not closed
     */
    static Phrase of(String text, RuleBook.Group group) {
        if (text.chars().filter(c -> c == '(').count()
                != text.chars().filter(c -> c == ')').count()) {
            throw new IllegalArgumentException("The phrase '" + text + "' of " + group.category()
                    + " opens and closes a different number of parentheses");
        }
        return new Phrase(text, group, Pattern.compile(bounded(regex(text))), needs(Utterance.normal(text)));
    }

    boolean mayBeIn(Utterance said) {
        return needs.stream().allMatch(oneOf -> oneOf.stream().anyMatch(said.text()::contains));
    }

    Matcher matcher(Utterance said) {
        return pattern.matcher(said.text());
    }

    /** The alternatives of each outer pair of parentheses, and what stands between them; passes over those that may be empty or have others within. */
    private static List<List<String>> needs(String text) {
        List<List<String>> needs = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean ends = c == '~' || (c == '(' && depth == 0) || (c == ')' && depth == 1);
            if (ends && depth <= 1 && i > start) {
                needs.add(List.of(text.substring(start, i).split("\\|", -1)));
            }
            start = ends && depth <= 1 ? i + 1 : start;
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        if (start < text.length()) {
            needs.add(List.of(text.substring(start)));
        }
        needs.removeIf(oneOf -> oneOf.stream().anyMatch(part -> part.isEmpty() || part.matches(".*[()].*")));
        return needs;
    }

    private static String regex(String text) {
        String normal = Utterance.normal(text);
        StringBuilder regex = new StringBuilder();
        String gap = normal.chars().anyMatch(c -> c >= 'a' && c <= 'z') ? GAP_OF_WORDS : GAP_OF_CHARACTERS;
        for (int i = 0; i < normal.length(); i++) {
            char c = normal.charAt(i);
            switch (c) {
                case '(' -> regex.append("(?:");
                case ')', '|' -> regex.append(c);
                case '~' -> regex.append(gap);
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }

    /** A pattern that finds one of these words, the longest first. */
    static Pattern anyOf(Collection<String> words) {
        return Pattern.compile(alternatives(words));
    }

    /** A pattern that finds one of the first words, followed by any number of the second, at the end of the text. */
    static Pattern endingIn(List<String> words, List<String> followers) {
        return Pattern.compile("(?>" + alternatives(words) + ")(?>\\s*" + alternatives(followers) + ")*+\\s*$");
    }

    /** A pattern that finds one of these words at the beginning of the text. */
    static Pattern beginningWith(List<String> words) {
        return Pattern.compile("^\\s*" + alternatives(words));
    }

    private static String alternatives(Collection<String> words) {
        return words.stream()
                .map(Utterance::normal)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(word -> bounded(Pattern.quote(word)))
                .collect(Collectors.joining("|", "(?:", ")"));
    }

    /** Not in the middle of a Latin word; Chinese has no such borders. */
    private static String bounded(String regex) {
        return "(?!(?<=[a-z])[a-z])(?:" + regex + ")(?<![a-z](?=[a-z]))";
    }
}
