package io.sessionledger.examples.server.knowledge;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * One article, as it is in its file: a header of {@code name: value} lines, an empty line, and the text.
 *
 * @param id its file's name without the suffix
 * @param title in its own language
 * @param language what it is written in
 * @param source who wrote it, and whom it cites
 * @param keywords what people say or search for, in any language; found, and never shown
 * @param advice what a counselor could do, in one sentence
 * @param body the text
 */
public record Article(
        String id, String title, Language language, String source, String keywords, String advice, String body) {

    private static final Set<String> HEADER = Set.of("id", "title", "language", "source", "keywords", "advice");

    /**
     * Reads an article.
     *
     * @param name the name of its file without the suffix, for messages; the id must be the same
     * @param text what is in the file
     * @return the article
     * @throws IllegalArgumentException if the header lacks a line, or has one that is not known; it names the file and the line
     */
    static Article parse(String name, String text) {
        String[] parts = text.strip().split("\\R\\s*\\R", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException("Article " + name + " needs a header, an empty line and a text.");
        }
        Map<String, String> header = header(name, parts[0]);
        if (!name.equals(header.get("id"))) {
            throw new IllegalArgumentException(
                    "Article " + name + " says 'id: " + header.get("id") + "', but the id must be the file's name.");
        }
        try {
            return new Article(
                    name,
                    header.getOrDefault("title", ""),
                    Language.ofTag(header.getOrDefault("language", "")),
                    header.getOrDefault("source", ""),
                    header.getOrDefault("keywords", ""),
                    header.getOrDefault("advice", ""),
                    parts[1].strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Article " + name + ": " + e.getMessage() + ".", e);
        }
    }

    private static Map<String, String> header(String name, String lines) {
        Map<String, String> header = new HashMap<>();
        lines.lines().forEach(line -> {
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon).strip();
            if (colon < 0 || !HEADER.contains(field) || header.containsKey(field)) {
                throw new IllegalArgumentException(
                        "Article " + name + " has the header line '" + field + "', but each of "
                                + HEADER.stream().sorted().toList() + " is to be there once, as 'name: value'.");
            }
            header.put(field, line.substring(colon + 1).strip());
        });
        HEADER.stream()
                .sorted()
                .filter(field -> header.getOrDefault(field, "").isEmpty())
                .findFirst()
                .ifPresent(missing -> {
                    throw new IllegalArgumentException(
                            "Article " + name + " lacks the header line '" + missing + ": ...'.");
                });
        return header;
    }
}
