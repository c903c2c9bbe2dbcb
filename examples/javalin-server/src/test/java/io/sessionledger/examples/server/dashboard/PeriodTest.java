package io.sessionledger.examples.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** A range of days, and the one before it. */
class PeriodTest {

    @Test
    void the_period_before_is_as_long_and_ends_where_this_one_begins_even_when_clocks_change() {
        ZoneId london = ZoneId.of("Europe/London");
        Period week = new Period("free", LocalDate.of(2026, 10, 23), LocalDate.of(2026, 10, 29), london);

        assertThat(week.length()).isEqualTo(7);
        assertThat(week.days()).hasSize(7).startsWith(week.first()).endsWith(week.last());
        assertThat(week.before().length()).isEqualTo(7);
        assertThat(week.before().range().to()).isEqualTo(week.range().from());
    }
}
