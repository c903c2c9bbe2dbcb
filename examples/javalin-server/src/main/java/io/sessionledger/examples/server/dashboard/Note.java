package io.sessionledger.examples.server.dashboard;

/**
 * What the next page says about what was done.
 *
 * @param key of the text
 * @param figure that goes into it, written out
 */
record Note(String key, String figure) {}
