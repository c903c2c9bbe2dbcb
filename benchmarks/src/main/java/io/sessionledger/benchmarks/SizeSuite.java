package io.sessionledger.benchmarks;

import io.sessionledger.benchmarks.LargeReads.Read;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.jdbc.JdbcLedgerStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * Reads from ten million logs through the ledger, one caller, each time of another session or counselor, and keeps the plan of each query. Takes long and much disk,
 * so it runs only when asked for.
 */
final class SizeSuite implements Suite {

    private static final double P95 = 95;
    private static final double GIGABYTE = 1e9;

    /** A reading takes milliseconds, so a shorter stretch tells as much as others need. */
    private static final int PART_OF_STRETCH = 4;

    /** PostgreSQL plans anew for the parameters at hand some times before it may keep a plan; which it does then is what hosts get. */
    private static final int UNTIL_PLAN_IS_KEPT = 20;

    private final Path plans;

    /**
     * Takes where the results go.
     *
     * @param out a folder; the plans are put into one of their own in it
     */
    SizeSuite(Path out) {
        this.plans = out.resolve("plans");
    }

    @Override
    public String name() {
        return "size";
    }

    @Override
    public List<Line> run(BenchmarkDatabase database, Effort effort) throws Exception {
        long began = System.nanoTime();
        DataSource pool = database.pool(1);
        LargeData data = LargeData.generate(database, effort, pool);
        List<Line> lines = new ArrayList<>();
        lines.add(made(data, Duration.ofNanos(System.nanoTime() - began)));
        try (SessionLedger ledger = ledger(pool)) {
            lines.addAll(measure(LargeReads.of(ledger, data), effort));
        }
        keepPlans(database, data);
        return lines;
    }

    private static Line made(LargeData data, Duration took) {
        String size = String.format(
                Locale.ROOT, "%,d; %.2f GB; %d s", data.logs(), data.bytes() / GIGABYTE, took.toSeconds());
        return Line.printed("at size, logs; tables with indexes; made in", size);
    }

    private static SessionLedger ledger(DataSource pool) {
        return SessionLedger.builder(JdbcLedgerStore.builder(pool).build()).build();
    }

    private static List<Line> measure(List<Read> reads, Effort effort) throws Exception {
        Effort shorter = new Effort(
                effort.rounds(),
                effort.warmUp().dividedBy(PART_OF_STRETCH),
                effort.measured().dividedBy(PART_OF_STRETCH),
                effort.scale());
        List<Contender> contenders = reads.stream()
                .map(read -> new Contender(read.name(), read.operation()))
                .toList();
        Results results = new Rounds(shorter, 1, contenders).run();
        return reads.stream().flatMap(read -> lines(read, results).stream()).toList();
    }

    private static List<Line> lines(Read read, Results results) {
        double p95 = millis(results.percentile(read.name(), P95));
        String what = "at size, " + read.name() + ", ms";
        return List.of(
                read.boundMillis() == 0
                        ? Line.printed(what + ", p95", p95)
                        : Line.atMost(what + ", p95", p95, read.boundMillis()),
                Line.printed(what + ", p50", millis(results.percentile(read.name(), 50))));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    /** On a connection of its own, since telling plans takes time. */
    private void keepPlans(BenchmarkDatabase database, LargeData data) throws Exception {
        Files.createDirectories(plans);
        PlanTap tap = new PlanTap(database.pool(1));
        try (SessionLedger ledger = ledger(tap.dataSource())) {
            for (Read read : LargeReads.of(ledger, data)) {
                Caller caller = Caller.number(0);
                for (int i = 0; i < UNTIL_PLAN_IS_KEPT; i++) {
                    read.operation().by(caller);
                }
                var unused = tap.drain();
                read.operation().by(caller);
                write(read, tap.drain());
            }
        }
    }

    private void write(Read read, List<String> told) throws IOException {
        Path file = plans.resolve(read.name().replaceAll("[^A-Za-z0-9]+", "-") + ".txt");
        Files.writeString(file, read.name() + "\n\n" + String.join("\n\n", told) + "\n");
    }
}
