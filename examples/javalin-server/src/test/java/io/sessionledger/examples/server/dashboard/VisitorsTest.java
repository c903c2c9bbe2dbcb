package io.sessionledger.examples.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.TenantId;
import io.sessionledger.examples.server.security.Caller;
import io.sessionledger.examples.server.security.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is signed in, and for how long. */
class VisitorsTest {

    private static final Caller CALLER = new Caller(TenantId.of("island"), Role.ADMIN, Optional.empty(), "token-1");

    private final SetClock clock = new SetClock();
    private final Visitors visitors = new Visitors(2, clock);

    @Test
    void who_is_idle_too_long_is_signed_out() {
        String id = visitors.admit(CALLER);
        clock.now = clock.now.plus(Visitors.IDLE);
        assertThat(visitors.find(id)).contains(CALLER);
        clock.now = clock.now.plus(Visitors.IDLE).plusMillis(1);
        assertThat(visitors.find(id)).isEmpty();
    }

    @Test
    void who_is_busy_signs_in_again_after_the_longest_time() {
        String id = visitors.admit(CALLER);
        for (Duration busy = Duration.ZERO; busy.compareTo(Visitors.LONGEST) < 0; busy = busy.plus(Visitors.IDLE)) {
            assertThat(visitors.find(id)).isPresent();
            clock.now = clock.now.plus(Visitors.IDLE);
        }
        assertThat(visitors.find(id)).as("seen just now").isPresent();
        clock.now = clock.now.plusMillis(1);
        assertThat(visitors.find(id)).isEmpty();
    }

    @Test
    void where_there_are_too_many_whoever_was_away_longest_is_signed_out() {
        String first = visitors.admit(CALLER);
        String second = visitors.admit(CALLER);
        assertThat(visitors.find(first)).isPresent();
        String third = visitors.admit(CALLER);
        assertThat(visitors.find(second)).isEmpty();
        assertThat(visitors.find(first)).isPresent();
        assertThat(visitors.find(third)).isPresent();
    }

    @Test
    void a_note_is_told_once_and_who_left_is_gone() {
        String id = visitors.admit(CALLER);
        visitors.tell(id, new Note("note.granted", "5"));
        assertThat(visitors.takeNote(id)).contains(new Note("note.granted", "5"));
        assertThat(visitors.takeNote(id)).isEmpty();
        visitors.leave(id);
        assertThat(visitors.find(id)).isEmpty();
    }

    private static final class SetClock extends Clock {

        private Instant now = Instant.parse("2026-03-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
