package io.sessionledger.examples.server.knowledge;

/**
 * An article that a search has found.
 *
 * @param article the article
 * @param score how well it matches; comparable within one search only
 * @param excerpt its most fitting passage
 */
public record FoundArticle(Article article, double score, String excerpt) {}
