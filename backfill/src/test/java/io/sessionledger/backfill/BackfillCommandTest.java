package io.sessionledger.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.SessionId;
import io.sessionledger.jdbc.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackfillCommandTest {

    private static final String ENTRY =
            "{\"analyzed_at\": \"2025-03-14T12:00:00Z\", \"safety_level\": \"green\", \"severity\": 1}";

    private final HostTable host = HostTable.on(TestDatabase.POSTGRESQL, "jsonb");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int command(String... args) {
        List<String> all = new ArrayList<>(
                List.of("--jdbc-url", TestDatabase.POSTGRESQL.pool().getJdbcUrl(), "--table", host.name));
        all.addAll(List.of(args));
        return plain(all.toArray(String[]::new));
    }

    private int plain(String... args) {
        out.reset();
        err.reset();
        return BackfillCommand.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                null,
                args);
    }

    /** Word by word what docs/leaving-jsonb.md tells. */
    @Test
    void the_guide_leads_out_of_jsonb(@TempDir Path folder) throws Exception {
        SessionId session = host.add("[" + ENTRY + ", 7]");
        Path odd = folder.resolve("odd.tsv");

        assertThat(command("--dry-run", "--odd", odd.toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("nothing was written", "not_an_object");
        assertThat(Files.readString(odd)).isEqualTo(session + "\t1\tnot_an_object\t\n");
        assertThat(host.picture()).isEmpty();

        assertThat(command("--migrate")).isZero();
        assertThat(host.logs(session)).hasSize(1);

        host.setEntries(session, "[" + ENTRY + ", 7, " + ENTRY + "]");
        assertThat(command()).isZero();
        assertThat(host.logs(session)).hasSize(2);
        assertThat(command()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern("= written +0")
                .contains("Adds up");

        host.execute("alter table " + host.name + " drop column analysis_logs");
        assertThat(host.logs(session)).hasSize(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void what_has_to_be_looked_at_ends_with_1() {
        SessionId session = host.add("[" + ENTRY + "]");
        assertThat(command()).isZero();
        host.setEntries(session, "[" + ENTRY.replace("green", "red") + "]");

        assertThat(command()).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("different", "DOES NOT ADD UP");
    }

    @Test
    void wrong_options_end_with_2_and_say_what_would_be_right() {
        assertThat(plain("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--dry-run", "safety_level");
        assertThat(plain("--nonsense")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--nonsense", "--help");
        assertThat(plain("--table", "sessions")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--jdbc-url");
        assertThat(command("--level", "orange")).isEqualTo(2);
        assertThat(command("--zone", "nowhere")).isEqualTo(2);
        assertThat(command("--field", "nothing=x")).isEqualTo(2);
        assertThat(command("--max-text-bytes", "many")).isEqualTo(2);
        assertThat(command("--id", "counselor_id")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("unique index");
    }

    @Test
    void a_table_that_is_not_as_the_options_say_ends_with_2() {
        assertThat(command("--entries", "no_such_column")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no_such_column");
        assertThat(command("--entries", "counselor_id")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("JSON or text", "uuid");
        assertThat(plain("--jdbc-url", TestDatabase.POSTGRESQL.pool().getJdbcUrl(), "--table", "no_such_table"))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no_such_table");
        host.execute("create schema if not exists without_a_ledger");
        assertThat(command("--schema", "without_a_ledger")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--migrate", "without_a_ledger");
    }

    @Test
    void a_database_that_cannot_be_reached_ends_with_3() {
        assertThat(plain("--jdbc-url", "jdbc:postgresql://127.0.0.1:1/nowhere", "--table", "sessions"))
                .isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("cannot be reached");
    }

    @Test
    void progress_says_done_total_speed_and_what_is_left() {
        BackfillProgress half = new BackfillProgress(10_000, 20_000, 500_000, Duration.ofSeconds(20));

        assertThat(ProgressLine.text(half))
                .isEqualTo("10,000 of 20,000 sessions (50 %), 500,000 entries, 25,000 a second, 0:20 left");
    }

    @Test
    void a_terminal_sees_one_line_and_a_pipe_a_line_each_half_minute() {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        ByteArrayOutputStream pipe = new ByteArrayOutputStream();
        ProgressLine onTerminal = new ProgressLine(new PrintStream(terminal, true, StandardCharsets.UTF_8), true);
        ProgressLine elsewhere = new ProgressLine(new PrintStream(pipe, true, StandardCharsets.UTF_8), false);
        for (int second = 1; second <= 65; second++) {
            BackfillProgress progress = new BackfillProgress(second, 100, second, Duration.ofSeconds(second));
            onTerminal.show(progress);
            elsewhere.show(progress);
        }
        onTerminal.end();
        elsewhere.end();

        assertThat(terminal.toString(StandardCharsets.UTF_8).split("\r")).hasSize(66);
        assertThat(terminal.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("left")))
                .isNotEmpty();
        assertThat(pipe.toString(StandardCharsets.UTF_8).lines()).hasSize(2);
    }
}
