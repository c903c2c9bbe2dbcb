package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What is done by itself, provided that nobody is in the lane. */
class CallLanesIfFreeTest {

    private final NotedWork work = new NotedWork();
    private final CallLanes<String, String, String> lanes = new CallLanes<>(work);
    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    private Caller<String> waiting(String question) {
        return Caller.of(() -> lanes.call("a", question)).waitingAt(Call.class);
    }

    /** Somebody who is in the lane alone until the test lets it go on. */
    private Caller<Optional<String>> alone(Supplier<String> end) throws InterruptedException {
        Caller<Optional<String>> alone = Caller.of(() -> lanes.callIfFree("a", () -> {
            began.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return end.get();
        }));
        began.await();
        return alone;
    }

    private static String notDone() {
        throw new AssertionError("done though somebody was in the lane");
    }

    @Test
    void where_nobody_is_in_the_lane_it_is_done_at_once_in_its_callers_thread() {
        assertThat(lanes.callIfFree("a", () -> Thread.currentThread().getName()))
                .contains(Thread.currentThread().getName());

        assertThat(lanes.size()).isZero();
        assertThat(work.hasBegunMore()).isFalse();
    }

    @Test
    void where_a_group_is_on_its_way_nothing_is_done() {
        work.hold("a");
        Caller<String> ahead = Caller.of(() -> lanes.call("a", "ahead"));
        assertThat(work.nextQuestions()).containsExactly("ahead");

        assertThat(lanes.callIfFree("a", CallLanesIfFreeTest::notDone)).isEmpty();
        assertThat(lanes.callIfFree("b", () -> "another lane")).contains("another lane");

        work.letAllGo("a");
        assertThat(ahead.result()).isEqualTo("a: ahead");
        assertThat(lanes.size()).isZero();
    }

    @Test
    void where_somebody_else_is_alone_in_the_lane_nothing_is_done() throws InterruptedException {
        Caller<Optional<String>> alone = alone(() -> "alone");

        assertThat(lanes.callIfFree("a", CallLanesIfFreeTest::notDone)).isEmpty();

        goOn.countDown();
        assertThat(alone.result()).contains("alone");
        assertThat(lanes.size()).isZero();
    }

    @Test
    void those_who_arrive_meanwhile_go_together_afterwards() throws InterruptedException {
        Caller<Optional<String>> alone = alone(() -> "alone");
        Caller<String> first = waiting("first");
        Caller<String> second = waiting("second");
        assertThat(work.hasBegunMore()).isFalse();

        goOn.countDown();

        assertThat(alone.result()).contains("alone");
        assertThat(first.result()).isEqualTo("a: first");
        assertThat(second.result()).isEqualTo("a: second");
        assertThat(work.next()).isEqualTo(new NotedWork.Group("a", List.of("first", "second"), first.thread(), false));
        assertThat(lanes.size()).isZero();
    }

    @Test
    void what_it_throws_is_its_own_callers_and_the_lane_goes_on() throws InterruptedException {
        Caller<Optional<String>> alone = alone(() -> {
            throw new IllegalStateException("broken");
        });
        Caller<String> behind = waiting("behind");

        goOn.countDown();

        assertThat(alone.thrown()).isInstanceOf(IllegalStateException.class).hasMessage("broken");
        assertThat(behind.result()).isEqualTo("a: behind");
        assertThat(lanes.size()).isZero();
    }
}
