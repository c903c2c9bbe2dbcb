package io.sessionledger.examples.server.desk;

import java.math.BigDecimal;

/**
 * An article that an analysis leaned on, as it is kept and shown.
 *
 * @param id of the article
 * @param title of the article
 * @param score how well it matched, comparable within one analysis only
 * @param excerpt its most fitting passage
 */
public record RetrievedDocument(String id, String title, BigDecimal score, String excerpt) {}
