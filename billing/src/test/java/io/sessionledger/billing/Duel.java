package io.sessionledger.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets two steps meet again and again, on the same two threads. Whoever came first starts a little later the next time, by spinning: so the two
 * stay neck and neck, where a race is worth having, however much longer one of them takes to reach what they race for.
 */
final class Duel implements AutoCloseable {

    private static final long USUAL_HANDICAP_NANOS = 20_000;

    /** Neither gets further behind than this, whatever happens. */
    private static final long MOST_NANOS = 20_000_000;

    private final long handicapNanos;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final CyclicBarrier line = new CyclicBarrier(2);
    private long leftLater;
    private int leftFirst;
    private int rightFirst;

    Duel() {
        this(USUAL_HANDICAP_NANOS);
    }

    /**
     * A duel of two that do not begin with what they race for.
     *
     * @param handicapNanos how much later whoever came first starts the next time
     */
    Duel(long handicapNanos) {
        this.handicapNanos = handicapNanos;
    }

    /** What became of both. */
    record Result<L, R>(Race.Finish<L> left, Race.Finish<R> right) {

        /** What both brought back; fails if one of them threw. */
        L leftValue() {
            assertThat(left.thrown()).as("what the left one threw").isEmpty();
            return left.value().orElseThrow();
        }

        R rightValue() {
            assertThat(right.thrown()).as("what the right one threw").isEmpty();
            return right.value().orElseThrow();
        }
    }

    <L, R> Result<L, R> of(Callable<L> left, Callable<R> right) {
        Future<L> leftRunner = threads.submit(() -> started(Math.max(leftLater, 0), left));
        Future<R> rightRunner = threads.submit(() -> started(Math.max(-leftLater, 0), right));
        return new Result<>(finish(leftRunner), finish(rightRunner));
    }

    private <T> T started(long later, Callable<T> step) throws Exception {
        line.await(Race.DEADLINE_SECONDS, TimeUnit.SECONDS);
        long start = System.nanoTime() + later;
        while (System.nanoTime() < start) {
            Thread.onSpinWait();
        }
        return step.call();
    }

    private static <T> Race.Finish<T> finish(Future<T> runner) {
        try {
            return new Race.Finish<>(
                    Optional.of(runner.get(Race.DEADLINE_SECONDS, TimeUnit.SECONDS)), Optional.empty());
        } catch (ExecutionException e) {
            return new Race.Finish<>(Optional.empty(), Optional.of(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new AssertionError("a runner did not arrive within " + Race.DEADLINE_SECONDS + " seconds", e);
        }
    }

    /** Only the outcome says who came first. */
    void cameFirst(boolean left) {
        if (left) {
            leftFirst++;
            leftLater = Math.min(leftLater + handicapNanos, MOST_NANOS);
        } else {
            rightFirst++;
            leftLater = Math.max(leftLater - handicapNanos, -MOST_NANOS);
        }
    }

    /** A race that only ever goes one way proves nothing. */
    void assertBothCameFirst() {
        assertThat(leftFirst).as("times the left one came first").isPositive();
        assertThat(rightFirst).as("times the right one came first").isPositive();
    }

    @Override
    public void close() {
        var unused = threads.shutdownNow();
    }
}
