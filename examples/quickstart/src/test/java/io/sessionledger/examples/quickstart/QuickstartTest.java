package io.sessionledger.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuickstartTest {

    @Test
    void without_options_it_replays_the_session_in_memory_and_prints_every_part() {
        Run run = run();

        assertThat(run.status()).isZero();
        assertThat(run.printed())
                .contains("30/30")
                .contains("First page of its logs")
                .containsPattern("red +3 +10\\.0 %")
                .containsPattern("yellow +7 +23\\.3 %")
                .containsPattern("green +20 +66\\.7 %")
                .contains("Recorded   30:00 minutes")
                .contains("Model cost 0.03166212 USD (0 unpriced)")
                .contains("Arithmetic 30 started minutes x 1 = 30")
                .contains("Charged    30 credits")
                .containsPattern("2 .* session_fee +-30 +70 ")
                .containsPattern("1 .* purchase +\\+100 +100 ")
                .contains("Available  70 credits");
    }

    @Test
    void it_shows_a_promotion_that_expires_a_hold_and_a_refund() {
        assertThat(run().printed())
                .contains("Admit      25 minutes: yes; 25 held, 5 available")
                .contains("Admit      40 minutes: no, 10 are missing; 25 held, 5 available")
                .contains("Charged    8 credits an hour later")
                .contains("it pays\n")
                .contains("Refunded   8 credits; 8 of them as a new grant that never expires")
                .containsPattern("expiry +-2 +20  grant_expired")
                .contains("Available  28 credits (granted 28, used 0, held 0)");
    }

    @Test
    void run_twice_on_one_h2_file_it_charges_once(@TempDir Path folder) {
        chargesOnce("jdbc:h2:" + folder.resolve("ledger"));
    }

    @Test
    void run_twice_on_one_postgresql_it_charges_once() throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            chargesOnce(postgres.getJdbcUrl("postgres", "postgres"));
        }
    }

    private static void chargesOnce(String jdbcUrl) {
        Run first = run("--jdbc-url", jdbcUrl);
        Run second = run("--jdbc-url=" + jdbcUrl);

        assertThat(first.status()).isZero();
        assertThat(first.printed()).contains("Charged    30 credits").doesNotContain("nothing was charged again");
        assertThat(second.status()).isZero();
        assertThat(second.printed())
                .contains("known by its key, not given again")
                .contains("(known)")
                .contains("nothing was charged again")
                .contains("Available  70 credits (granted 100, used 30, held 0)");
    }

    @ParameterizedTest
    @CsvSource({
        "--jdbc-url, Option --jdbc-url needs a value.",
        "--jdbc-url=jdbc:mysql://x/y, must begin with jdbc:postgresql: or jdbc:h2:",
        "--jdbcurl=x, Unknown option '--jdbcurl'."
    })
    void a_wrong_option_is_named_and_the_usage_is_shown(String option, String problem) {
        Run run = run(option);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.printed()).contains(problem).contains("Usage: quickstart");
    }

    @Test
    void a_database_that_cannot_be_reached_is_said_in_one_line() {
        // port 9 (discard) of the loopback address: nothing listens there
        Run run = run("--jdbc-url", "jdbc:postgresql://127.0.0.1:9/none?connectTimeout=1");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.printed()).startsWith("The database cannot be reached.").hasLineCount(1);
    }

    @Test
    void help_is_printed_on_request() {
        assertThat(run("--help")).isEqualTo(new Run(0, Options.USAGE));
    }

    private static Run run(String... args) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int status = Quickstart.run(new PrintStream(bytes, true, StandardCharsets.UTF_8), args);
        return new Run(status, bytes.toString(StandardCharsets.UTF_8));
    }

    private record Run(int status, String printed) {}
}
