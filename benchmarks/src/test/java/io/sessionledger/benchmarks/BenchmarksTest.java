package io.sessionledger.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command itself, in its short form: every suite checks its books, so that a run that ends has them right. */
class BenchmarksTest {

    private static final List<String> LINES = List.of(
            "record, 1 caller: ledger / best statement",
            "record, 64 callers: ledger / by hand",
            "record, 64 callers: p99 of ledger / p99 of by hand",
            "record, 64 callers: ledger / COPY",
            "entries 1 to 60 of a session, 4 callers: ledger / JSONB array",
            "record, median: at 100 logs in the session / at 10",
            "page of 50 of a session, median: at depth 1,000 / first page",
            "page of 50 of a tenant, median: at depth 1,000 / first page",
            "heap after collection, 64 callers: after 1.20 s of load / after 0.20 s",
            "fresh JVM: start + record by the ledger / one insert by JDBC");

    @Test
    void a_short_run_of_all_suites_prints_every_line_and_draws_the_picture(@TempDir Path folder) throws Exception {
        Run run = run("--short", "--rounds", "1", "--out", folder.toString());

        assertThat(run.status()).isZero();
        assertThat(run.printed())
                .contains("its figures say nothing")
                .contains("Machine: cores ")
                .contains("fsync on, synchronous_commit on, full_page_writes on")
                .contains(LINES);
        assertThat(Files.readString(folder.resolve(Benchmarks.TABLE)))
                .contains("fsync on")
                .contains("| what ")
                .contains(LINES);
        BufferedImage picture = ImageIO.read(folder.resolve(JsonbSuite.PICTURE).toFile());
        assertThat(picture.getWidth()).isGreaterThan(picture.getHeight());
        assertThat(picture.getRGB(0, 0)).as("background").isEqualTo(0xFFFFFFFF);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--suites=records      | There is no suite 'records'; there are record, settle",
                "--rounds=0            | --rounds takes a whole number of at least 1, but was '0'.",
                "--rounds=many         | --rounds takes a whole number of at least 1, but was 'many'.",
                "--out                 | Option --out needs a value.",
                "--short=yes           | Option --short takes no value.",
                "--fast                | Unknown option '--fast'; there are --suites, --short, --rounds, --out and --help."
            })
    void a_wrong_option_is_named_with_what_would_be_right(String option, String problem) throws Exception {
        Run run = run(option);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.printed()).contains(problem).contains("Usage: benchmarks");
    }

    @Test
    void help_names_all_suites() throws Exception {
        assertThat(run("--help").printed())
                .contains("Usage: benchmarks", "record, settle, lifecycle, jsonb, depth, memory, startup");
    }

    private record Run(int status, String printed) {}

    private static Run run(String... args) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int status = Benchmarks.run(new PrintStream(printed, true, StandardCharsets.UTF_8), args);
        return new Run(status, printed.toString(StandardCharsets.UTF_8));
    }
}
