package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.jdbc.CallLanes.Reply;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Callers that wait for their answers; what goes for those that do not is in {@link CallLanesAsyncTest}. */
class CallLanesTest {

    private final NotedWork work = new NotedWork();
    private final CallLanes<String, String, String> lanes = new CallLanes<>(work);

    private Caller<String> caller(String lane, String question) {
        return Caller.of(() -> lanes.call(lane, question));
    }

    private Caller<String> waiting(String lane, String question) {
        return caller(lane, question).waitingAt(Call.class);
    }

    /** A caller whose group is on its way for as long as the test holds the lane. */
    private Caller<String> onItsWay(String lane, String question) {
        work.hold(lane);
        Caller<String> caller = caller(lane, question);
        assertThat(work.nextQuestions()).containsExactly(question);
        return caller;
    }

    @Test
    void a_lone_call_goes_through_alone_and_at_once_in_its_own_thread() {
        assertThat(lanes.call("a", "one")).isEqualTo("a: one");
        assertThat(lanes.call("a", "two")).isEqualTo("a: two");

        assertThat(work.next()).isEqualTo(new NotedWork.Group("a", List.of("one"), Thread.currentThread(), false));
        assertThat(work.next()).isEqualTo(new NotedWork.Group("a", List.of("two"), Thread.currentThread(), false));
    }

    @Test
    void calls_that_arrive_while_a_group_is_on_its_way_go_together_in_the_next_in_their_order() {
        Caller<String> first = onItsWay("a", "first");
        List<String> questions =
                IntStream.range(0, 20).mapToObj(Integer::toString).toList();
        List<Caller<String>> next =
                questions.stream().map(question -> waiting("a", question)).toList();

        work.letAllGo("a");

        assertThat(first.result()).isEqualTo("a: first");
        assertThat(Caller.results(next))
                .isEqualTo(questions.stream().map(question -> "a: " + question).toList());
        assertThat(work.nextQuestions()).isEqualTo(questions);
        assertThat(work.hasBegunMore()).isFalse();
    }

    @Test
    void a_group_ends_before_the_first_call_that_does_not_go_with_it_and_nobody_overtakes_that_one() {
        Caller<String> first = onItsWay("a", "first");
        work.atMost(3);
        List<Caller<String>> next = List.of("x", "y", "x", "z", "v", "w").stream()
                .map(question -> waiting("a", question))
                .toList();

        work.letAllGo("a");

        assertThat(Caller.results(next)).containsExactly("a: x", "a: y", "a: x", "a: z", "a: v", "a: w");
        assertThat(first.result()).isEqualTo("a: first");
        assertThat(work.nextQuestions()).containsExactly("x", "y");
        assertThat(work.nextQuestions()).containsExactly("x", "z", "v");
        assertThat(work.nextQuestions()).containsExactly("w");
    }

    @Test
    void the_first_that_waits_leads_the_next_group_and_who_led_before_goes_home() {
        Caller<String> first = onItsWay("a", "first");
        Caller<String> second = waiting("a", "second");
        Caller<String> third = waiting("a", "third");

        work.letOneGo("a");

        NotedWork.Group next = work.next();
        assertThat(next.questions()).containsExactly("second", "third");
        assertThat(next.leader()).isSameAs(second.thread());
        assertThat(first.result()).as("while the next is on its way").isEqualTo("a: first");
        assertThat(third.isDone()).isFalse();
        work.letAllGo("a");
        assertThat(third.result()).isEqualTo("a: third");
    }

    @Test
    void lanes_do_not_wait_for_each_other() {
        Caller<String> held = onItsWay("a", "held");

        assertThat(lanes.call("b", "free")).isEqualTo("b: free");

        assertThat(held.isDone()).isFalse();
        work.letAllGo("a");
        assertThat(held.result()).isEqualTo("a: held");
    }

    @Test
    void a_lane_that_is_empty_is_gone() {
        for (int i = 0; i < 100; i++) {
            assertThat(lanes.call("lane " + i, "x")).isEqualTo("lane " + i + ": x");
            assertThat(work.nextQuestions()).containsExactly("x");
        }
        assertThat(lanes.size()).isZero();
        Caller<String> first = onItsWay("a", "first");
        Caller<String> second = waiting("a", "second");
        assertThat(lanes.size()).isEqualTo(1);

        work.letAllGo("a");

        assertThat(first.result() + ", " + second.result()).isEqualTo("a: first, a: second");
        assertThat(lanes.size()).isZero();
    }

