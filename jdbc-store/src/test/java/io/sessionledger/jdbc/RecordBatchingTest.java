package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.minute;
import static io.sessionledger.jdbc.StoreFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Duplicate;
import io.sessionledger.session.RecordOutcome.Late;
import io.sessionledger.session.RecordOutcome.Recorded;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.store.SettlementPlan.NothingDue;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of records that go to PostgreSQL together. */
class RecordBatchingTest {

    private static final int BATCH = 64;

    private final BatchingFixture fixture = new BatchingFixture();
    private final StoreFixture tenant = fixture.tenant;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void sixty_four_records_that_wait_for_one_on_its_way_go_in_one_statement() {
        List<SessionId> sessions = fixture.started(BATCH);

        List<Caller<RecordOutcome>> callers = fixture.together(fixture.records(sessions));

        assertThat(Caller.results(callers)).allMatch(outcome -> outcome instanceof Recorded);
        assertThat(fixture.connections.batches()).isEqualTo(1);
        assertThat(fixture.connections.singles()).as("the one ahead").isEqualTo(1);
        fixture.assertRecorded(1, sessions);
    }

    @Test
    void no_batch_has_more_than_it_may() {
        List<SessionId> sessions = fixture.started(BATCH + 2);

        List<Caller<RecordOutcome>> callers = fixture.together(fixture.records(sessions));

        assertThat(Caller.results(callers)).allMatch(outcome -> outcome instanceof Recorded);
        assertThat(fixture.connections.batches()).isEqualTo(2);
    }

    @Test
    void no_batch_has_more_text_than_four_million_characters() {
        List<SessionId> sessions = fixture.started(17);
        String quarter = "a".repeat(JdbcLedgerStore.Builder.DEFAULT_MAX_TEXT_BYTES);
        List<Callable<RecordOutcome>> calls = sessions.stream()
                .map(session -> fixture.record(session, minute(1).displayText(quarter)))
                .toList();

        List<Caller<RecordOutcome>> callers = fixture.together(calls);

        assertThat(Caller.results(callers)).allMatch(outcome -> outcome instanceof Recorded);
        assertThat(fixture.connections.batches()).isEqualTo(1);
        assertThat(fixture.connections.singles())
                .as("the one ahead and the one too many")
                .isEqualTo(2);
    }

    @Test
    void each_is_answered_with_its_own_log_and_its_sessions_usage_with_that_in_it() {
        List<SessionId> sessions = fixture.started(8);
        tenant.record(sessions.get(0), minute(100).build());
        List<Callable<RecordOutcome>> calls = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            calls.add(fixture.record(sessions.get(i % 8), minute(i).duration(Duration.ofSeconds(1 + i))));
        }

        List<RecordOutcome> outcomes = Caller.results(fixture.together(calls));

