package io.sessionledger.examples.server.dashboard;

/**
 * One figure of the overview.
 *
 * @param metric which
 * @param value written out
 * @param change against the period before, written out; empty where there was none
 * @param direction up, down or level
 * @param aside what else is to be said
 */
record Tile(Metric metric, String value, String change, String direction, String aside) {}
