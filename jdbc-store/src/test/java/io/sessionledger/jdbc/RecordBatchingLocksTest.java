package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.minute;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.SessionId;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Recorded;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who delays whom: a tenant no other, a session that a host holds only itself. */
class RecordBatchingLocksTest {

    private static final int BATCH = 64;

    private final BatchingFixture fixture = new BatchingFixture();
    private final StoreFixture tenant = fixture.tenant;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void the_batches_of_two_tenants_never_mix_even_for_sessions_of_one_id() {
        StoreFixture other = new StoreFixture(fixture.store);
        List<SessionId> sessions = fixture.started(10);
        sessions.forEach(session -> {
            var unused = other.start(session, other.counselor, StoreFixture.NOON);
        });
        SessionId ahead = tenant.started();
        SessionId otherAhead = other.started();
        fixture.connections.hold();
        List<Caller<RecordOutcome>> onTheirWay =
                List.of(fixture.recording(ahead, minute(1)), BatchingFixture.recording(other, otherAhead, minute(1)));
        Caller.until(() -> fixture.connections.waiting() == 2);
        List<Callable<RecordOutcome>> calls = new ArrayList<>();
        for (SessionId session : sessions) {
            calls.add(fixture.record(session, minute(1).displayText("ours")));
            calls.add(
                    () -> other.record(session, minute(2).displayText("theirs").build()));
        }
        List<Caller<RecordOutcome>> callers = fixture.gathered(calls);

        fixture.connections.release();

        assertThat(Caller.results(onTheirWay)).allMatch(outcome -> outcome instanceof Recorded);
        List<RecordOutcome> outcomes = Caller.results(callers);
        assertThat(fixture.connections.batches()).isEqualTo(2);
        assertThat(outcomes.stream().map(outcome -> outcome.log().counselorId()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(tenant.counselor, other.counselor);
        for (SessionId session : sessions) {
            assertThat(tenant.logs(session))
                    .extracting(log -> log.content().displayText())
                    .containsExactly("ours");
            assertThat(other.logs(session))
                    .extracting(log -> log.content().displayText())
                    .containsExactly("theirs");
            assertThat(tenant.usage(session).counted().analysisCount()).isEqualTo(1);
            assertThat(other.usage(session).counted().analysisCount()).isEqualTo(1);
        }
    }

    @Test
    void a_host_that_holds_one_session_delays_that_session_alone() throws SQLException {
        List<SessionId> sessions = fixture.started(BATCH);
        SessionId held = sessions.get(30);
        Caller<RecordOutcome> waiting;
        List<Caller<RecordOutcome>> behind;
        try (HostLock host = HostLock.begin()) {
            host.hold(tenant.tenant, held);

            List<Caller<RecordOutcome>> callers = fixture.together(fixture.records(sessions));

            waiting = callers.get(30);
            List<Caller<RecordOutcome>> others = new ArrayList<>(callers);
            others.remove(waiting);
            assertThat(Caller.results(others)).hasSize(BATCH - 1).allMatch(outcome -> outcome instanceof Recorded);
            assertThat(fixture.connections.batches()).isEqualTo(1);
            assertThat(host.waiting(1)).as("a connection").hasSize(1);
            behind = fixture.gathered(List.of(fixture.record(held, minute(2)), fixture.record(held, minute(3))));
            assertThat(tenant.record(sessions.get(0), minute(2).build()))
                    .as("a lone record of another session of the same writer")
                    .isInstanceOf(Recorded.class);
            assertThat(host.waiting(1))
                    .as("one connection for the session, however many wait")
                    .hasSize(1);
            assertThat(waiting.isDone()).isFalse();
            assertThat(behind).noneMatch(Caller::isDone);
            assertThat(tenant.logs(held)).isEmpty();
        }

        assertThat(waiting.result()).isInstanceOf(Recorded.class);
        assertThat(Caller.results(behind)).allMatch(outcome -> outcome instanceof Recorded);
        fixture.assertRecorded(3, List.of(held));
    }

    @Test
    void a_lone_record_of_a_held_session_waits_for_it_and_keeps_nobody() throws SQLException {
        List<SessionId> sessions = fixture.started(2);
        Caller<RecordOutcome> waiting;
        try (HostLock host = HostLock.begin()) {
            host.hold(tenant.tenant, sessions.get(0));
            waiting = fixture.recording(sessions.get(0), minute(1));
            assertThat(host.waiting(1)).hasSize(1);

            assertThat(tenant.record(sessions.get(1), minute(1).build())).isInstanceOf(Recorded.class);

            assertThat(waiting.isDone()).isFalse();
        }
        assertThat(waiting.result()).isInstanceOf(Recorded.class);
    }
}
