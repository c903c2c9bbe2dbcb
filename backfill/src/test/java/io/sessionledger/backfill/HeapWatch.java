package io.sessionledger.backfill;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at the heap every few milliseconds, and remembers the most that was in use, garbage included. */
final class HeapWatch implements AutoCloseable {

    private static final int MILLISECONDS = 5;

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private volatile long most;

    private HeapWatch() {}

    static HeapWatch start() {
        HeapWatch watch = new HeapWatch();
        System.gc();
        var unused = watch.thread.scheduleAtFixedRate(watch::look, 0, MILLISECONDS, TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        most = Math.max(most, memory.getHeapMemoryUsage().getUsed());
    }

    /** In bytes. */
    long most() {
        return most;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
