package io.sessionledger.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Calls that all begin at the same moment, each in a thread of its own. */
final class AtOnce {

    private AtOnce() {}

    static <T> List<T> call(int times, Call<T> call) throws Exception {
        CyclicBarrier together = new CyclicBarrier(times);
        ExecutorService threads = Executors.newFixedThreadPool(times);
        try {
            List<Future<T>> pending = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                int number = i;
                pending.add(threads.submit(() -> {
                    together.await();
                    return call.numbered(number);
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : pending) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }

    /** What is called, told which of the calls it is: 0, 1, 2, ... */
    @FunctionalInterface
    interface Call<T> {
        T numbered(int number) throws Exception;
    }
}
