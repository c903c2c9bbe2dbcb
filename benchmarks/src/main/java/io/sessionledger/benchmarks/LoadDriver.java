package io.sessionledger.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** A closed loop: so many threads, and each calls again as soon as it has its answer. */
final class LoadDriver {

    private static final int SIGNIFICANT_DIGITS = 3;

    private LoadDriver() {}

    /**
     * Runs an operation, first unmeasured, then measured. What ends in the measured stretch counts, what is under way at its end does not. Where nothing at
     * all would count, the stretch goes on until something does.
     *
     * @throws Exception what the first operation that failed has thrown; it ends the run
     */
    static Load run(Operation operation, int callers, Duration warmUp, Duration measured) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            Stretch stretch = new Stretch(System.nanoTime() + warmUp.toNanos(), measured.toNanos());
            List<Future<Histogram>> running = new ArrayList<>();
            for (int number = 0; number < callers; number++) {
                Caller caller = Caller.number(number);
                running.add(threads.submit(() -> stretch.loop(operation, caller)));
            }
            Histogram all = new Histogram(SIGNIFICANT_DIGITS);
            for (Future<Histogram> one : running) {
                all.add(one.get());
            }
            return new Load(all.getTotalCount(), Duration.ofNanos(stretch.took()), all);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            threads.shutdownNow();
        }
    }

    /** What all callers of a run share. Times are of {@link System#nanoTime}. */
    private static final class Stretch {

        private final long from;
        private final long length;
        private final AtomicLong last = new AtomicLong();
        private volatile boolean any;
        private volatile boolean failed;

        private Stretch(long from, long length) {
            this.from = from;
            this.length = length;
        }

        private Histogram loop(Operation operation, Caller caller) throws Exception {
            Histogram latencies = new Histogram(SIGNIFICANT_DIGITS);
            long begun = System.nanoTime();
            while (goesOnAt(begun) && !failed) {
                try {
                    operation.by(caller);
                } catch (Exception | Error e) {
                    failed = true;
                    throw e;
                }
                long ended = System.nanoTime();
                if (ended - from >= 0 && goesOnAt(ended)) {
                    latencies.recordValue(ended - begun);
                    counted(ended);
                }
                begun = ended;
            }
            return latencies;
        }

        private boolean goesOnAt(long time) {
            return time - from < length || !any;
        }

        private void counted(long ended) {
            if (ended - from >= length) {
                last.accumulateAndGet(ended - from, Math::max);
            }
            if (!any) {
                any = true;
            }
        }

        private long took() {
            return Math.max(length, last.get());
        }
    }
}