    @Test
    void a_call_sent_elsewhere_waits_in_the_other_lane_and_is_answered_there() {
        work.replying((lane, question) -> question.equals("sent") && lane.equals("a")
                ? new Reply.Elsewhere<>("b")
                : NotedWork.answer(lane, question));
        Caller<String> there = onItsWay("b", "there");
        Caller<String> sent = caller("a", "sent");
        assertThat(work.nextQuestions()).containsExactly("sent");
        sent.waitingAt(Call.class);

        assertThat(lanes.call("a", "another")).as("nobody is in its way").isEqualTo("a: another");

        assertThat(work.nextQuestions()).containsExactly("another");
        assertThat(sent.isDone()).isFalse();
        work.letAllGo("b");
        assertThat(there.result()).isEqualTo("b: there");
        assertThat(sent.result()).isEqualTo("b: sent");
        assertThat(work.next()).isEqualTo(new NotedWork.Group("b", List.of("sent"), sent.thread(), false));
        assertThat(lanes.size()).isZero();
    }

    @Test
    void whoever_is_sent_elsewhere_leads_there_and_keeps_nobody_of_its_group() {
        work.replying((lane, question) -> question.equals("sent") && lane.equals("a")
                ? new Reply.Elsewhere<>("b")
                : NotedWork.answer(lane, question));
        Caller<String> first = onItsWay("a", "first");
        work.hold("b");
        Caller<String> sent = waiting("a", "sent");
        Caller<String> beside = waiting("a", "beside");

        work.letAllGo("a");

        assertThat(first.result()).isEqualTo("a: first");
        assertThat(beside.result()).isEqualTo("a: beside");
        assertThat(work.next().leader()).isSameAs(sent.thread());
        assertThat(work.next().leader()).isSameAs(sent.thread());
        assertThat(sent.isDone()).isFalse();
        work.letAllGo("b");
        assertThat(sent.result()).isEqualTo("b: sent");
    }

    @Test
    void what_the_work_throws_reaches_every_caller_of_the_group_and_the_lane_goes_on() {
        for (Throwable thrown : List.of(new IllegalStateException("broken"), new AssertionError("worse"))) {
            Caller<String> first = onItsWay("a", "first");
            Caller<String> second = waiting("a", "bad");
            Caller<String> third = waiting("a", "beside it");
            work.replying((lane, question) -> {
                if (question.equals("bad") && thrown instanceof Error error) {
                    throw error;
                }
                if (question.equals("bad")) {
                    throw (RuntimeException) thrown;
                }
                return NotedWork.answer(lane, question);
            });

            work.letAllGo("a");

            assertThat(first.result()).isEqualTo("a: first");
            assertThat(second.thrown()).isSameAs(thrown);
            assertThat(third.thrown()).isSameAs(thrown);
            assertThat(work.nextQuestions()).containsExactly("bad", "beside it");
            assertThat(lanes.call("a", "later")).isEqualTo("a: later");
            assertThat(work.nextQuestions()).containsExactly("later");
            assertThat(lanes.size()).isZero();
        }
    }

    @Test
    void an_answer_that_throws_is_its_own_callers() {
        work.replying((lane, question) -> question.equals("bad")
                ? new Reply.Answer<>(() -> {
                    throw new IllegalStateException("no " + question);
                })
                : NotedWork.answer(lane, question));
        Caller<String> first = onItsWay("a", "bad");
        Caller<String> second = waiting("a", "good");

        work.letAllGo("a");

        assertThat(first.thrown()).isInstanceOf(IllegalStateException.class).hasMessage("no bad");
        assertThat(second.result()).isEqualTo("a: good");
        assertThatThrownBy(() -> lanes.call("a", "bad")).hasMessage("no bad");
    }

    @Test
    void callers_that_are_interrupted_are_answered_and_stay_interrupted() {
        Caller<String> first = onItsWay("a", "first");
        Caller<String> follower = Caller.of(
                        () -> lanes.call("a", "second") + Thread.currentThread().isInterrupted())
                .waitingAt(Call.class);
        Caller<Boolean> after = Caller.of(() -> !lanes.call("a", "third").isEmpty()
                        && Thread.currentThread().isInterrupted())
                .waitingAt(Call.class);

        follower.interruptWaiting();
        after.interruptWaiting();
        work.letAllGo("a");

        assertThat(first.result()).isEqualTo("a: first");
        assertThat(follower.result()).isEqualTo("a: second" + true);
        assertThat(after.result()).isTrue();
    }

    /** Others may be in its group, and to them nobody has said that they shall hurry. */
    @Test
    void a_caller_that_is_interrupted_already_leads_uninterrupted() {
        Caller<String> caller = Caller.of(() -> {
            Thread.currentThread().interrupt();
            return lanes.call("a", "one") + Thread.currentThread().isInterrupted();
        });

        assertThat(caller.result()).isEqualTo("a: one" + true);
        assertThat(work.next().interrupted()).isFalse();
    }
}
