package io.sessionledger.examples.server.dashboard;

/**
 * What did not work.
 *
 * @param status of HTTP
 * @param said in the visitor's language
 * @param detail in the server's words, where they say more
 */
record FailureView(int status, String said, String detail) {}
