package io.sessionledger.examples.server.dashboard;

/**
 * A version of a rate, to be chosen.
 *
 * @param id the version
 * @param label which it is, and how it charges
 */
record RateChoice(String id, String label) {}
