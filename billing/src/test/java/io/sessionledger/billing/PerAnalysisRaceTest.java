package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.minuteBuilder;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Settlement;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartSession;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

/** Many threads charge one session as it goes, and some of their steps are lost. */
@EveryDatabase
class PerAnalysisRaceTest {

    private static final int THREADS = 16;
    private static final int RECORDS = 25;

    private final LedgerFixture fixture;
    private final TenantLedger charging;
    private final TenantLedger losing;

    PerAnalysisRaceTest(TestDatabase database) {
        fixture = new LedgerFixture(database)
                .withRate(RateMethod.perStartedMinute("1"))
                .withCredits(1_000);
        charging = fixture.under(CreditPolicy.chargePerAnalysis(), LedgerListener.NONE);
        // a record whose second step never comes is a record by somebody who does not charge as sessions go
        losing = fixture.under(CreditPolicy.chargeAtCompletion(), LedgerListener.NONE);
    }

    @RepeatedTest(3)
    void what_is_charged_never_exceeds_what_is_due_and_ends_at_it() {
        SessionId session = fixture.started();
        CreditRate rate =
                fixture.ledger.rates().versions(StartSession.STANDARD_RATE).get(0);
        AtomicBoolean over = new AtomicBoolean();

        Race.values(Race.of(THREADS + 1, thread -> {
            if (thread == THREADS) {
                return watch(session, rate, over);
            }
            for (int i = 0; i < RECORDS; i++) {
                int number = thread * RECORDS + i;
                TenantLedger by = number % 3 == 0 ? losing : charging;
                by.record(
                        session,
                        minuteBuilder(number).duration(Duration.ofSeconds(25)).build());
            }
            over.compareAndSet(false, thread == 0);
            return thread;
        }));

        SessionUsage running = fixture.ledger.session(session);
        assertThat(running.creditsConsumed().compareTo(rate.creditsFor(running)))
                .isNotPositive();
        Settlement bill = charging.complete(session);
        Credits due = Credits.of((THREADS * RECORDS * 25 + 59) / 60);
        assertThat(bill.usage().creditsConsumed()).isEqualTo(due);
        assertThat(fixture.account().used()).isEqualTo(due);
        Invariants.hold(fixture.tables);
    }

    @RepeatedTest(10)
    void a_step_is_not_lost_where_another_posts_meanwhile_what_has_come_due_on_the_account() {
        List<SessionId> sessions =
                IntStream.range(0, THREADS).mapToObj(i -> fixture.started()).toList();
        Instant soon = fixture.clock.instant().plusSeconds(1);
        fixture.ledger
                .credits()
                .grant(GrantCredits.purchase(fixture.counselor, Credits.of(1), "why", "grant")
                        .effectiveFrom(soon));
        fixture.clock.advance(Duration.ofMinutes(1));

        List<RecordOutcome> outcomes = Race.values(Race.of(
                THREADS,
                thread -> charging.record(sessions.get(thread), minuteBuilder(1).build())));

        assertThat(outcomes)
                .extracting(outcome -> outcome.usage().creditsConsumed())
                .containsOnly(Credits.of(1));
        Invariants.hold(fixture.tables);
    }

    @RepeatedTest(5)
    void records_grants_and_an_end_that_race_leave_the_books_whole() {
        SessionId completed = fixture.started();
        SessionId cancelled = fixture.started();

        Race.values(Race.of(THREADS, thread -> {
            for (int i = 0; i < RECORDS; i++) {
                int number = thread * RECORDS + i;
                charging.record(completed, minuteBuilder(number).build());
                charging.record(cancelled, minuteBuilder(number).build());
                if (number % 50 == 7) {
                    fixture.withCredits(1);
                }
                if (number == 5 * RECORDS + 10) {
                    charging.complete(completed);
                    charging.cancel(cancelled);
                }
            }
            return thread;
        }));

        Settlement bill = charging.complete(completed);
        assertThat(bill.usage().creditsConsumed())
                .isEqualTo(Credits.of(bill.usage().billable().analysisCount()));
        assertThat(fixture.ledger.session(cancelled).creditsConsumed()).isEqualTo(Credits.ZERO);
        assertThat(fixture.account().used()).isEqualTo(bill.usage().creditsConsumed());
        Invariants.hold(fixture.tables);
    }

    /** One read of the row sees both figures as they were at one moment. */
    private int watch(SessionId session, CreditRate rate, AtomicBoolean over) {
        int looks = 0;
        while (!over.get()) {
            SessionUsage usage = fixture.ledger.session(session);
            assertThat(usage.creditsConsumed().compareTo(rate.creditsFor(usage)))
                    .isNotPositive();
            looks++;
        }
        return looks;
    }
}
