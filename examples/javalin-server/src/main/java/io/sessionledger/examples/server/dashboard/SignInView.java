package io.sessionledger.examples.server.dashboard;

/**
 * Signing in.
 *
 * @param next where to go then, below the prefix
 * @param wrong what was wrong, if anything
 */
record SignInView(String next, String wrong) {}