        assertThat(fixture.connections.batches()).isEqualTo(1);
        for (int i = 0; i < BATCH; i++) {
            SessionId session = sessions.get(i % 8);
            assertThat(outcomes.get(i).log().duration()).isEqualTo(Duration.ofSeconds(1 + i));
            assertThat(tenant.logs(session)).contains(outcomes.get(i).log());
            assertThat(outcomes.get(i).usage()).isEqualTo(tenant.usage(session));
        }
        assertThat(outcomes.get(0).usage().counted().analysisCount()).isEqualTo(9);
        fixture.assertRecorded(8, sessions.subList(1, 8));
    }

    @Test
    void a_record_that_overflows_its_sessions_counters_fails_alone() throws SQLException {
        List<SessionId> sessions = fixture.started(BATCH);
        SessionId full = sessions.get(20);
        BatchingFixture.execute("update session_usage set duration_seconds = 999999999.999 where tenant_id = '"
                + tenant.tenant.value() + "' and session_id = '" + full.value() + "'");

        List<Caller<RecordOutcome>> callers = fixture.together(fixture.records(sessions));

        assertThat(callers.get(20).thrown())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(minute(1).build().id().toString());
        assertOthersRecorded(20, callers, sessions);
        assertThat(tenant.logs(full)).isEmpty();
    }

    /** All but one were recorded. */
    private void assertOthersRecorded(int but, List<Caller<RecordOutcome>> callers, List<SessionId> sessions) {
        List<Caller<RecordOutcome>> others = new ArrayList<>(callers);
        others.remove(but);
        List<SessionId> theirs = new ArrayList<>(sessions);
        theirs.remove(but);
        assertThat(Caller.results(others)).hasSize(BATCH - 1).allMatch(outcome -> outcome instanceof Recorded);
        fixture.assertRecorded(1, theirs);
    }

    @Test
    void a_row_that_a_trigger_of_the_hosts_refuses_fails_alone() throws SQLException {
        List<SessionId> sessions = fixture.started(BATCH);
        SessionId refused = sessions.get(63);
        String trigger = "refuses_" + refused.value().toString().replace('-', '_');
        BatchingFixture.execute("""
            create function %1$s() returns trigger language plpgsql as $$
            begin
                if new.session_id = '%2$s' then raise exception 'not this one'; end if;
                return new;
            end $$;
            create trigger %1$s before insert on session_analysis_logs for each row execute function %1$s()
            """.formatted(trigger, refused.value()));
        try {
            List<Caller<RecordOutcome>> callers = fixture.together(fixture.records(sessions));

            assertThat(callers.get(63).thrown()).hasMessageContaining("not this one");
            assertOthersRecorded(63, callers, sessions);
        } finally {
            BatchingFixture.execute("drop function " + trigger + " cascade");
        }
    }

    @Test
    void a_record_of_a_session_that_is_not_there_fails_alone() {
        List<SessionId> sessions = new ArrayList<>(fixture.started(BATCH));
        sessions.set(0, newSession());

        List<Caller<RecordOutcome>> callers = fixture.together(fixture.records(sessions));

        assertThat(callers.get(0).thrown())
                .isInstanceOf(SessionNotFoundException.class)
                .hasMessageContaining(sessions.get(0).toString());
        assertOthersRecorded(0, callers, sessions);
    }

    @Test
    void what_was_recorded_before_is_a_duplicate_with_the_stored_log_and_counts_once() {
        List<SessionId> sessions = fixture.started(BATCH);
        SessionId known = sessions.get(5);
        tenant.record(known, minute(1).displayText("as it was").build());

        List<Caller<RecordOutcome>> callers = fixture.together(fixture.records(sessions));

        assertThat(callers.get(5).result()).isInstanceOfSatisfying(Duplicate.class, duplicate -> {
            assertThat(duplicate.log().content().displayText()).isEqualTo("as it was");
            assertThat(duplicate.usage()).isEqualTo(tenant.usage(known));
        });
        assertOthersRecorded(5, callers, sessions);
        fixture.assertRecorded(1, List.of(known));
    }

    @Test
    void of_the_same_analysis_twice_at_once_one_is_recorded_and_the_other_a_duplicate_of_it() {
        List<SessionId> sessions = new ArrayList<>(fixture.started(BATCH));
        sessions.set(40, sessions.get(10));

        List<RecordOutcome> outcomes = Caller.results(fixture.together(fixture.records(sessions)));

        assertThat(outcomes.get(10)).isInstanceOf(Recorded.class);
        assertThat(outcomes.get(40)).isInstanceOf(Duplicate.class);
        assertThat(outcomes.get(40).log()).isEqualTo(outcomes.get(10).log());
        assertThat(outcomes).filteredOn(outcome -> outcome instanceof Recorded).hasSize(BATCH - 1);
        fixture.assertRecorded(1, sessions);
    }

    @Test
    void in_one_batch_some_are_late_and_others_not() {
        List<SessionId> sessions = fixture.started(BATCH);
        List<SessionId> ended = sessions.subList(0, 10);
        ended.forEach(session -> {
            var unused = tenant.completed(session, new NothingDue());
        });

        List<RecordOutcome> outcomes = Caller.results(fixture.together(fixture.records(sessions)));

        assertThat(fixture.connections.batches()).isEqualTo(1);
        assertThat(outcomes.subList(0, 10)).allMatch(outcome -> outcome instanceof Late);
        assertThat(outcomes.subList(10, BATCH)).allMatch(outcome -> outcome instanceof Recorded);
        fixture.assertRecorded(1, sessions);
        assertThat(ended).allSatisfy(session -> assertThat(tenant.logs(session)).allMatch(log -> log.late()));
    }
}
