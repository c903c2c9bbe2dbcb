package io.sessionledger.benchmarks;

import io.sessionledger.billing.SessionLedger;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import javax.sql.DataSource;

/** Whether the ledger keeps anything of what has passed through it: the heap in use after a collection, late in a load and early in it. */
final class MemorySuite implements Suite {

    private static final String LEDGER = "ledger";
    private static final int CALLERS = 64;
    private static final Duration EARLY = Duration.ofSeconds(10);
    private static final Duration LATE = Duration.ofMinutes(2);
    private static final Duration LEAST = Duration.ofMillis(200);

    /** How often the heap is collected for one figure; what a first collection only queues, a later one frees. */
    private static final int COLLECTIONS = 3;

    private static final double MEBIBYTE = 1L << 20;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Line> run(BenchmarkDatabase database, Effort effort) throws Exception {
        Duration early = effort.scaled(EARLY, LEAST);
        Duration late = effort.scaled(LATE, LEAST.multipliedBy(2));
        DataSource pool = database.pool();
        try (SessionLedger ledger = RecordContest.ledger(pool)) {
            RecordJob job =
                    new RecordJob(new LedgerRecorder(ledger.tenant(LEDGER)), new OpenSessions(pool, LEDGER), CALLERS);
            double before = heapAfter(job, early);
            double after = heapAfter(job, late.minus(early));
            Books books = new Books(pool);
            books.checkLogs(LEDGER, job.acknowledged());
            books.check(LEDGER);
            return List.of(
                    Line.atMost(
                            "heap after collection, " + CALLERS + " callers: after " + seconds(late)
                                    + " of load / after " + seconds(early),
                            after / before,
                            1.2),
                    Line.printed(
                            "the same in MiB, over " + Line.count(job.acknowledged()) + " records",
                            Line.number(after) + " / " + Line.number(before)));
        }
    }

    /** Goes on with the load for so long, and then looks at the heap; the ledger is the same all the time. */
    private static double heapAfter(RecordJob job, Duration time) throws Exception {
        LoadDriver.run(job, CALLERS, Duration.ZERO, time);
        return LongStream.range(0, COLLECTIONS)
                        .map(collection -> heapAfterCollection())
                        .min()
                        .orElseThrow()
                / MEBIBYTE;
    }

    private static long heapAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }

    private static String seconds(Duration time) {
        return Line.number(time.toMillis() / 1e3) + " s";
    }
}
