package io.sessionledger.jdbc;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call in one of the {@link CallLanes}.
 *
 * @param <K> what tells lanes apart
 * @param <Q> what is asked
 * @param <A> what is answered
 */
abstract sealed class Call<K, Q, A> {

    private final Q question;

    private Call(Q question) {
        this.question = question;
    }

    final Q question() {
        return question;
    }

    /**
     * Tells the call to take the group of a lane along; whether it will. One that will not is answered.
     *
     * @param last what this thread shall do once nobody waits for it
     */
    abstract boolean lead(K lane, List<Runnable> last);

    /**
     * Answers with what this returns or throws.
     *
     * @param last what this thread shall do once nobody waits for it
     */
    abstract void answer(Supplier<A> answer, List<Runnable> last);

    /** A thread waits for the answer. */
    static final class OfThread<K, Q, A> extends Call<K, Q, A> {

        private final Thread caller = Thread.currentThread();
        private volatile @Nullable K toLead;
        private volatile @Nullable Supplier<A> answer;

        OfThread(Q question) {
            super(question);
        }

        @Override
        boolean lead(K lane, List<Runnable> last) {
            toLead = lane;
            LockSupport.unpark(caller);
            return true;
        }

        @Override
        void answer(Supplier<A> answered, List<Runnable> last) {
            answer = answered;
            LockSupport.unpark(caller);
        }

        /**
         * Waits for the answer.
         *
         * @param leading takes the group of a lane along
         * @param beforeWaiting does something else that others wait for, if there is anything; whether there was
         */
        A await(Consumer<K> leading, BooleanSupplier beforeWaiting) {
            boolean interrupted = false;
            try {
                while (true) {
                    Supplier<A> answered = answer;
                    if (answered != null) {
                        return answered.get();
                    }
                    K lane = toLead;
                    if (lane != null) {
                        toLead = null;
                        // the group is others' work too
                        interrupted |= Thread.interrupted();
                        leading.accept(lane);
                    } else if (!beforeWaiting.getAsBoolean()) {
                        LockSupport.park(this);
                        interrupted |= Thread.interrupted();
                    }
                }
            } finally {
                if (interrupted) {
                    caller.interrupt();
                }
            }
        }
    }

    /** A stage takes the answer. */
    static final class OfStage<K, Q, A> extends Call<K, Q, A> {

        private final Executor executor;
        private final Consumer<K> leading;
        private final CompletableFuture<A> future = new CompletableFuture<>();

        OfStage(Q question, Executor executor, Consumer<K> leading) {
            super(question);
            this.executor = executor;
            this.leading = leading;
        }

        CompletionStage<A> stage() {
            return future;
        }

        @Override
        boolean lead(K lane, List<Runnable> last) {
            try {
                executor.execute(() -> leading.accept(lane));
                return true;
            } catch (Throwable e) {
                // a refusal, or worse: no thread to be had. Nobody but this call shall suffer from it
                last.add(() -> future.completeExceptionally(e));
                return false;
            }
        }

        /** What hangs on the stage is the host's and may take its time; the others of the group shall not wait for it. */
        @Override
        void answer(Supplier<A> answer, List<Runnable> last) {
            try {
                executor.execute(() -> complete(answer));
            } catch (Throwable e) {
                last.add(() -> complete(answer));
            }
        }

        private void complete(Supplier<A> answer) {
            try {
                future.complete(answer.get());
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        }
    }
}
