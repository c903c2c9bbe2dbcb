package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callers that do not wait, and what their executors may do. */
class CallLanesAsyncTest {

    private static final Executor REFUSING = task -> {
        throw new RejectedExecutionException("full");
    };

    private final NotedWork work = new NotedWork();
    private final CallLanes<String, String, String> lanes = new CallLanes<>(work);
    private final ExecutorService two = Executors.newFixedThreadPool(2, task -> new Thread(task, "of the executor"));

    @AfterEach
    void shutDown() {
        var unused = two.shutdownNow();
    }

    private CompletionStage<String> async(String question) {
        return lanes.call("a", question, two);
    }

    private Caller<String> waiting(String question) {
        return Caller.of(() -> lanes.call("a", question)).waitingAt(Call.class);
    }

    private Caller<String> onItsWay(String question) {
        work.hold("a");
        Caller<String> caller = Caller.of(() -> lanes.call("a", question));
        assertThat(work.nextQuestions()).containsExactly(question);
        return caller;
    }

    @Test
    void who_does_not_wait_leads_in_its_executor_and_never_in_the_submitting_thread() {
        work.hold("a");

        CompletionStage<String> first = async("first");
        assertThat(work.next().leader().getName()).isEqualTo("of the executor");
        CompletionStage<String> second = async("second");

        assertThat(first.toCompletableFuture()).isNotDone();
        work.letAllGo("a");
        assertThat(Caller.result(first)).isEqualTo("a: first");
        assertThat(Caller.result(second)).isEqualTo("a: second");
        NotedWork.Group next = work.next();
        assertThat(next.questions()).containsExactly("second");
        assertThat(next.leader().getName()).isEqualTo("of the executor");
        assertThat(lanes.size()).isZero();
    }

    @Test
    void those_who_wait_and_those_who_do_not_go_together() {
        Caller<String> first = onItsWay("first");
        Caller<String> second = waiting("second");
        CompletionStage<String> third = async("third");
        Caller<String> fourth = waiting("fourth");

        work.letAllGo("a");

        assertThat(first.result()).isEqualTo("a: first");
        assertThat(second.result()).isEqualTo("a: second");
        assertThat(Caller.result(third)).isEqualTo("a: third");
        assertThat(fourth.result()).isEqualTo("a: fourth");
        assertThat(work.next())
                .isEqualTo(new NotedWork.Group("a", List.of("second", "third", "fourth"), second.thread(), false));
    }

    @Test
    void what_the_work_throws_is_what_the_stage_fails_with() {
        RuntimeException thrown = new IllegalStateException("broken");
        work.replying((lane, question) -> {
            throw thrown;
        });

        assertThat(Caller.thrown(async("one"))).isSameAs(thrown);
        assertThat(lanes.size()).isZero();
    }

    @Test
    void an_executor_that_refuses_fails_its_call_alone() {
        CompletionStage<String> refused = lanes.call("a", "refused", REFUSING);

        assertThat(refused.toCompletableFuture()).isCompletedExceptionally();
        assertThat(Caller.thrown(refused)).isInstanceOf(RejectedExecutionException.class);
        assertThat(lanes.size()).isZero();
        assertThat(lanes.call("a", "later")).isEqualTo("a: later");
        assertThat(work.nextQuestions()).containsExactly("later");
    }

    @Test
    void where_the_first_that_waits_is_refused_the_next_leads() {
        Caller<String> first = onItsWay("first");
        CompletionStage<String> refused = lanes.call("a", "refused", REFUSING);
        CompletionStage<String> alsoRefused = lanes.call("a", "also refused", REFUSING);
        Caller<String> next = waiting("next");
        CompletionStage<String> last = async("last");

        work.letAllGo("a");

        assertThat(Caller.thrown(refused)).isInstanceOf(RejectedExecutionException.class);
        assertThat(Caller.thrown(alsoRefused)).isInstanceOf(RejectedExecutionException.class);
        assertThat(first.result()).isEqualTo("a: first");
        assertThat(next.result()).isEqualTo("a: next");
        assertThat(Caller.result(last)).isEqualTo("a: last");
        assertThat(work.next()).isEqualTo(new NotedWork.Group("a", List.of("next", "last"), next.thread(), false));
        assertThat(lanes.size()).isZero();
    }

    @Test
    void those_who_gather_behind_one_that_is_being_refused_are_led_by_the_first_of_them() {
        AtomicReference<Caller<String>> behind = new AtomicReference<>();

        CompletionStage<String> refused = lanes.call("a", "refused", task -> {
            behind.set(waiting("behind"));
            throw new RejectedExecutionException("full");
        });

        assertThat(Caller.thrown(refused)).isInstanceOf(RejectedExecutionException.class);
        assertThat(behind.get().result()).isEqualTo("a: behind");
        assertThat(lanes.size()).isZero();
    }

    @Test
    void an_executor_that_fails_in_another_way_fails_its_call_alone_too() {
        Caller<String> first = onItsWay("first");
        CompletionStage<String> broken = lanes.call("a", "broken", task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        Caller<String> next = waiting("next");

        work.letAllGo("a");

        assertThat(first.result()).isEqualTo("a: first");
        assertThat(next.result()).isEqualTo("a: next");
        assertThat(Caller.thrown(broken)).isInstanceOf(OutOfMemoryError.class);
        assertThat(lanes.size()).isZero();
    }

    @Test
    void an_executor_that_leads_and_then_refuses_to_bring_the_answer_does_not_lose_it() {
        AtomicInteger tasks = new AtomicInteger();
        Executor refusingAfterTheFirst = task -> {
            if (tasks.incrementAndGet() > 1) {
                throw new RejectedExecutionException("full");
            }
            two.execute(task);
        };

        CompletionStage<String> answered = lanes.call("a", "one", refusingAfterTheFirst);

        assertThat(Caller.result(answered)).isEqualTo("a: one");
        assertThat(tasks).hasValue(2);
        assertThat(lanes.size()).isZero();
    }

    @Test
    void an_executor_that_runs_its_tasks_at_once_does_not_pile_up_calls() {
        Caller<String> first = onItsWay("first");
        work.atMost(1);
        List<CompletionStage<String>> calls = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            calls.add(lanes.call("a", Integer.toString(i), Runnable::run));
        }

        work.letAllGo("a");

        for (int i = 0; i < calls.size(); i++) {
            assertThat(Caller.result(calls.get(i))).isEqualTo("a: " + i);
        }
        assertThat(first.result()).isEqualTo("a: first");
        assertThat(lanes.size()).isZero();
    }
}
