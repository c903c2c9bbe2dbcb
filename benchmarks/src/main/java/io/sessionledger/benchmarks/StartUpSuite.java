package io.sessionledger.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How long a fresh JVM takes from its start to its first record, and to a bare insert without the ledger. */
final class StartUpSuite implements Suite {

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public List<Line> run(BenchmarkDatabase database, Effort effort) throws Exception {
        List<Double> ledger = new ArrayList<>();
        List<Double> insert = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < effort.rounds(); round++) {
            ledger.add(millis(FirstVerb.LEDGER, database.url()));
            insert.add(millis(FirstVerb.INSERT, database.url()));
            ratios.add(ledger.get(round) / insert.get(round));
        }
        new Books(database.pool(1)).check("start-up");
        return List.of(
                Line.printed("fresh JVM: start + record by the ledger / one insert by JDBC", median(ratios)),
                Line.printed("fresh JVM: start + record by the ledger", Line.number(median(ledger)) + " ms"),
                Line.printed("fresh JVM: one insert by JDBC", Line.number(median(insert)) + " ms"));
    }

    private static double millis(String what, String url) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstVerb.class.getName(),
                        what,
                        url)
                .redirectError(Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the JVM for '" + what + "' failed with " + process.exitValue());
        }
        return Double.parseDouble(said);
    }

    private static double median(List<Double> figures) {
        return Results.median(figures.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
