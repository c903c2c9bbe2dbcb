package io.sessionledger.jdbc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls go together that would otherwise wait for each other. Each goes into a lane. In a lane one group of calls is on its way at any time, and those that arrive
 * meanwhile gather for the next, in the order in which they came; so the busier the lane, the larger its groups, and a call that finds it empty goes straight through. A group is taken along by its
 * first call, in that call's own thread or executor: there is no thread here. A lane exists only as long as somebody is in it.
 *
 * @param <K> what tells lanes apart
 * @param <Q> what is asked
 * @param <A> what is answered
 */
final class CallLanes<K, Q, A> {

    /** The groups that the current thread is yet to lead; none if it does not lead. */
    private static final ThreadLocal<@Nullable Deque<Runnable>> LED_HERE = new ThreadLocal<>();

    private final Work<K, Q, A> work;

    /** The calls that wait; of a lane that is there, somebody leads a group or has been told to. Each queue is touched inside {@code compute} alone. */
    private final ConcurrentHashMap<K, Deque<Call<K, Q, A>>> lanes = new ConcurrentHashMap<>();

    CallLanes(Work<K, Q, A> work) {
        this.work = work;
    }

    /** Asks, and waits for the answer. Being interrupted does not end the wait, since the work cannot be called back; the thread stays marked as interrupted. */
    A call(K lane, Q question) {
        Call.OfThread<K, Q, A> call = new Call.OfThread<>(question);
        enter(lane, call);
        return call.await(this::lead, CallLanes::leadWhatIsYetToLead);
    }

    /**
     * Asks without waiting.
     *
     * @param executor where the group goes whose first call this is; a call that it refuses is answered with its refusal
     */
    CompletionStage<A> call(K lane, Q question, Executor executor) {
        Call.OfStage<K, Q, A> call = new Call.OfStage<>(question, executor, this::lead);
        enter(lane, call);
        return call.stage();
    }

    /** How many lanes somebody is in. */
    int size() {
        return lanes.size();
    }

    private void enter(K lane, Call<K, Q, A> call) {
        List<Runnable> last = new ArrayList<>(0);
        enter(lane, call, last);
        last.forEach(Runnable::run);
    }

    private void enter(K lane, Call<K, Q, A> call, List<Runnable> last) {
        Deque<Call<K, Q, A>> ofItsOwn = new ArrayDeque<>(2);
        Deque<Call<K, Q, A>> joined = lanes.compute(lane, (key, waiting) -> {
            Deque<Call<K, Q, A>> queue = waiting == null ? ofItsOwn : waiting;
            queue.add(call);
            return queue;
        });
        if (joined == ofItsOwn) {
            appointLeader(lane, last);
        }
    }

    /**
     * Tells the first that waits to take its group along; if nobody waits, the lane is given up.
     *
     * @param last where the failures of those go whose executors refuse: what hangs on them is the host's, may take its time, and may call in its turn
     */
    private void appointLeader(K lane, List<Runnable> last) {
        for (Call<K, Q, A> first = first(lane); first != null; first = first(lane)) {
            if (first.lead(lane, last)) {
                return;
            }
            dismissFirst(lane);
        }
    }

    private @Nullable Call<K, Q, A> first(K lane) {
        List<Call<K, Q, A>> found = new ArrayList<>(1);
        lanes.computeIfPresent(lane, (key, waiting) -> {
            if (waiting.isEmpty()) {
                return null;
            }
            found.add(waiting.getFirst());
            return waiting;
        });
        return found.isEmpty() ? null : found.get(0);
    }

    private void dismissFirst(K lane) {
        lanes.computeIfPresent(lane, (key, waiting) -> {
            waiting.removeFirst();
            return waiting;
        });
    }

    /** Before a thread waits it leads what only it can lead; whether there was anything. */
    private static boolean leadWhatIsYetToLead() {
        Deque<Runnable> toLead = LED_HERE.get();
        Runnable group = toLead == null ? null : toLead.poll();
        if (group != null) {
            group.run();
        }
        return group != null;
    }

    /** An executor may run its tasks in the thread that hands them over, even in one that leads already; then the groups go one after the other, not one inside the other. */
    private void lead(K lane) {
        Deque<Runnable> underWay = LED_HERE.get();
        if (underWay != null) {
            underWay.add(() -> leadGroup(lane));
            return;
        }
        Deque<Runnable> toLead = new ArrayDeque<>(2);
        LED_HERE.set(toLead);
        try {
            toLead.add(() -> leadGroup(lane));
            for (Runnable group = toLead.poll(); group != null; group = toLead.poll()) {
                group.run();
            }
        } finally {
            LED_HERE.remove();
        }
    }

    private void leadGroup(K lane) {
        letOthersArrive();
        List<Call<K, Q, A>> group = take(lane, work.gate(lane));
        List<Reply<K, A>> replies = perform(lane, group);
        // the next group need not wait until this one has been answered
        List<Runnable> last = new ArrayList<>(0);
        appointLeader(lane, last);
        for (int i = 0; i < group.size(); i++) {
            deliver(group.get(i), replies.get(i), last);
        }
        last.forEach(Runnable::run);
    }

    /**
     * Callers that were answered together come back together, one after the other as they wake. Whoever leads lets those go first that are about to run; on an idle machine that takes nothing. A hint and no more:
     * groups are right whoever is in them.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void letOthersArrive() {
        Thread.yield();
    }

    /** The first call, and those behind it up to one that does not go with them. */
    private List<Call<K, Q, A>> take(K lane, Predicate<Q> gate) {
        List<Call<K, Q, A>> group = new ArrayList<>();
        lanes.computeIfPresent(lane, (key, waiting) -> {
            while (!waiting.isEmpty() && gate.test(waiting.getFirst().question())) {
                group.add(waiting.removeFirst());
            }
            return waiting;
        });
        return group;
    }

    /** Whatever goes wrong, everybody is answered. */
    private List<Reply<K, A>> perform(K lane, List<Call<K, Q, A>> group) {
        try {
            return work.perform(lane, group.stream().map(Call::question).toList());
        } catch (Throwable e) {
            return Collections.nCopies(group.size(), new Reply.Answer<>(() -> {
                throw e;
            }));
        }
    }

    private void deliver(Call<K, Q, A> call, Reply<K, A> reply, List<Runnable> last) {
        if (reply instanceof Reply.Answer<K, A> answer) {
            call.answer(answer.of(), last);
        } else if (reply instanceof Reply.Elsewhere<K, A> elsewhere) {
            enter(elsewhere.lane(), call, last);
        }
    }

    /** What is done about a group. */
    interface Work<K, Q, A> {

        /** What goes with a new group: asked about each call in turn, until one does not. The first must. */
        Predicate<Q> gate(K lane);

        /** Replies to each, in the same order. What it throws is everybody's answer. */
        List<Reply<K, A>> perform(K lane, List<Q> group);
    }

    /** What becomes of a call. */
    sealed interface Reply<K, A> {

        static <K, A> Reply<K, A> answer(A answer) {
            return new Answer<>(() -> answer);
        }

        /** Answered with an exception, which each caller gets as one of its own. */
        static <K, A> Reply<K, A> failure(Supplier<? extends RuntimeException> failure) {
            return new Answer<>(() -> {
                throw failure.get();
            });
        }

        /** Answered: with what this returns or throws, in the thread that waits for it. */
        record Answer<K, A>(Supplier<A> of) implements Reply<K, A> {}

        /** Sent on, to wait in another lane. */
        record Elsewhere<K, A>(K lane) implements Reply<K, A> {}
    }
}
