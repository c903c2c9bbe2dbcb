package io.sessionledger.session;

/**
 * What a start did.
 *
 * @param usage the session's usage row
 * @param replayed whether it was there already, by an earlier start that stated the same facts
 */
public record StartOutcome(SessionUsage usage, boolean replayed) {}
