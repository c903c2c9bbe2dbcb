package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.UNPUBLISHED_RATE;
import static io.sessionledger.billing.LedgerFixture.minute;
import static io.sessionledger.billing.LedgerFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.ConflictException;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantReceipt;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Settlement;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.StartOutcome;
import io.sessionledger.session.StartSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A listener hears what the caller hears, once it is durable, and can do no harm. */
@EveryDatabase
class ListenerTest {

    private final LedgerFixture fixture;
    private final Ear ear = new Ear();
    private final TenantLedger ledger;

    ListenerTest(TestDatabase database) {
        fixture = new LedgerFixture(database).withRate(RateMethod.perStartedMinute("1"));
        ledger = fixture.under(CreditPolicy.chargeAtCompletion(), ear);
    }

    /** Notes each outcome, and what another connection sees at that moment. */
    private final class Ear implements LedgerListener {

        private final List<Object> heard = new ArrayList<>();
        private final List<String> seen = new ArrayList<>();
        private final List<Thread> threads = new ArrayList<>();

        @Override
        public void started(TenantId tenant, StartOutcome outcome) {
            hear(tenant, outcome, "select status from session_usage where tenant_id = :tenant");
        }

        @Override
        public void recorded(TenantId tenant, RecordOutcome outcome) {
            hear(tenant, outcome, "select count(*) from session_analysis_logs where tenant_id = :tenant");
        }

        @Override
        public void settled(TenantId tenant, Settlement settlement) {
            hear(tenant, settlement, """
                    select u.status, u.credit_deducted,
                        (select count(*) from credit_logs c where c.tenant_id = u.tenant_id) as entries
                    from session_usage u where u.tenant_id = :tenant
                    """);
        }

        @Override
        public void granted(TenantId tenant, GrantReceipt receipt) {
            hear(tenant, receipt, "select count(*) from credit_logs where tenant_id = :tenant");
        }

        private void hear(TenantId tenant, Object outcome, String sql) {
            assertThat(tenant).isEqualTo(fixture.tenant);
            heard.add(outcome);
            seen.addAll(fixture.tables.rows(sql));
            threads.add(Thread.currentThread());
        }

        private void heardOnly(Object... outcomes) {
            assertThat(heard).containsExactly(outcomes);
            assertThat(threads).containsOnly(Thread.currentThread());
            heard.clear();
            seen.clear();
        }
    }

    @Test
    void a_start_is_heard_of_once_its_row_is_there() {
        StartSession start = StartSession.of(newSession(), fixture.counselor);
        StartOutcome outcome = ledger.start(start);
        assertThat(ear.seen).containsExactly("in_progress");
        ear.heardOnly(outcome);
        StartOutcome repeat = ledger.start(start);
        assertThat(repeat.replayed()).isTrue();
        ear.heardOnly(repeat);
    }

    @Test
    void a_record_is_heard_of_once_its_log_is_there() {
        SessionId session = fixture.started();
        RecordOutcome outcome = ledger.record(session, minute(1));
        assertThat(ear.seen).containsExactly("1");
        ear.heardOnly(outcome);
        RecordOutcome repeat = ledger.record(session, minute(1));
        assertThat(repeat).isInstanceOf(RecordOutcome.Duplicate.class);
        ear.heardOnly(repeat);
    }

    @Test
    void of_several_records_each_is_heard_of_once_all_are_there() {
        SessionId session = fixture.started();
        List<RecordOutcome> outcomes = ledger.recordAll(session, List.of(minute(1), minute(2), minute(1)));
        assertThat(ear.seen).containsExactly("2", "2", "2");
        ear.heardOnly(outcomes.toArray());
    }

    @Test
    void a_completion_is_heard_of_once_it_is_charged() {
        SessionId session = fixture.recorded(1);
        Settlement settlement = ledger.complete(session);
        assertThat(ear.seen)
                .singleElement()
                .asString()
                .startsWith("status=completed")
                .endsWith("entries=1");
        ear.heardOnly(settlement);
        Settlement repeat = ledger.complete(session);
        assertThat(repeat.replayed()).isTrue();
        ear.heardOnly(repeat);
    }

    @Test
    void a_settlement_is_heard_of_once_it_is_charged() {
        SessionId session = fixture.recorded(1, fixture.unrated());
        Settlement unrated = ledger.complete(session);
        assertThat(ear.seen).singleElement().asString().endsWith("entries=0");
        ear.heardOnly(unrated);
        ledger.rates().publish(PublishRate.named(UNPUBLISHED_RATE, NOON, RateMethod.perAnalysis("1")));
        Settlement settled = ledger.settle(session);
        assertThat(ear.seen).singleElement().asString().endsWith("entries=1");
        ear.heardOnly(settled);
    }

