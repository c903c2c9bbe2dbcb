package io.sessionledger.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartSessionTest {

    private static final SessionId SESSION = SessionId.of(1);
    private static final CounselorId COUNSELOR = CounselorId.of(2);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void a_start_states_nothing_but_who_unless_told() {
        assertThat(StartSession.of(SESSION, COUNSELOR))
                .isEqualTo(new StartSession(SESSION, COUNSELOR, Optional.empty(), Optional.empty()));
    }

    @Test
    void a_stated_time_and_a_stated_rate_keep_each_other() {
        StartSession stated = new StartSession(SESSION, COUNSELOR, Optional.of(NOON), Optional.of("night"));

        assertThat(stated.startedAt()).contains(NOON);
        assertThat(stated.rateName()).contains("night");
        assertThat(StartSession.of(SESSION, COUNSELOR).startedAt(NOON).rate("night"))
                .isEqualTo(stated);
        assertThat(StartSession.of(SESSION, COUNSELOR).rate("night").startedAt(NOON))
                .isEqualTo(stated);
    }

    @Test
    void facts_that_the_database_keeps_alike_are_the_same_facts() {
        StartSession start = StartSession.of(SESSION, COUNSELOR).startedAt(NOON.plusNanos(999));
        Completion completion = Completion.at(NOON.plusNanos(999)).recorded(Duration.ofNanos(1_000_999));

        assertThat(start.startedAt()).contains(NOON);
        assertThat(completion.completedAt()).contains(NOON);
        assertThat(completion.recordedDuration()).contains(Duration.ofMillis(1));
        assertThat(start).isEqualTo(StartSession.of(SESSION, COUNSELOR).startedAt(NOON));
    }

    @Test
    void a_completion_keeps_its_time_when_a_duration_is_stated() {
        assertThat(Completion.at(NOON).recorded(Duration.ofMinutes(50)))
                .isEqualTo(new Completion(Optional.of(NOON), Optional.of(Duration.ofMinutes(50))));
        assertThat(Completion.NOW.recorded(Duration.ofMinutes(50)))
                .isEqualTo(new Completion(Optional.empty(), Optional.of(Duration.ofMinutes(50))));
    }
}
