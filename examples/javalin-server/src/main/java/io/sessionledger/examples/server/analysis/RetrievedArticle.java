package io.sessionledger.examples.server.analysis;

/**
 * An article of the knowledge base that matches a conversation.
 *
 * @param id short and stable, such as {@code crisis-safety-plan}
 * @param title in the language of the article
 * @param source where it comes from: its file in the knowledge base, or what it cites
 * @param score how well it matches; comparable within one answer only
 * @param excerpt its most fitting passage, a few hundred characters
 */
public record RetrievedArticle(String id, String title, String source, double score, String excerpt) {}