    @Test
    void a_cancellation_and_a_failure_are_heard_of_once_they_are_stored() {
        Settlement cancelled = ledger.cancel(fixture.started());
        assertThat(ear.seen).singleElement().asString().startsWith("status=cancelled");
        ear.heardOnly(cancelled);
        Settlement failed = ledger.fail(fixture.started());
        assertThat(ear.seen).anySatisfy(row -> assertThat(row).startsWith("status=failed"));
        ear.heardOnly(failed);
    }

    @Test
    void a_grant_is_heard_of_once_its_entry_is_there() {
        GrantCredits grant = GrantCredits.purchase(fixture.counselor, Credits.of(1), "why", "key");
        GrantReceipt receipt = ledger.credits().grant(grant);
        assertThat(ear.seen).containsExactly("1");
        ear.heardOnly(receipt);
        GrantReceipt repeat = ledger.credits().grant(grant);
        assertThat(repeat.replayed()).isTrue();
        ear.heardOnly(repeat);
    }

    @Test
    void of_a_refusal_nothing_is_heard() {
        SessionId session = fixture.started();
        assertThatThrownBy(() -> ledger.start(StartSession.of(session, CounselorId.of(UUID.randomUUID()))))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> ledger.settle(session)).isInstanceOf(SessionStateException.class);
        assertThatThrownBy(() -> ledger.complete(newSession())).isInstanceOf(SessionNotFoundException.class);
        assertThatThrownBy(() -> ledger.record(newSession(), minute(1))).isInstanceOf(SessionNotFoundException.class);
        assertThat(ear.heard).isEmpty();
    }

    @Test
    void a_listener_that_throws_changes_nothing_and_is_not_heard_by_the_caller() {
        Throwing throwing = new Throwing();
        TenantLedger deaf = fixture.under(CreditPolicy.chargeAtCompletion(), throwing);
        SessionId session = newSession();
        assertThat(deaf.start(StartSession.of(session, fixture.counselor)).replayed())
                .isFalse();
        assertThat(deaf.record(session, minute(1))).isInstanceOf(RecordOutcome.Recorded.class);
        assertThat(deaf.recordAll(session, List.of(minute(2), minute(3)))).hasSize(2);
        assertThat(deaf.complete(session)).isInstanceOf(Settlement.Charged.class);
        assertThat(deaf.settle(session).replayed()).isTrue();
        assertThat(deaf.cancel(fixture.started()).replayed()).isFalse();
        assertThat(deaf.fail(fixture.started()).replayed()).isFalse();
        assertThat(deaf.credits()
                        .grant(GrantCredits.purchase(fixture.counselor, Credits.of(10), "why", "key"))
                        .replayed())
                .isFalse();
        assertThat(throwing.calls).isEqualTo(9);
        assertThat(deaf.session(session).counted().analysisCount()).isEqualTo(3);
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(7));
        Invariants.hold(fixture.tables);
    }

    /** {@link LedgerListener} promises it without exception; languages without checked exceptions throw them from anywhere. */
    @Test
    void a_checked_exception_of_a_listener_goes_no_further_either() {
        TenantLedger deaf = fixture.under(CreditPolicy.chargeAtCompletion(), new LedgerListener() {
            @Override
            public void started(TenantId tenant, StartOutcome outcome) {
                ListenerTest.<RuntimeException>throwUnchecked(new IOException("the listener is at fault"));
            }
        });
        StartSession start = StartSession.of(newSession(), fixture.counselor);
        assertThatCode(() -> deaf.start(start)).doesNotThrowAnyException();
        assertThat(deaf.session(start.sessionId()).counselorId()).isEqualTo(fixture.counselor);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> void throwUnchecked(Exception checked) throws E {
        throw (E) checked;
    }

    private static final class Throwing implements LedgerListener {

        private int calls;

        @Override
        public void started(TenantId tenant, StartOutcome outcome) {
            fault();
        }

        @Override
        public void recorded(TenantId tenant, RecordOutcome outcome) {
            fault();
        }

        @Override
        public void settled(TenantId tenant, Settlement settlement) {
            fault();
        }

        @Override
        public void granted(TenantId tenant, GrantReceipt receipt) {
            fault();
        }

        private void fault() {
            calls++;
            throw new IllegalStateException("the listener is at fault");
        }
    }
}
