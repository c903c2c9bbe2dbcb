package io.sessionledger.billing;

import io.sessionledger.InvalidInputException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs maintenance in the background, in one daemon thread: at once, and then again and again with a pause in between; without the pause while a run has stopped at its limit. For hosts without a scheduler of their own. Thread-safe.
 *
 * <pre>{@code
 * try (MaintenanceRunner runner = MaintenanceRunner.start(ledger.maintenance(), Duration.ofMinutes(1))) {
 *     // the application runs
 * }
 * }</pre>
 *
 * Close it before the ledger.
 */
public final class MaintenanceRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceRunner.class);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);

    /** How long a run that is under way may go on once the runner is closed, before it is interrupted. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Maintenance maintenance;
    private final Duration pause;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::work, "session-ledger-maintenance");

    private MaintenanceRunner(Maintenance maintenance, Duration pause) {
        this.maintenance = maintenance;
        this.pause = pause;
    }

    /**
     * Starts a runner.
     *
     * @param maintenance what it runs
     * @param pause how long it waits after a run, 10 milliseconds to a day; a minute is right for most
     * @return the runner, to be closed
     * @throws InvalidInputException if the pause lies outside its range
     */
    public static MaintenanceRunner start(Maintenance maintenance, Duration pause) {
        InvalidInputException.unless(
                pause.compareTo(SHORTEST_PAUSE) >= 0 && pause.compareTo(Duration.ofDays(1)) <= 0,
                "pause",
                "10 milliseconds to a day",
                pause);
        MaintenanceRunner runner = new MaintenanceRunner(maintenance, pause);
        runner.thread.setDaemon(true);
        runner.thread.start();
        return runner;
    }

    private void work() {
        try {
            boolean goesOn = true;
            while (goesOn) {
                boolean again = run();
                goesOn = !closed.await(again ? 0 : pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there is more to do at once. What goes wrong must not end the thread: the next run may succeed. */
    private boolean run() {
        try {
            MaintenanceReport report = maintenance.run();
            if (report.changedAnything() || report.errors() > 0) {
                LOG.info("{}", report);
            }
            return report.more() && report.changedAnything();
        } catch (RuntimeException e) {
            LOG.warn("A run of maintenance failed; the next one comes in {}.", pause, e);
            return false;
        }
    }

    /** Lets a run that is under way finish, for ten seconds, and ends the thread. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(PATIENCE.toMillis());
            thread.interrupt();
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
