package io.sessionledger.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Lets many threads do something at the same moment, and waits for all of them. */
final class Race {

    /** Far beyond what a race takes, on a slow disk as well; reached only when something waits for ever. */
    static final int DEADLINE_SECONDS = 240;

    private Race() {}

    /** What became of one runner: what it brought back, or what it threw. */
    record Finish<T>(Optional<T> value, Optional<Throwable> thrown) {}

    static <T> List<Finish<T>> of(int runners, IntFunction<T> step) {
        List<Callable<T>> steps = new ArrayList<>();
        for (int i = 0; i < runners; i++) {
            int number = i;
            steps.add(() -> step.apply(number));
        }
        return of(steps);
    }

    static <T> List<Finish<T>> of(List<Callable<T>> steps) {
        CountDownLatch ready = new CountDownLatch(steps.size());
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(steps.size());
        try {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> step : steps) {
                running.add(threads.submit(() -> {
                    ready.countDown();
                    go.await();
                    return step.call();
                }));
            }
            assertThat(ready.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
            go.countDown();
            List<Finish<T>> finishes = new ArrayList<>();
            for (Future<T> runner : running) {
                finishes.add(finish(runner));
            }
            return finishes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            var unused = threads.shutdownNow();
        }
    }

    private static <T> Finish<T> finish(Future<T> runner) throws InterruptedException {
        try {
            return new Finish<>(Optional.of(runner.get(DEADLINE_SECONDS, TimeUnit.SECONDS)), Optional.empty());
        } catch (ExecutionException e) {
            return new Finish<>(Optional.empty(), Optional.of(e.getCause()));
        } catch (TimeoutException e) {
            throw new AssertionError("a runner did not arrive within " + DEADLINE_SECONDS + " seconds", e);
        }
    }

    /** What all runners brought back; fails if one of them threw. */
    static <T> List<T> values(List<Finish<T>> finishes) {
        assertThat(thrown(finishes)).as("what runners threw").isEmpty();
        return finishes.stream().map(finish -> finish.value().orElseThrow()).toList();
    }

    static <T> List<Throwable> thrown(List<Finish<T>> finishes) {
        return finishes.stream().flatMap(finish -> finish.thrown().stream()).toList();
    }
}
