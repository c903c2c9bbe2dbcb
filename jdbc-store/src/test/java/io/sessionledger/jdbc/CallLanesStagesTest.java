package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What hosts hang on the stages they get: it may take its time, and call in its turn. */
class CallLanesStagesTest {

    private static final Executor REFUSING = task -> {
        throw new RejectedExecutionException("full");
    };

    private final NotedWork work = new NotedWork();
    private final CallLanes<String, String, String> lanes = new CallLanes<>(work);
    private final ExecutorService two = Executors.newFixedThreadPool(2);

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
    void what_hangs_on_a_stage_does_not_delay_the_others_of_its_group() {
        CountDownLatch slow = new CountDownLatch(1);
        Caller<String> first = onItsWay("first");
        CompletionStage<Void> hanging = async("second").thenAccept(waitFor(slow));
        Caller<String> third = waiting("third");
        CompletionStage<String> fourth = async("fourth");

        work.letAllGo("a");

        assertThat(first.result()).isEqualTo("a: first");
        assertThat(third.result()).isEqualTo("a: third");
        assertThat(Caller.result(fourth)).isEqualTo("a: fourth");
        assertThat(lanes.call("a", "later")).isEqualTo("a: later");
        assertThat(hanging.toCompletableFuture()).isNotDone();
        slow.countDown();
        assertThat(Caller.result(hanging)).isNull();
    }

    @Test
    void what_hangs_on_a_call_that_was_refused_does_not_delay_those_who_gathered_before_and_behind_it() {
        CountDownLatch slow = new CountDownLatch(1);
        Caller<String> first = onItsWay("first");
        Caller<String> leader = waiting("leader");
        Caller<String> beside = waiting("beside");
        work.atMost(2);
        CompletionStage<Void> hanging = lanes.call("a", "refused", REFUSING)
                .exceptionally(Throwable::toString)
                .thenAccept(waitFor(slow));
        Caller<String> behind = waiting("behind");

        work.letAllGo("a");

        assertThat(first.result()).isEqualTo("a: first");
        assertThat(beside.result()).isEqualTo("a: beside");
        assertThat(behind.result()).isEqualTo("a: behind");
        assertThat(hanging.toCompletableFuture()).isNotDone();
        slow.countDown();
        assertThat(Caller.result(hanging)).isNull();
        assertThat(leader.result()).isEqualTo("a: leader");
    }

    private static Consumer<String> waitFor(CountDownLatch latch) {
        return answer -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    @Test
    void what_hangs_on_a_stage_may_call_and_wait_even_where_the_executor_runs_its_tasks_at_once() {
        Caller<String> first = onItsWay("first");
        CompletionStage<String> second =
                lanes.call("a", "second", Runnable::run).thenApply(answer -> answer + ", " + lanes.call("a", "again"));

        work.letAllGo("a");

        assertThat(Caller.result(second)).isEqualTo("a: second, a: again");
        assertThat(first.result()).isEqualTo("a: first");
        assertThat(lanes.size()).isZero();
    }

    @Test
    void what_hangs_on_a_stage_may_call_behind_others_that_its_thread_is_yet_to_lead() {
        Caller<String> first = onItsWay("first");
        CompletionStage<String> second =
                lanes.call("a", "second", Runnable::run).thenApply(answer -> answer + ", " + lanes.call("a", "again"));
        work.atMost(1);
        CompletionStage<String> third = lanes.call("a", "third", Runnable::run);

        work.letAllGo("a");

        assertThat(Caller.result(second)).isEqualTo("a: second, a: again");
        assertThat(Caller.result(third)).isEqualTo("a: third");
        assertThat(first.result()).isEqualTo("a: first");
        assertThat(lanes.size()).isZero();
    }

    @Test
    void what_hangs_on_a_call_that_was_refused_may_call_and_wait() {
        Caller<String> first = onItsWay("first");
        CompletionStage<String> rescued =
                lanes.call("a", "refused", REFUSING).exceptionally(thrown -> lanes.call("a", "by myself"));
        Caller<String> next = waiting("next");

        work.letAllGo("a");

        assertThat(first.result()).isEqualTo("a: first");
        assertThat(next.result()).isEqualTo("a: next");
        assertThat(Caller.result(rescued)).isEqualTo("a: by myself");
        assertThat(lanes.size()).isZero();
    }
}
