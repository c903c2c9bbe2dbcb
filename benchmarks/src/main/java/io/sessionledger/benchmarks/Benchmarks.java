package io.sessionledger.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs suites against a PostgreSQL of their own and prints one table. Ratios count; times are this machine's. */
public final class Benchmarks {

    /** What the table is called in the folder of the results. */
    static final String TABLE = "performance.md";

    private final BenchmarkOptions options;
    private final PrintStream out;

    private Benchmarks(BenchmarkOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs from the command line.
     *
     * @param args {@code --help} prints what there is
     * @throws Exception if a suite failed, or if the books were wrong after it
     */
    public static void main(String... args) throws Exception {
        int status = run(new PrintStream(System.out, true, StandardCharsets.UTF_8), args);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Returns 0, or 2 if the options are wrong. */
    static int run(PrintStream out, String... args) throws Exception {
        BenchmarkOptions options;
        try {
            options = BenchmarkOptions.parse(args);
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            out.println();
            out.print(BenchmarkOptions.usage());
            return 2;
        }
        if (options.help()) {
            out.print(BenchmarkOptions.usage());
        } else {
            new Benchmarks(options, out).run();
        }
        return 0;
    }

    private void run() throws Exception {
        Files.createDirectories(options.out());
        try (BenchmarkDatabase database = BenchmarkDatabase.start()) {
            String head = head(database);
            out.println(head);
            List<Line> lines = new ArrayList<>();
            for (Suite suite : suites()) {
                lines.addAll(run(suite, database));
            }
            String table = Table.of(lines);
            out.println();
            out.print(table);
            write(head + "\n" + table);
        }
    }

    private List<Line> run(Suite suite, BenchmarkDatabase database) throws Exception {
        long began = System.nanoTime();
        database.refresh();
        List<Line> lines = suite.run(database, options.effort());
        out.println("Suite " + suite.name() + " took "
                + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s.");
        return lines;
    }

    private List<Suite> suites() {
        if (options.suites().isEmpty()) {
            return Suites.usual(options.out());
        }
        Map<String, Suite> known =
                Suites.all(options.out()).stream().collect(Collectors.toMap(Suite::name, suite -> suite));
        return options.suites().stream().map(known::get).toList();
    }

    private String head(BenchmarkDatabase database) throws Exception {
        Effort effort = options.effort();
        String how = effort.rounds() + " rounds of " + effort.measured().toMillis() + " ms each after "
                + effort.warmUp().toMillis() + " ms of warm-up, " + Instant.now();
        return (options.brief() ? "A short run: it proves that everything works, its figures say nothing.\n" : "")
                + how + "\n"
                + facts("Machine", Machine.facts())
                + facts("PostgreSQL", database.settings());
    }

    private static String facts(String of, Map<String, String> facts) {
        return facts.entrySet().stream()
                .map(fact -> fact.getKey() + " " + fact.getValue())
                .collect(Collectors.joining(", ", of + ": ", "\n"));
    }

    private void write(String report) throws IOException {
        Files.writeString(options.out().resolve(TABLE), report);
        out.println();
        out.println("Written to " + options.out().toAbsolutePath() + ".");
    }
}
