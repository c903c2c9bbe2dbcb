package io.sessionledger.benchmarks;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A record by one caller, with the database behind it: the ledger's and the best single statement. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class RecordHotPaths {

    private final Caller caller = Caller.number(0);
    private @Nullable BenchmarkDatabase database;
    private @Nullable RecordContest contest;

    /**
     * Starts PostgreSQL with the ledger's tables.
     *
     * @throws IOException if it cannot be started
     * @throws SQLException if it has no tables
     */
    @Setup
    public void start() throws IOException, SQLException {
        database = BenchmarkDatabase.start();
        contest = new RecordContest(database, 1);
    }

    /**
     * Records through the ledger.
     *
     * @throws Exception if it fails
     */
    @Benchmark
    public void ledger() throws Exception {
        requireNonNull(contest).ledger().operation().by(caller);
    }

    /**
     * Records by the best single statement.
     *
     * @throws Exception if it fails
     */
    @Benchmark
    public void bestStatement() throws Exception {
        requireNonNull(contest).bestStatement().operation().by(caller);
    }

    /**
     * Checks the books, and stops PostgreSQL.
     *
     * @throws IOException if it cannot be stopped
     * @throws SQLException if the books cannot be read
     */
    @TearDown
    public void stop() throws IOException, SQLException {
        requireNonNull(contest).checkBooks();
        requireNonNull(contest).close();
        requireNonNull(database).close();
    }
}
