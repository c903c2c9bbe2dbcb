package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.OverloadedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.junit.jupiter.api.Test;

class InFlightTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final String VERB = "record analysis 7";

    private static InFlight full(int room, Duration patience) {
        InFlight inFlight = new InFlight(room, patience);
        for (int i = 0; i < room; i++) {
            inFlight.enterAtOnce(VERB);
        }
        return inFlight;
    }

    /** One that stands in line. */
    private static Caller<Boolean> waiting(InFlight inFlight) {
        return Caller.of(() -> {
                    inFlight.enter(VERB);
                    return true;
                })
                .waitingAt(AbstractQueuedSynchronizer.class);
    }

    @Test
    void there_is_room_for_so_many_and_no_more() {
        InFlight inFlight = full(3, Duration.ZERO);

        assertThatThrownBy(() -> inFlight.enterAtOnce(VERB)).isInstanceOf(OverloadedException.class);
        assertThatThrownBy(() -> inFlight.enter(VERB)).isInstanceOf(OverloadedException.class);

        inFlight.leave();
        inFlight.enter(VERB);
        assertThatThrownBy(() -> inFlight.enter(VERB)).isInstanceOf(OverloadedException.class);
        inFlight.leave();
        inFlight.enterAtOnce(VERB);
        assertThatThrownBy(() -> inFlight.enterAtOnce(VERB)).isInstanceOf(OverloadedException.class);
    }

    @Test
    void a_refusal_says_what_was_not_done_how_much_waits_and_what_to_do() {
        InFlight inFlight = full(3, Duration.ofMillis(20));

        assertThatThrownBy(() -> inFlight.enter(VERB))
                .isInstanceOf(OverloadedException.class)
                .hasMessageContainingAll(VERB, "3 records", "after 20 ms", "again later", "RecordBatching.maxInFlight");
        assertThatThrownBy(() -> inFlight.enterAtOnce(VERB))
                .isInstanceOf(OverloadedException.class)
                .hasMessageContainingAll(VERB, "3 records", "again later", "RecordBatching.maxInFlight")
                .hasMessageNotContaining("ms");
    }

    @Test
    void who_has_patience_gets_the_place_that_becomes_free() {
        InFlight inFlight = full(1, LONG);
        Caller<Boolean> waiting = waiting(inFlight);

        inFlight.leave();

        assertThat(waiting.result()).isTrue();
        assertThatThrownBy(() -> inFlight.enterAtOnce(VERB)).isInstanceOf(OverloadedException.class);
    }

    @Test
    void first_come_is_first_served() {
        InFlight inFlight = full(1, LONG);
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Caller<Boolean>> inLine = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            inLine.add(Caller.of(() -> {
                        inFlight.enter(VERB);
                        return order.add(number);
                    })
                    .waitingAt(AbstractQueuedSynchronizer.class));
        }

        for (Caller<Boolean> next : inLine) {
            inFlight.leave();
            assertThat(next.result()).isTrue();
        }

        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void who_does_not_wait_does_not_overtake_those_who_do() {
        for (int i = 0; i < 200; i++) {
            InFlight inFlight = full(1, LONG);
            Caller<Boolean> inLine = waiting(inFlight);

            inFlight.leave();
            assertThatThrownBy(() -> inFlight.enterAtOnce(VERB)).isInstanceOf(OverloadedException.class);

            assertThat(inLine.result()).isTrue();
        }
    }

    @Test
    void who_comes_to_wait_does_not_overtake_those_who_wait_already() {
        for (int i = 0; i < 200; i++) {
            InFlight inFlight = full(1, LONG);
            List<String> order = Collections.synchronizedList(new ArrayList<>());
            Caller<Boolean> inLine = Caller.of(() -> {
                        inFlight.enter(VERB);
                        order.add("in line");
                        inFlight.leave();
                        return true;
                    })
                    .waitingAt(AbstractQueuedSynchronizer.class);

            inFlight.leave();
            inFlight.enter(VERB);
            order.add("later");
            inFlight.leave();

            assertThat(inLine.result()).isTrue();
            assertThat(order).containsExactly("in line", "later");
        }
    }

    @Test
    void who_is_interrupted_in_line_goes_away_without_a_place() {
        InFlight inFlight = full(1, LONG);
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        Caller<Boolean> inLine = Caller.of(() -> {
                    try {
                        inFlight.enter(VERB);
                    } finally {
                        stillInterrupted.set(Thread.currentThread().isInterrupted());
                    }
                    return true;
                })
                .waitingAt(AbstractQueuedSynchronizer.class);

        inLine.interrupt();

        assertThat(inLine.thrown())
                .isInstanceOf(LedgerStoreException.class)
                .isNotInstanceOf(OverloadedException.class)
                .hasMessageContainingAll(VERB, "interrupted", "Nothing was recorded")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(stillInterrupted).isTrue();
        inFlight.leave();
        assertThatCode(() -> inFlight.enterAtOnce(VERB)).doesNotThrowAnyException();
    }

    /** A thread that is told to come to an end may have something to write down first; while there is room it need not wait for it. */
    @Test
    void who_is_interrupted_already_gets_in_where_there_is_room() {
        InFlight inFlight = new InFlight(1, LONG);
        Caller<Boolean> caller = Caller.of(() -> {
            Thread.currentThread().interrupt();
            inFlight.enter(VERB);
            return Thread.currentThread().isInterrupted();
        });

        assertThat(caller.result()).isTrue();
    }
}
