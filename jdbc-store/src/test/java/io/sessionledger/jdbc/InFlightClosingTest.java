package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.OverloadedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Closing waits for everybody who is inside, and lets nobody in any more. */
class InFlightClosingTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final String VERB = "record analysis 7";

    private static InFlight full(int room) {
        InFlight inFlight = new InFlight(room, LONG);
        for (int i = 0; i < room; i++) {
            inFlight.enterAtOnce(VERB);
        }
        return inFlight;
    }

    @Test
    void closing_waits_until_everybody_has_left() {
        InFlight inFlight = full(2);
        Caller<Boolean> closing = closing(inFlight);

        inFlight.leave();
        assertThat(closing.isDone()).isFalse();
        inFlight.leave();

        assertThat(closing.result()).isTrue();
    }

    private static Caller<Boolean> closing(InFlight inFlight) {
        return Caller.of(() -> {
                    inFlight.close();
                    return true;
                })
                .waitingAt(AbstractQueuedSynchronizer.class);
    }

    @Test
    void once_closed_nobody_gets_in_any_more() {
        InFlight inFlight = new InFlight(2, LONG);
        inFlight.close();

        for (Runnable entrance : List.<Runnable>of(() -> inFlight.enter(VERB), () -> inFlight.enterAtOnce(VERB))) {
            assertThatThrownBy(entrance::run)
                    .isInstanceOf(LedgerStoreException.class)
                    .isNotInstanceOf(OverloadedException.class)
                    .hasMessageContainingAll(VERB, "closed");
        }
        assertThatCode(inFlight::close).as("a second time").doesNotThrowAnyException();
    }

    @Test
    void who_stands_in_line_when_it_is_closed_is_told_so() {
        InFlight inFlight = full(1);
        Caller<Boolean> inLine = Caller.of(() -> {
                    inFlight.enter(VERB);
                    return true;
                })
                .waitingAt(AbstractQueuedSynchronizer.class);
        Caller<Boolean> closing = closing(inFlight);

        inFlight.leave();

        assertThat(inLine.thrown())
                .isInstanceOf(LedgerStoreException.class)
                .isNotInstanceOf(OverloadedException.class)
                .hasMessageContaining("closed");
        assertThat(closing.result()).isTrue();
    }

    /** Between the look whether it is closed and the place that one gets, it may be closed. */
    @RepeatedTest(50)
    void when_closing_is_over_nobody_is_inside() throws Exception {
        InFlight inFlight = new InFlight(4, LONG);
        AtomicInteger inside = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger tooLate = new AtomicInteger();

        List<Integer> entered = AtOnce.call(8, number -> {
            int times = 0;
            if (number == 0) {
                inFlight.close();
                tooLate.addAndGet(inside.get());
                over.set(true);
                return 0;
            }
            try {
                while (true) {
                    if (number % 2 == 0) {
                        inFlight.enter(VERB);
                    } else {
                        inFlight.enterAtOnce(VERB);
                    }
                    inside.incrementAndGet();
                    tooLate.addAndGet(over.get() ? 1 : 0);
                    inside.decrementAndGet();
                    inFlight.leave();
                    times++;
                }
            } catch (OverloadedException e) {
                return times;
            } catch (LedgerStoreException closed) {
                return times;
            }
        });

        assertThat(entered).hasSize(8);
        assertThat(tooLate).hasValue(0);
    }
}
