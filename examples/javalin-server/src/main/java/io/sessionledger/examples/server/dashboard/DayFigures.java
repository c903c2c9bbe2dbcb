package io.sessionledger.examples.server.dashboard;

import io.sessionledger.Credits;
import io.sessionledger.Usd;
import java.time.Duration;

/** What the sessions used that started on one day. */
record DayFigures(
        long sessions, Duration duration, long analyses, long tokens, Usd cost, long unpriced, Credits credits) {}
