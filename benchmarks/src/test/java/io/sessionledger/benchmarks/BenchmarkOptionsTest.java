package io.sessionledger.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BenchmarkOptionsTest {

    @Test
    void without_options_the_usual_suites_run_in_full() {
        BenchmarkOptions options = BenchmarkOptions.parse();

        assertThat(options.suites()).isEmpty();
        assertThat(options.effort()).isEqualTo(Effort.FULL);
        assertThat(options.out()).isEqualTo(Path.of("target/benchmarks"));
    }

    @Test
    void values_may_follow_a_space_or_an_equals_sign() {
        BenchmarkOptions options = BenchmarkOptions.parse("--suites", "jsonb, record", "--out=here", "--rounds=7");

        assertThat(options.suites()).containsExactly("jsonb", "record");
        assertThat(options.out()).isEqualTo(Path.of("here"));
        assertThat(options.effort()).isEqualTo(Effort.FULL.withRounds(7));
    }

    @Test
    void rounds_may_be_said_of_a_short_run_too_in_either_order() {
        assertThat(BenchmarkOptions.parse("--rounds", "1", "--short").effort())
                .isEqualTo(Effort.SHORT.withRounds(1))
                .isEqualTo(BenchmarkOptions.parse("--short", "--rounds", "1").effort());
    }

    @Test
    void no_two_suites_have_one_name() {
        assertThat(Suites.all(Path.of("here")))
                .extracting(Suite::name)
                .doesNotHaveDuplicates()
                .contains("record", "jsonb", "depth", "memory", "startup");
    }
}
