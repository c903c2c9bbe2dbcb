package io.sessionledger.examples.server.desk;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.session.UsageFigures;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * The analyses that this process is making. Each keeps a thread while the model thinks, so there is a bound; and those of one session that overlap ask for admission with the
 * sum of them. Thread-safe.
 */
final class AnalysesUnderWay {

    private final int most;
    private final Semaphore room;
    private final Map<Key, UsageFigures> bySession = new ConcurrentHashMap<>();

    AnalysesUnderWay(int most) {
        this.most = most;
        this.room = new Semaphore(most);
    }

    /** Takes a place, until it is closed. */
    Place enter(TenantId tenant, SessionId session, UsageFigures expected) {
        if (!room.tryAcquire()) {
            throw new BusyException(
                    "There are " + most + " analyses under way, and no more are taken. Send it again in a moment.");
        }
        Key key = new Key(tenant, session);
        UsageFigures all = bySession.merge(key, expected, UsageFigures::plus);
        return new Place(key, expected, all);
    }

    private void leave(Key key, UsageFigures expected) {
        bySession.computeIfPresent(
                key,
                (unused, all) -> all.analysisCount() == expected.analysisCount()
                        ? null
                        : new UsageFigures(
                                all.duration().minus(expected.duration()),
                                all.analysisCount() - expected.analysisCount(),
                                all.tokens(),
                                all.estimatedCost(),
                                all.unpricedAnalysisCount()));
        room.release();
    }

    private record Key(TenantId tenant, SessionId session) {}

    /** A place that was taken. */
    final class Place implements AutoCloseable {

        private final Key key;
        private final UsageFigures expected;
        private final UsageFigures all;

        private Place(Key key, UsageFigures expected, UsageFigures all) {
            this.key = key;
            this.expected = expected;
            this.all = all;
        }

        /** What this analysis and those of the same session before it will use. */
        UsageFigures all() {
            return all;
        }

        @Override
        public void close() {
            leave(key, expected);
        }
    }
}
