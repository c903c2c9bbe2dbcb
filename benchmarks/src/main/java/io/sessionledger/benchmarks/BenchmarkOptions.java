package io.sessionledger.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the command line says.
 *
 * @param suites names of those to run, in this order; empty for the usual ones
 * @param brief whether only to prove that all works
 * @param rounds how many instead of the effort's own
 * @param out where the table and the picture go
 * @param help whether only to print the usage
 */
record BenchmarkOptions(List<String> suites, boolean brief, Optional<Integer> rounds, Path out, boolean help) {

    private static final String USAGE = """
            Usage: benchmarks [--suites NAME,NAME] [--short] [--rounds N] [--out FOLDER]

              --suites NAME,NAME  which to run: %s (these are the default); only when asked for: %s
              --short             a run of seconds that proves that everything works; its figures say nothing
              --rounds N          how often each contender has its turn, at least 1 (default: 5; short: 2)
              --out FOLDER        where the table and the picture go (default: target/benchmarks)
              --help              prints this
            """;

    private static final Set<String> FLAGS = Set.of("--help", "--short");

    static final BenchmarkOptions NONE =
            new BenchmarkOptions(List.of(), false, Optional.empty(), Path.of("target", "benchmarks"), false);

    static String usage() {
        return USAGE.formatted(names(Suites.usual(NONE.out)), names(Suites.onRequest(NONE.out)));
    }

    private static String names(List<Suite> suites) {
        return suites.isEmpty() ? "none" : suites.stream().map(Suite::name).collect(Collectors.joining(", "));
    }

    /**
     * Reads {@code --name value} and {@code --name=value}.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    static BenchmarkOptions parse(String... args) {
        BenchmarkOptions options = NONE;
        for (int i = 0; i < args.length; i++) {
            String[] parts = args[i].split("=", 2);
            if (FLAGS.contains(parts[0]) && parts.length == 2) {
                throw new IllegalArgumentException("Option " + parts[0] + " takes no value.");
            }
            switch (parts[0]) {
                case "--help" -> options = options.asking();
                case "--short" -> options = options.made(true);
                case "--suites", "--rounds", "--out" -> {
                    if (parts.length == 1 && i + 1 == args.length) {
                        throw new IllegalArgumentException("Option " + parts[0] + " needs a value.");
                    }
                    options = options.with(parts[0], parts.length == 2 ? parts[1] : args[++i]);
                }
                default ->
                    throw new IllegalArgumentException("Unknown option '" + parts[0]
                            + "'; there are --suites, --short, --rounds, --out and --help.");
            }
        }
        return options;
    }

    Effort effort() {
        Effort effort = brief ? Effort.SHORT : Effort.FULL;
        return rounds.map(effort::withRounds).orElse(effort);
    }

    private BenchmarkOptions with(String name, String value) {
        return switch (name) {
            case "--suites" -> new BenchmarkOptions(names(value), brief, rounds, out, help);
            case "--rounds" -> new BenchmarkOptions(suites, brief, Optional.of(atLeastOne(value)), out, help);
            default -> new BenchmarkOptions(suites, brief, rounds, Path.of(value), help);
        };
    }

    private BenchmarkOptions made(boolean shorter) {
        return new BenchmarkOptions(suites, shorter, rounds, out, help);
    }

    private BenchmarkOptions asking() {
        return new BenchmarkOptions(suites, brief, rounds, out, true);
    }

    private static List<String> names(String value) {
        List<String> names =
                Stream.of(value.split(",")).map(String::strip).distinct().toList();
        List<String> known = Suites.all(NONE.out).stream().map(Suite::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "There is no suite '" + name + "'; there are " + String.join(", ", known) + ".");
            }
        }
        return names;
    }

    private static int atLeastOne(String value) {
        try {
            int rounds = Integer.parseInt(value);
            if (rounds >= 1) {
                return rounds;
            }
        } catch (NumberFormatException e) {
            // as wrong as zero, and told alike
        }
        throw new IllegalArgumentException("--rounds takes a whole number of at least 1, but was '" + value + "'.");
    }
}
