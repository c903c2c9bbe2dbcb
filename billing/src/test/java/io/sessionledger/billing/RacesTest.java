package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.minute;
import static io.sessionledger.billing.LedgerFixture.minuteBuilder;
import static io.sessionledger.billing.LedgerFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.AnalysisId;
import io.sessionledger.ConflictException;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Settlement;
import io.sessionledger.credit.Settlement.NotCharged;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartOutcome;
import io.sessionledger.session.StartSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The verbs against themselves and each other, many at the same moment. */
@EveryDatabase
class RacesTest {

    private final LedgerFixture fixture;
    private final TenantLedger ledger;

    RacesTest(TestDatabase database) {
        fixture = new LedgerFixture(database);
        ledger = fixture.ledger;
    }

    @Test
    void a_session_completed_two_hundred_times_at_once_is_charged_once() {
        fixture.withRate(RateMethod.perStartedMinute("2")).withCredits(100);
        SessionId session = fixture.recorded(3);
        List<Settlement> settlements = Race.values(Race.of(200, i -> ledger.complete(session)));
        assertThat(settlements)
                .filteredOn(settlement -> !settlement.replayed())
                .as("the one that charged")
                .hasSize(1);
        assertThat(settlements.stream().map(Settlement::receipt).distinct()).hasSize(1);
        assertThat(settlements.stream().map(Settlement::usage).distinct()).containsExactly(ledger.session(session));
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(94));
        assertThat(fixture.tables.count("credit_logs")).isEqualTo(2);
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_session_that_cannot_be_rated_is_completed_many_times_at_once_with_one_alert() {
        SessionId session = fixture.recorded(1);
        List<Settlement> settlements = Race.values(Race.of(50, i -> ledger.complete(session)));
        assertThat(settlements).allMatch(settlement -> settlement instanceof Settlement.Unrated);
        assertThat(settlements).filteredOn(settlement -> !settlement.replayed()).hasSize(1);
        assertThat(fixture.tables.count("credit_alerts")).isEqualTo(1);
    }

