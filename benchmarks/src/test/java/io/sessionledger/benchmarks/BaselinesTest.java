package io.sessionledger.benchmarks;

import static io.sessionledger.benchmarks.RecordContest.BEST_STATEMENT;
import static io.sessionledger.benchmarks.RecordContest.BY_HAND;
import static io.sessionledger.benchmarks.RecordContest.LEDGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.Usd;
import io.sessionledger.benchmarks.Recorder.Answer;
import io.sessionledger.benchmarks.Recorder.Outcome;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UsageFigures;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ratios say something only if both sides do the same work. */
@TestInstance(Lifecycle.PER_CLASS)
class BaselinesTest {

    private static final int CALLERS = 8;

    private BenchmarkDatabase database;
    private DataSource pool;
    private SessionLedger ledger;

    @BeforeAll
    void start() throws IOException, SQLException {
        database = BenchmarkDatabase.start();
        pool = database.pool();
        ledger = RecordContest.ledger(pool);
    }

    @AfterAll
    void stop() throws IOException {
        ledger.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {LEDGER, BY_HAND, BEST_STATEMENT})
    void all_ways_of_recording_tell_the_same_four_outcomes_with_the_usage(String name) throws SQLException {
        Recorder recorder = recorder(name, name.replace(' ', '-'));
        UUID session = new OpenSessions(pool, name.replace(' ', '-')).next();
        Sample first = Sample.next(new SplittableRandom(1));
        Sample second = Sample.next(new SplittableRandom(2));

        Answer recorded = recorder.record(session, first);
        Answer again = recorder.record(session, first);
        cancel(session);
        Answer late = recorder.record(session, second);
        Answer unknown = recorder.record(UUID.randomUUID(), second);

        assertThat(recorded.outcome()).isEqualTo(Outcome.RECORDED);
        assertThat(counted(recorded)).isEqualTo(figures(first));
        assertThat(again).isEqualTo(new Answer(Outcome.DUPLICATE, recorded.usage()));
        assertThat(late.outcome()).isEqualTo(Outcome.LATE);
        assertThat(counted(late)).isEqualTo(figures(first).plus(figures(second)));
        assertThat(unknown).isEqualTo(new Answer(Outcome.UNKNOWN, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {LEDGER, BY_HAND, BEST_STATEMENT})
    void all_ways_of_recording_count_right_when_many_record_into_one_session(String name) throws Exception {
        String tenant = "crowd-" + name.replace(' ', '-');
        Recorder recorder = recorder(name, tenant);
        UUID session = new OpenSessions(pool, tenant).next();

        Load load = LoadDriver.run(
                caller -> recorder.record(session, Sample.next(caller.random())),
                CALLERS,
                Duration.ZERO,
                Duration.ofMillis(200));

        assertThat(load.operations()).isPositive();
        new Books(pool).check(tenant);
    }

    @Test
    void the_books_notice_a_counter_that_is_not_the_sum_of_its_rows() throws SQLException {
        UUID session = PastSessions.make(pool, "wrong", 3, 5).get(1);
        Books books = new Books(pool);
        books.check("wrong");
        books.checkLogs("wrong", 15);

        database.execute(
                "update session_usage set total_tokens = total_tokens + 1 where session_id = '" + session + "'");

        assertThatThrownBy(() -> books.check("wrong")).hasMessageContaining("1 sessions' counters");
        assertThatThrownBy(() -> books.checkLogs("wrong", 16))
                .hasMessage("tenant wrong: 16 analyses were acknowledged, 15 are stored");
    }

    @Test
    void the_books_notice_a_charge_without_an_entry() throws SQLException {
        UUID session = PastSessions.make(pool, "charged", 3, 5).get(1);

        database.execute("update session_usage set credits_consumed = 5 where session_id = '" + session + "'");

        assertThatThrownBy(() -> new Books(pool).check("charged")).hasMessageContaining("1 sessions' charges");
    }

    @Test
    void the_database_is_as_durable_as_one_in_production() throws SQLException {
        assertThat(database.settings())
                .containsEntry("fsync", "on")
                .containsEntry("synchronous_commit", "on")
                .containsEntry("full_page_writes", "on")
                .containsEntry("shared_buffers", "256MB")
                .containsEntry("max_wal_size", "4GB");
    }

    private Recorder recorder(String name, String tenant) {
        return switch (name) {
            case LEDGER -> new LedgerRecorder(ledger.tenant(tenant));
            case BY_HAND -> new RecordByHand(pool, tenant);
            default -> new RecordInOneStatement(pool, tenant);
        };
    }

    private void cancel(UUID session) throws SQLException {
        database.execute("update session_usage set status = 'cancelled', completed_at = now() where session_id = '"
                + session + "'");
    }

    private static UsageFigures counted(Answer answer) {
        SessionUsage usage = answer.usage();
        assertThat(usage).isNotNull();
        return usage.counted();
    }

    private static UsageFigures figures(Sample sample) {
        return new UsageFigures(Duration.ofSeconds(Sample.SECONDS), 1, sample.tokens(), new Usd(sample.cost()), 0);
    }
}
