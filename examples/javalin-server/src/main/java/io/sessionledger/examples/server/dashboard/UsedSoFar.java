package io.sessionledger.examples.server.dashboard;

import io.sessionledger.Credits;
import java.time.Duration;

/**
 * What a session in progress has used so far.
 *
 * @param duration how much was recorded
 * @param analyses how many there were
 * @param credits what was charged by now, where sessions are charged as they go
 */
record UsedSoFar(Duration duration, long analyses, Credits credits) {

    static final UsedSoFar NOTHING = new UsedSoFar(Duration.ZERO, 0, Credits.ZERO);
}
