package io.sessionledger.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ResultsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void the_median_is_the_middle_one_or_the_middle_of_the_two_middle_ones() {
        assertThat(Results.median(9, 1, 5)).isEqualTo(5);
        assertThat(Results.median(9, 1, 5, 6)).isEqualTo(5.5);
        assertThat(Results.median(3)).isEqualTo(3);
        assertThatThrownBy(Results::median).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_rate_is_what_was_done_in_the_time_it_took() {
        assertThat(new Load(300, Duration.ofMillis(1500), new Histogram(3)).perSecond())
                .isEqualTo(200);
        assertThat(new Results(Map.of("a", List.of(load(100), load(900), load(200)))).perSecond("a"))
                .isEqualTo(200);
    }

    @Test
    void a_ratio_is_taken_in_each_round_so_that_a_slow_round_slows_both_sides() {
        Results results = new Results(Map.of(
                "a", List.of(load(200), load(20), load(600)),
                "b", List.of(load(100), load(10), load(100))));

        assertThat(results.ratio("a", "b")).isEqualTo(2);
        assertThat(results.ratio("b", "a")).isEqualTo(0.5);
    }

    @Test
    void the_ratio_of_medians_is_not_the_median_of_ratios() {
        Results results = new Results(
                Map.of("a", List.of(load(100), load(300), load(200)), "b", List.of(load(200), load(100), load(300))));

        assertThat(results.perSecond("a") / results.perSecond("b")).isEqualTo(1);
        assertThat(results.ratio("a", "b")).isCloseTo(2.0 / 3, within(1e-9));
    }

    @Test
    void percentiles_and_their_ratios_are_medians_too() {
        Results results = new Results(Map.of(
                "a", List.of(load(1, 2), load(1, 4), load(1, 900)),
                "b", List.of(load(1, 8), load(1, 8), load(1, 9))));

        assertThat(results.p99("a").toNanos()).isCloseTo(4_000_000, within(10_000L));
        assertThat(results.p99Ratio("a", "b")).isCloseTo(0.5, within(0.01));
    }

    @Test
    void a_name_that_nobody_bears_is_told_beside_those_that_there_are() {
        Results results = new Results(Map.of("a", List.of(load(1))));

        assertThatThrownBy(() -> results.perSecond("b"))
                .hasMessageContaining("'b'")
                .hasMessageContaining("[a]");
    }

    private static Load load(long operations, long... millis) {
        Histogram latencies = new Histogram(3);
        for (long latency : millis) {
            latencies.recordValue(latency * 1_000_000);
        }
        return new Load(operations, SECOND, latencies);
    }
}
