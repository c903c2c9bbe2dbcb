package io.sessionledger.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void a_line_says_whether_its_figure_keeps_the_bound() {
        assertThat(Line.atLeast("a", 0.9, 0.9)).isEqualTo(new Line("a", "0.90", "at least 0.90", true));
        assertThat(Line.atLeast("a", 0.89, 0.9).met()).isFalse();
        assertThat(Line.atMost("a", 1.15, 1.15)).isEqualTo(new Line("a", "1.15", "at most 1.15", true));
        assertThat(Line.atMost("a", 1.16, 1.15).met()).isFalse();
        assertThat(Line.printed("a", 2584)).isEqualTo(new Line("a", "2,584", Line.PRINTED, true));
    }

    @Test
    void what_is_no_number_meets_no_bound() {
        assertThat(Line.atLeast("a", Double.NaN, 0.9).met()).isFalse();
        assertThat(Line.atMost("a", Double.NaN, 1.15).met()).isFalse();
    }

    @Test
    void figures_are_as_fine_as_their_size_deserves() {
        assertThat(Line.rate(12_345.6)).isEqualTo("12,346/s");
        assertThat(Line.time(Duration.ofNanos(440_400))).isEqualTo("0.44 ms");
        assertThat(Line.time(Duration.ofMillis(73))).isEqualTo("73.0 ms");
        assertThat(Line.time(Duration.ofSeconds(2))).isEqualTo("2,000 ms");
        assertThat(SessionCurve.entries(19)).isEqualTo("1,141 to 1,200");
    }

    @Test
    void the_table_is_aligned_and_shouts_what_was_missed() {
        assertThat(Table.of(List.of(
                        Line.atLeast("first", 1, 0.9),
                        Line.atMost("the second", 5000, 0.2),
                        Line.printed("third", "7/s"))))
                .isEqualTo("""
                        | what       | figure | required      | met |
                        | ---------- | ------ | ------------- | --- |
                        | first      | 1.00   | at least 0.90 | yes |
                        | the second | 5,000  | at most 0.20  | NO  |
                        | third      | 7/s    | printed       |     |
                        """);
    }
}
