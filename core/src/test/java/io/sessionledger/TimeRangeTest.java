package io.sessionledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeRangeTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void the_first_moment_is_inside_and_the_last_is_not() {
        TimeRange range = TimeRange.of(NOON, NOON.plusSeconds(60));

        assertThat(range.contains(NOON.minusNanos(1))).isFalse();
        assertThat(range.contains(NOON)).isTrue();
        assertThat(range.contains(NOON.plusSeconds(60).minusNanos(1))).isTrue();
        assertThat(range.contains(NOON.plusSeconds(60))).isFalse();
    }

    @Test
    void a_range_may_be_empty_but_not_turned_round() {
        assertThat(TimeRange.of(NOON, NOON).contains(NOON)).isFalse();
        assertThatThrownBy(() -> TimeRange.of(NOON, NOON.minusNanos(1000))).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void both_ends_are_cut_to_microseconds() {
        assertThat(TimeRange.of(NOON.plusNanos(1999), NOON.plusNanos(2999)))
                .isEqualTo(TimeRange.of(NOON.plusNanos(1000), NOON.plusNanos(2000)));
    }

    /** Clock changes as the time zone database records them; all lie in the past, so that no law can change them. */
    @ParameterizedTest
    @CsvSource({
        "Asia/Taipei,       2024-03-10, 2024-03-09T16:00:00Z, 24",
        "Asia/Kolkata,      2024-03-10, 2024-03-09T18:30:00Z, 24",
        "America/New_York,  2024-03-09, 2024-03-09T05:00:00Z, 24",
        "America/New_York,  2024-03-10, 2024-03-10T05:00:00Z, 23",
        "America/New_York,  2024-11-03, 2024-11-03T04:00:00Z, 25",
        "America/New_York,  2024-11-04, 2024-11-04T05:00:00Z, 24",
        // no midnight: the day begins at one o'clock
        "America/Sao_Paulo, 2018-11-04, 2018-11-04T03:00:00Z, 23",
        "Asia/Beirut,       2021-03-28, 2021-03-27T22:00:00Z, 23",
        // midnight twice: the day begins at the first
        "America/St_Johns,  2006-10-29, 2006-10-29T02:30:00Z, 25",
        // a day that never was
        "Pacific/Apia,      2011-12-30, 2011-12-30T10:00:00Z, 0"
    })
    void a_day_is_as_long_as_the_clocks_of_its_place_make_it(ZoneId zone, LocalDate day, Instant from, long hours) {
        TimeRange range = TimeRange.ofDays(day, day, zone);

        assertThat(range).isEqualTo(TimeRange.of(from, from.plus(Duration.ofHours(hours))));
    }

    @ParameterizedTest
    @CsvSource({
        "UTC, 2024",
        "Asia/Taipei, 2024",
        "Asia/Kolkata, 2024",
        "America/New_York, 2024",
        "America/Sao_Paulo, 2018",
        "Asia/Beirut, 2021",
        "America/St_Johns, 2006",
        "Australia/Lord_Howe, 2024",
        "Pacific/Apia, 2011"
    })
    void the_days_of_a_year_touch_exactly_and_add_up_to_the_year(ZoneId zone, int year) {
        LocalDate first = LocalDate.of(year, 1, 1);
        LocalDate last = LocalDate.of(year, 12, 31);
        TimeRange whole = TimeRange.ofDays(first, last, zone);

        Instant reached = whole.from();
        for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
            TimeRange one = TimeRange.ofDays(day, day, zone);
            assertThat(one.from()).as("start of %s in %s", day, zone).isEqualTo(reached);
            reached = one.to();
        }
        assertThat(reached).isEqualTo(whole.to());
    }

    @Test
    void days_lie_in_the_years_2_to_9998() {
        LocalDate first = LocalDate.of(2, 1, 1);
        LocalDate last = LocalDate.of(9998, 12, 31);

        assertThat(TimeRange.ofDays(first, last, ZoneOffset.UTC))
                .isEqualTo(TimeRange.of(Instant.parse("0002-01-01T00:00:00Z"), Instant.parse("9999-01-01T00:00:00Z")));
        assertThatThrownBy(() -> TimeRange.ofDays(first.minusDays(1), last, ZoneOffset.UTC))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("first:");
        assertThatThrownBy(() -> TimeRange.ofDays(first, last.plusDays(1), ZoneOffset.UTC))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("lastIncluded:");
    }

    @Test
    void days_are_asked_for_in_their_order() {
        LocalDate day = LocalDate.of(2026, 3, 2);

        assertThatThrownBy(() -> TimeRange.ofDays(day, day.minusDays(1), ZoneId.of("Asia/Taipei")))
                .isInstanceOf(InvalidInputException.class);
    }
}
