package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Somebody who calls in a thread of its own, and can be watched while waiting. */
final class Caller<T> {

    /** Far beyond what anything here takes; reached only when something waits for ever. */
    private static final int DEADLINE_SECONDS = 60;

    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final Thread thread;

    private Caller(Callable<T> call) {
        thread = new Thread(
                () -> {
                    try {
                        result.complete(call.call());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                },
                "caller");
        thread.setDaemon(true);
    }

    static <T> Caller<T> of(Callable<T> call) {
        Caller<T> caller = new Caller<>(call);
        caller.thread.start();
        return caller;
    }

    /** Returns once the caller waits at something of this kind. */
    Caller<T> waitingAt(Class<?> kind) {
        until(() -> {
            assertThat(result.isDone()).as("went ahead without waiting").isFalse();
            return kind.isInstance(LockSupport.getBlocker(thread));
        });
        return this;
    }

    /** Interrupts the caller, and returns once it waits again. */
    void interruptWaiting() {
        thread.interrupt();
        until(() -> thread.getState() == Thread.State.WAITING && !thread.isInterrupted());
    }

    void interrupt() {
        thread.interrupt();
    }

    Thread thread() {
        return thread;
    }

    boolean isDone() {
        return result.isDone();
    }

    T result() {
        return result(result);
    }

    Throwable thrown() {
        return thrown(result);
    }

    static <T> List<T> results(List<Caller<T>> callers) {
        return callers.stream().map(Caller::result).toList();
    }

    static <T> T result(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("thrown instead of an answer", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new AssertionError("still waiting", e);
        }
    }

    static Throwable thrown(CompletionStage<?> stage) {
        try {
            throw new AssertionError(
                    "answered: " + stage.toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new AssertionError("still waiting", e);
        }
    }

    static void until(BooleanSupplier reached) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the moment that was waited for").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
