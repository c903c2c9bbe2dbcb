package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.minute;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.SessionId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.RecordOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** A store with one writer on connections that are watched, for a tenant of its own; so a test says what goes together. */
final class BatchingFixture implements AutoCloseable {

    static final RecordBatching ONE_WRITER = RecordBatching.DEFAULT.withWriters(1);

    final WatchedConnections connections = new WatchedConnections(TestDatabase.POSTGRESQL.pool());
    final JdbcLedgerStore store;
    final StoreFixture tenant;

    BatchingFixture() {
        this(ONE_WRITER);
    }

    BatchingFixture(RecordBatching batching) {
        store = JdbcLedgerStore.builder(connections.dataSource())
                .recordBatching(batching)
                .build();
        tenant = new StoreFixture(store);
    }

    List<SessionId> started(int sessions) {
        return Stream.generate(tenant::started).limit(sessions).toList();
    }

    /** One who records a minute. */
    Caller<RecordOutcome> recording(SessionId session, Analysis.Builder analysis) {
        return recording(tenant, session, analysis);
    }

    static Caller<RecordOutcome> recording(StoreFixture by, SessionId session, Analysis.Builder analysis) {
        return Caller.of(() -> by.record(session, analysis.build()));
    }

    CompletionStage<RecordOutcome> recordingAsync(SessionId session, Analysis.Builder analysis, Executor executor) {
        return store.sessions().recordAsync(tenant.tenant, session, analysis.build(), NOON, executor);
    }

    /** One who records in a session of its own, and is on its way until the connections are released. */
    Caller<RecordOutcome> onItsWay() {
        SessionId session = tenant.started();
        connections.hold();
        Caller<RecordOutcome> ahead = recording(session, minute(1));
        Caller.until(() -> connections.waiting() == 1);
        return ahead;
    }

    /** Those who record behind one who is on its way. */
    List<Caller<RecordOutcome>> gathered(List<Callable<RecordOutcome>> calls) {
        List<Caller<RecordOutcome>> callers = new ArrayList<>();
        for (Callable<RecordOutcome> call : calls) {
            callers.add(Caller.of(call).waitingAt(Call.class));
        }
        return callers;
    }

    /** Those whose records go together, in one batch as far as they fit; it is on its way. */
    List<Caller<RecordOutcome>> together(List<Callable<RecordOutcome>> calls) {
        Caller<RecordOutcome> ahead = onItsWay();
        List<Caller<RecordOutcome>> callers = gathered(calls);
        connections.forget();
        connections.release();
        assertThat(ahead.result()).isInstanceOf(RecordOutcome.Recorded.class);
        return callers;
    }

    Callable<RecordOutcome> record(SessionId session, Analysis.Builder analysis) {
        return () -> tenant.record(session, analysis.build());
    }

    /** A record in each session. */
    List<Callable<RecordOutcome>> records(List<SessionId> sessions) {
        return sessions.stream().map(session -> record(session, minute(1))).toList();
    }

    /** Sessions whose counters are the sums of their logs, which are so many. */
    void assertRecorded(int analyses, List<SessionId> sessions) {
        assertThat(sessions).allSatisfy(session -> {
            assertThat(tenant.logs(session)).hasSize(analyses);
            assertThat(tenant.usage(session).counted()).isEqualTo(StoreFixture.sumOf(tenant.logs(session)));
        });
    }

    /** Runs a statement past the ledger. */
    static void execute(String sql) throws SQLException {
        try (Connection connection = TestDatabase.POSTGRESQL.pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** In a thread of its own, since it waits for whatever is still in flight. */
    @Override
    public void close() {
        connections.release();
        assertThat(Caller.of(() -> {
                            store.close();
                            return true;
                        })
                        .result())
                .isTrue();
    }

    static RecordBatching withRoomFor(int inFlight, Duration patience) {
        return ONE_WRITER.withMaxInFlight(inFlight).withPatience(patience);
    }
}