    @Test
    void an_unsettled_session_settled_many_times_at_once_is_charged_once() {
        SessionId session = fixture.recorded(3);
        assertThat(ledger.complete(session)).isInstanceOf(Settlement.Unrated.class);
        ledger.rates().publish(PublishRate.standard(NOON, RateMethod.perStartedMinute("2")));
        List<Settlement> settlements =
                Race.values(Race.of(50, i -> i % 2 == 0 ? ledger.settle(session) : ledger.complete(session)));
        assertThat(settlements).filteredOn(settlement -> !settlement.replayed()).hasSize(1);
        assertThat(settlements.stream().map(Settlement::receipt).distinct()).hasSize(1);
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(-6));
        assertThat(ledger.credits().alerts(PageRequest.first(10)).items())
                .extracting(CreditAlert::kind)
                .containsExactlyInAnyOrder(CreditAlert.Kind.SHORTAGE, CreditAlert.Kind.UNRATED_SESSION);
        Invariants.hold(fixture.tables);
    }

    @Test
    void an_analysis_recorded_two_hundred_times_at_once_is_one_row() {
        SessionId session = fixture.started();
        List<RecordOutcome> outcomes = Race.values(Race.of(200, i -> ledger.record(session, minute(1))));
        assertThat(outcomes)
                .filteredOn(outcome -> outcome instanceof RecordOutcome.Recorded)
                .hasSize(1);
        assertThat(outcomes)
                .filteredOn(outcome -> outcome instanceof RecordOutcome.Duplicate)
                .hasSize(199);
        assertThat(outcomes.stream().map(RecordOutcome::log).distinct()).hasSize(1);
        assertThat(outcomes.stream().map(RecordOutcome::usage).distinct()).containsExactly(ledger.session(session));
        assertThat(ledger.session(session).counted().analysisCount()).isEqualTo(1);
        assertThat(ledger.session(session).counted().duration()).isEqualTo(Duration.ofMinutes(1));
        assertThat(fixture.tables.count("session_analysis_logs")).isEqualTo(1);
        Invariants.hold(fixture.tables);
    }

    @Test
    void records_and_completions_that_race_agree_on_what_is_billed_and_what_is_late() {
        fixture.withRate(RateMethod.perAnalysis("1.5"));
        new RecordingRace(fixture, new Random().nextLong()).run();
    }

    /**
     * Sixteen threads record distinct analyses on twenty sessions, and complete each of them somewhere in between. Four sessions at a
     * time are worked on by all threads, so that they meet on the same rows.
     */
    private static final class RecordingRace {

        private static final int THREADS = 16;
        private static final int SESSIONS = 20;
        private static final int AT_A_TIME = 4;
        private static final int RECORDS_OF_A_THREAD = 6;

        private final LedgerFixture fixture;
        private final TenantLedger ledger;
        private final long seed;
        private final Random random;
        private final List<SessionId> sessions = new ArrayList<>();
        private final AtomicLong moments = new AtomicLong();
        private final ConcurrentLinkedQueue<Recorded> records = new ConcurrentLinkedQueue<>();
        private final Map<SessionId, Span> completions = new ConcurrentHashMap<>();

        RecordingRace(LedgerFixture fixture, long seed) {
            this.fixture = fixture;
            this.ledger = fixture.ledger;
            this.seed = seed;
            this.random = new Random(seed);
        }

        private record Span(long from, long to) {}

        private record Recorded(SessionId session, Span span, RecordOutcome outcome) {}

        void run() {
            for (int i = 0; i < SESSIONS; i++) {
                sessions.add(fixture.started());
            }
            List<Callable<Integer>> runners = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                List<Runnable> work = work(thread);
                runners.add(() -> {
                    work.forEach(Runnable::run);
                    return work.size();
                });
            }
            List<Integer> done = Race.values(Race.of(runners));
            assertThat(done.stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(THREADS * SESSIONS * RECORDS_OF_A_THREAD + SESSIONS);
            check();
        }

        private List<Runnable> work(int thread) {
            List<Runnable> work = new ArrayList<>();
            for (int from = 0; from < SESSIONS; from += AT_A_TIME) {
                List<Runnable> part = new ArrayList<>();
                for (int i = from; i < from + AT_A_TIME; i++) {
                    SessionId session = sessions.get(i);
                    for (int n = 0; n < RECORDS_OF_A_THREAD; n++) {
                        AnalysisId id = AnalysisId.of(thread * 1000L + n);
                        part.add(() -> record(session, id));
                    }
                    if (i % THREADS == thread) {
                        part.add(() -> complete(session));
                    }
                }
                Collections.shuffle(part, random);
                work.addAll(part);
            }
            return work;
        }

        private void record(SessionId session, AnalysisId id) {
            long from = moments.incrementAndGet();
            RecordOutcome outcome =
                    ledger.record(session, minuteBuilder(1).id(id).build());
            records.add(new Recorded(session, new Span(from, moments.incrementAndGet()), outcome));
        }

        private void complete(SessionId session) {
            long from = moments.incrementAndGet();
            Settlement settlement = ledger.complete(session);
            assertThat(settlement.replayed()).isFalse();
            completions.put(session, new Span(from, moments.incrementAndGet()));
        }

        private void check() {
            String run = "seed " + seed;
            Invariants.hold(fixture.tables);
            for (SessionId session : sessions) {
                SessionUsage usage = ledger.session(session);
                assertThat(usage.counted().analysisCount()).as(run).isEqualTo(THREADS * RECORDS_OF_A_THREAD);
                assertThat(lateRows(session)).as(run).isEqualTo(lateOutcomes(session));
                assertThat(usage.billed().analysisCount())
                        .as(run)
                        .isEqualTo(THREADS * RECORDS_OF_A_THREAD - lateRows(session));
                CreditRate rate = ledger.rates().versions("standard").get(0);
                assertThat(usage.creditsConsumed()).as(run).isEqualTo(rate.creditsFor(usage));
            }
            assertThat(records)
                    .as(run)
                    .hasSize(THREADS * SESSIONS * RECORDS_OF_A_THREAD)
                    .allSatisfy(this::assertOnTheRightSide);
        }

        private long lateRows(SessionId session) {
            try (var logs = ledger.exportAnalysisLogs(AnalysisLogQuery.ofSession(session))) {
                return logs.filter(log -> log.late()).count();
            }
        }

        private long lateOutcomes(SessionId session) {
            return records.stream()
                    .filter(record -> record.session().equals(session))
                    .filter(record -> record.outcome() instanceof RecordOutcome.Late)
                    .count();
        }

        /** What returned before the completion was called counts; what was called after it had returned is late. */
        private void assertOnTheRightSide(Recorded record) {
            Span completion = completions.get(record.session());
            assertThat(record.outcome().replayed()).isFalse();
            if (record.span().to() < completion.from()) {
                assertThat(record.outcome()).isInstanceOf(RecordOutcome.Recorded.class);
            } else if (record.span().from() > completion.to()) {
                assertThat(record.outcome()).isInstanceOf(RecordOutcome.Late.class);
            }
        }
    }

    @Test
    void two_hundred_sessions_completed_at_once_move_one_account_in_line() {
        fixture.withRate(RateMethod.perStartedMinute("1.5")).withCredits(100);
        List<SessionId> sessions = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sessions.add(fixture.recorded(1));
        }
        List<Settlement> settlements = Race.values(Race.of(200, i -> ledger.complete(sessions.get(i))));
        assertThat(settlements)
                .allMatch(settlement -> settlement instanceof Settlement.Charged && !settlement.replayed());
        List<CreditLog> entries =
                ledger.credits().log(fixture.counselor, PageRequest.first(300)).items();
        assertThat(entries).hasSize(201);
        Credits running = Credits.ZERO;
        for (int no = 1; no <= entries.size(); no++) {
            CreditLog entry = entries.get(entries.size() - no);
            running = running.plus(entry.delta());
            assertThat(entry.entryNo()).isEqualTo(no);
            assertThat(entry.balanceAfter()).isEqualTo(running);
        }
        assertThat(fixture.account().balance()).isEqualTo(running).isEqualTo(Credits.of(-300));
        assertThat(settlements.stream().map(settlement -> settlement.receipt().orElseThrow()))
                .containsExactlyInAnyOrderElementsOf(entries.subList(0, 200));
        // 50 charges of 2 are covered; each of the others finds the account overdrawn
        assertThat(ledger.credits().alerts(PageRequest.first(300)).items()).hasSize(150);
        assertThat(settlements)
                .filteredOn(settlement -> settlement.shortage().isPresent())
                .hasSize(150);
        Invariants.hold(fixture.tables);
    }

    @Test
    void one_grant_sent_fifty_times_at_once_is_given_once() {
        GrantCredits grant = GrantCredits.purchase(fixture.counselor, Credits.of(10), "why", "key");
        List<CreditReceipt.Granted> receipts =
                Race.values(Race.of(50, i -> ledger.credits().grant(grant)));
        assertThat(receipts).filteredOn(receipt -> !receipt.replayed()).hasSize(1);
        assertThat(receipts.stream().map(CreditReceipt.Granted::entry).distinct())
                .hasSize(1);
        assertThat(receipts).allSatisfy(receipt -> assertThat(receipt.account()).isEqualTo(fixture.account()));
        assertThat(fixture.account().granted()).isEqualTo(Credits.of(10));
        Invariants.hold(fixture.tables);
    }

    @Test
    void fifty_grants_of_one_key_to_fifty_counselors_give_once() {
        List<Race.Finish<CreditReceipt.Granted>> finishes = Race.of(
                50,
                i -> ledger.credits()
                        .grant(GrantCredits.purchase(CounselorId.of(UUID.randomUUID()), Credits.of(10), "why", "key")));
        List<Throwable> refused = Race.thrown(finishes);
        assertThat(refused).allSatisfy(thrown -> assertThat(thrown).isExactlyInstanceOf(ConflictException.class));
        assertThat(refused).hasSize(49);
        assertThat(fixture.tables.count("credit_logs")).isEqualTo(1);
        assertThat(fixture.tables.count("credit_grants")).isEqualTo(1);
        assertThat(fixture.tables.count("credit_requests")).isEqualTo(1);
        Invariants.hold(fixture.tables);
    }

    @Test
    void grants_and_charges_on_one_account_lose_nothing() {
        fixture.withRate(RateMethod.perStartedMinute("2"));
        List<SessionId> sessions = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            sessions.add(fixture.recorded(1));
        }
        List<Integer> done = Race.values(Race.of(120, i -> {
            if (i % 2 == 0) {
                assertThat(ledger.complete(sessions.get(i / 2)).replayed()).isFalse();
            } else {
                fixture.withCredits(3);
            }
            return i;
        }));
        assertThat(done).hasSize(120);
        assertThat(fixture.account().granted()).isEqualTo(Credits.of(180));
        assertThat(fixture.account().used()).isEqualTo(Credits.of(120));
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_session_started_fifty_times_at_once_is_created_once() {
        fixture.withRate(RateMethod.perStartedMinute("2"));
        SessionId session = newSession();
        List<StartOutcome> outcomes =
                Race.values(Race.of(50, i -> ledger.start(StartSession.of(session, fixture.counselor))));
        assertThat(outcomes).filteredOn(outcome -> !outcome.replayed()).hasSize(1);
        assertThat(outcomes.stream().map(StartOutcome::usage).distinct()).containsExactly(ledger.session(session));
        assertThat(fixture.tables.count("session_usage")).isEqualTo(1);
        assertThat(fixture.tables.count("credit_accounts")).isEqualTo(1);
    }

    @Test
    void fifty_counselors_who_start_one_session_at_once_leave_one_owner() {
        SessionId session = newSession();
        List<Race.Finish<StartOutcome>> finishes =
                Race.of(50, i -> ledger.start(StartSession.of(session, CounselorId.of(i))));
        assertThat(Race.thrown(finishes))
                .hasSize(49)
                .allSatisfy(thrown -> assertThat(thrown).isExactlyInstanceOf(ConflictException.class));
        CounselorId owner = ledger.session(session).counselorId();
        assertThat(finishes.get((int) owner.asLong()).value()).isPresent();
        assertThat(fixture.tables.count("credit_accounts")).isEqualTo(1);
    }

    @Test
    void a_completion_and_a_cancellation_that_race_leave_one_winner() {
        fixture.withRate(RateMethod.perStartedMinute("2")).withCredits(1000);
        int charged = 0;
        for (int i = 0; i < 200; i++) {
            SessionId session = fixture.recorded(1);
            List<Race.Finish<Settlement>> finishes =
                    Race.of(2, runner -> runner == 0 ? ledger.complete(session) : ledger.cancel(session));
            assertThat(Race.thrown(finishes)).hasSize(1);
            SessionStatus status = ledger.session(session).status();
            boolean completed = finishes.get(0).value().isPresent();
            assertThat(status).isEqualTo(completed ? SessionStatus.COMPLETED : SessionStatus.CANCELLED);
            assertThat(Race.thrown(finishes).get(0))
                    .isInstanceOfSatisfying(
                            SessionStateException.class,
                            refused -> assertThat(refused.status()).isEqualTo(status));
            assertThat(finishes.get(completed ? 0 : 1).value().orElseThrow())
                    .isInstanceOf(completed ? Settlement.Charged.class : NotCharged.class)
                    .matches(settlement -> !settlement.replayed());
            charged += completed ? 1 : 0;
        }
        assertThat(fixture.account().used()).isEqualTo(Credits.of(2L * charged));
        Invariants.hold(fixture.tables);
    }

    @Test
    void twenty_versions_published_at_once_are_numbered_in_line() {
        List<CreditRate> published = Race.values(Race.of(
                20, i -> ledger.rates().publish(PublishRate.standard(NOON, RateMethod.perSecond("" + i)))));
        assertThat(published).extracting(CreditRate::version).doesNotHaveDuplicates();
        assertThat(ledger.rates().versions("standard"))
                .extracting(CreditRate::version)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 20).boxed().toList());
    }
}
