package io.sessionledger.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.RateId;
import io.sessionledger.SessionId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.TokenUsage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionUsageTest {

    private static final UsageFigures THREE_MINUTES =
            new UsageFigures(Duration.ofMinutes(3), 3, TokenUsage.of(1, 20, 300), Usd.of("0.003"), 1);
    private static final UsageFigures FOUR_MINUTES =
            new UsageFigures(Duration.ofMinutes(4), 4, TokenUsage.of(2, 30, 400), Usd.of("0.004"), 1);

    @Test
    void a_running_session_would_be_billed_for_what_was_counted_so_far() {
        assertThat(SessionUsages.inProgress(THREE_MINUTES).billable()).isEqualTo(THREE_MINUTES);
    }

    @Test
    void a_stated_duration_takes_the_place_of_the_counted_one_and_of_nothing_else() {
        SessionUsage stated =
                SessionUsages.row(SessionStatus.IN_PROGRESS, null, THREE_MINUTES, Duration.ofMinutes(2), null);

        assertThat(stated.billable())
                .isEqualTo(new UsageFigures(Duration.ofMinutes(2), 3, TokenUsage.of(1, 20, 300), Usd.of("0.003"), 1));
    }

    @Test
    void what_was_frozen_is_billed_whatever_arrived_late() {
        SessionUsage late = SessionUsages.completed(FOUR_MINUTES, Duration.ofMinutes(5), THREE_MINUTES);

        assertThat(late.billable()).isEqualTo(THREE_MINUTES);
        assertThat(late.counted()).isEqualTo(FOUR_MINUTES);
    }

    @Test
    void the_same_session_billed_by_other_figures_is_the_same_in_everything_else() {
        SessionUsage usage = new SessionUsage(
                SessionId.of(1),
                CounselorId.of(2),
                SessionStatus.COMPLETED,
                SessionUsages.STARTED_AT,
                SessionUsages.COMPLETED_AT,
                FOUR_MINUTES,
                Duration.ofMinutes(5),
                THREE_MINUTES,
                Credits.of(3),
                true,
                SessionUsages.COMPLETED_AT.plusSeconds(1),
                UnchargedReason.USAGE_ONLY,
                "night",
                RateId.of(4),
                7);

        SessionUsage other = usage.withBilled(FOUR_MINUTES);

        assertThat(other.billed()).isEqualTo(FOUR_MINUTES);
        assertThat(other.withBilled(THREE_MINUTES)).isEqualTo(usage);
    }

    @Test
    void any_single_figure_is_a_use() {
        Duration moment = Duration.ofMillis(1);
        Usd least = Usd.of("0.0000000001");

        assertThat(UsageFigures.NONE.isNone()).isTrue();
        assertThat(UsageFigures.NONE.withDuration(moment).isNone()).isFalse();
        assertThat(new UsageFigures(Duration.ZERO, 1, TokenUsage.NONE, Usd.ZERO, 0).isNone())
                .isFalse();
        assertThat(new UsageFigures(Duration.ZERO, 0, TokenUsage.of(0, 1, 0), Usd.ZERO, 0).isNone())
                .isFalse();
        assertThat(new UsageFigures(Duration.ZERO, 0, TokenUsage.NONE, least, 0).isNone())
                .isFalse();
    }
}
