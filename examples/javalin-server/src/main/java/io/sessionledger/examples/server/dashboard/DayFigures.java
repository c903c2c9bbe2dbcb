package io.sessionledger.examples.server.dashboard;

import io.sessionledger.Credits;
import io.sessionledger.Usd;
import java.time.Duration;

/** What the sessions used that started on one day. */
record DayFigures(
        long sessions, Duration duration, long analyses, long tokens, Usd cost, long unpriced, Credits credits) {

    static final DayFigures NONE = new DayFigures(0, Duration.ZERO, 0, 0, Usd.ZERO, 0, Credits.ZERO);

    DayFigures plus(DayFigures more) {
        return new DayFigures(
                sessions + more.sessions,
                duration.plus(more.duration),
                analyses + more.analyses,
                tokens + more.tokens,
                cost.plus(more.cost),
                unpriced + more.unpriced,
                credits.plus(more.credits));
    }
}
