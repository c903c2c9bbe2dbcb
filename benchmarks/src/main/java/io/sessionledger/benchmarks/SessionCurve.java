package io.sessionledger.benchmarks;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * How fast sessions grow, entry by entry: one caller a session, all of them from the first entry to the last, stretch after stretch in step.
 *
 * @param name of the design
 * @param perSecond entries of all sessions together, of each stretch
 */
record SessionCurve(String name, List<Double> perSecond) {

    /** How many entries of each session one figure stands for. */
    static final int STRETCH = 60;

    /** Puts one entry into a session. */
    @FunctionalInterface
    interface Appender {

        void append(UUID session, Sample sample) throws SQLException;
    }

    static SessionCurve measure(String name, Appender appender, List<UUID> sessions, int stretches) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(sessions.size());
        try {
            List<Callable<Void>> callers = new ArrayList<>();
            for (int number = 0; number < sessions.size(); number++) {
                callers.add(caller(appender, sessions.get(number), Caller.number(number)));
            }
            List<Double> perSecond = new ArrayList<>();
            for (int stretch = 0; stretch < stretches; stretch++) {
                long began = System.nanoTime();
                for (Future<Void> one : threads.invokeAll(callers)) {
                    one.get();
                }
                perSecond.add(sessions.size() * STRETCH * 1e9 / (System.nanoTime() - began));
            }
            return new SessionCurve(name, List.copyOf(perSecond));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Void> caller(Appender appender, UUID session, Caller caller) {
        return () -> {
            for (int entry = 0; entry < STRETCH; entry++) {
                appender.append(session, Sample.next(caller.random()));
            }
            return null;
        };
    }

    /** Stretch by stretch the middle one of all rounds. */
    static SessionCurve median(List<SessionCurve> rounds) {
        List<Double> middle = IntStream.range(0, rounds.get(0).perSecond.size())
                .mapToObj(stretch -> Results.median(rounds.stream()
                        .mapToDouble(round -> round.perSecond.get(stretch))
                        .toArray()))
                .toList();
        return new SessionCurve(rounds.get(0).name, middle);
    }

    /** As people say it: {@code 1,141 to 1,200}. */
    static String entries(int stretch) {
        return String.format(Locale.ROOT, "%,d to %,d", stretch * STRETCH + 1, (stretch + 1) * STRETCH);
    }
}
