package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sessionledger.ConflictException;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Settlement;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A verb that meets a locked row demonstrably waits for it, and then goes by what the row has become meanwhile: another transaction
 * holds the row, the database says that the verb waits for that transaction, the other one changes the row and lets go.
 */
@EveryDatabase
class BlockingTest {

    /** Four times without holding the row, once with it. */
    private static final int MOST_DECISIONS = 5;

    private static final String USAGE_ROW =
            "select session_id from session_usage where tenant_id = :tenant and session_id = ? for update";

    private static final String ACCOUNT_ROW =
            "select counselor_id from credit_accounts where tenant_id = :tenant and counselor_id = ? for update";

    private static final String HOLD_ROW = """
            select 1 from credit_holds where tenant_id = :tenant and session_id = ? and status = 'active' for update
            """;

    private static final String ACCOUNT_ROW_IF_FREE =
            "select 1 from credit_accounts where tenant_id = :tenant and counselor_id = ? for update nowait";

    private static final String RECORD_BESIDE_THE_LEDGER = """
            insert into session_analysis_logs (tenant_id, session_id, counselor_id, safety_level, severity,
                duration_seconds, estimated_cost_usd)
            select u.tenant_id, u.session_id, u.counselor_id, 'green', 1, 60, 0 from session_usage u
            where u.tenant_id = :tenant and u.session_id = ?
            """;

    private static final String COUNT_BESIDE_THE_LEDGER = """
            update session_usage set analysis_count = analysis_count + 1, duration_seconds = duration_seconds + 60,
                revision = revision + 1
            where tenant_id = :tenant and session_id = ?
            """;

    private static final String CANCEL_BESIDE_THE_LEDGER = """
            update session_usage set status = 'cancelled', completed_at = started_at, revision = revision + 1
            where tenant_id = :tenant and session_id = ?
            """;

    private static final String SETTLE_BESIDE_THE_LEDGER = """
            update session_usage set status = 'completed', completed_at = started_at, credit_deducted = true,
                credit_deducted_at = started_at
            where tenant_id = :tenant and session_id = ?
            """;

    private static final String KEY_BESIDE_THE_LEDGER = "beside";

    private static final String ENTRY_BESIDE_THE_LEDGER = """
            insert into credit_logs (tenant_id, counselor_id, entry_no, transaction_type, credits_delta, balance_after,
                idempotency_key, request_digest, actor, reason_code, facts_digest, chain_digest, created_at)
            select a.tenant_id, a.counselor_id, a.last_entry_no + 1, 'promotion', 7, a.granted - a.used + 7,
                'beside', repeat('0', 64), 'x', 'x', repeat('0', 64), repeat('0', 64), a.last_entry_at
            from credit_accounts a where a.tenant_id = :tenant and a.counselor_id = ?
            """;

    private static final String REQUEST_BESIDE_THE_LEDGER = """
            insert into credit_requests (tenant_id, idempotency_key, counselor_id, request_digest, answer_id)
            select c.tenant_id, c.idempotency_key, c.counselor_id, c.request_digest, c.id from credit_logs c
            where c.tenant_id = :tenant and c.counselor_id = ? and c.idempotency_key = 'beside'
            """;

    private static final String GRANT_BESIDE_THE_LEDGER = """
            insert into credit_grants (tenant_id, id, counselor_id, grant_type, amount, remaining, effective_from,
                status, entry_no, created_at)
            select c.tenant_id, c.id, c.counselor_id, 'promotion', 7, 7, c.created_at, 'active', c.entry_no, c.created_at
            from credit_logs c where c.tenant_id = :tenant and c.counselor_id = ? and c.idempotency_key = 'beside'
            """;

    private static final String MOVE_ACCOUNT_BESIDE_THE_LEDGER = """
            update credit_accounts set granted = granted + 7, last_entry_no = last_entry_no + 1,
                last_chain_digest = repeat('0', 64)
            where tenant_id = :tenant and counselor_id = ?
            """;

    private final TestDatabase database;
    private final LedgerFixture fixture;
    private final TenantLedger ledger;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Connection holder;

    BlockingTest(TestDatabase database) {
        this.database = database;
        this.fixture = new LedgerFixture(database)
                .withRate(RateMethod.perStartedMinute("1"))
                .withCredits(10);
        this.ledger = fixture.ledger;
    }

    @BeforeEach
    void borrow() throws SQLException {
        holder = database.pool().getConnection();
        holder.setAutoCommit(false);
    }

    @AfterEach
    void giveBack() throws SQLException {
        try (Connection connection = holder) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        var unused = threads.shutdownNow();
    }

    @Test
    void a_completion_waits_for_the_usage_row_and_then_charges() throws SQLException {
        SessionId session = fixture.recorded(2);
        hold(USAGE_ROW, session.value());
        Future<Settlement> completion = blocked(() -> ledger.complete(session));
        assertThat(ledger.session(session).status()).isEqualTo(SessionStatus.IN_PROGRESS);
        holder.commit();
        Settlement settlement = result(completion);
        assertThat(settlement).isInstanceOf(Settlement.Charged.class);
        assertThat(settlement.replayed()).isFalse();
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(8));
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_completion_bills_what_was_recorded_while_it_waited() throws SQLException {
        SessionId session = fixture.recorded(2);
        hold(USAGE_ROW, session.value());
        Future<Settlement> completion = blocked(() -> ledger.complete(session));
        change(RECORD_BESIDE_THE_LEDGER, session.value());
        change(COUNT_BESIDE_THE_LEDGER, session.value());
        holder.commit();
        Settlement settlement = result(completion);
        assertThat(settlement.usage().billed().analysisCount()).isEqualTo(3);
        assertThat(settlement.usage().billed().duration()).isEqualTo(Duration.ofMinutes(3));
        assertThat(settlement.usage().creditsConsumed()).isEqualTo(Credits.of(3));
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_completion_is_refused_if_the_session_was_cancelled_while_it_waited() throws SQLException {
        SessionId session = fixture.recorded(2);
        hold(USAGE_ROW, session.value());
        Future<Settlement> completion = blocked(() -> ledger.complete(session));
        change(CANCEL_BESIDE_THE_LEDGER, session.value());
        holder.commit();
        Throwable thrown = catchThrowable(() -> result(completion));
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        SessionStateException.class,
                        refused -> assertThat(refused.status()).isEqualTo(SessionStatus.CANCELLED));
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(10));
        Invariants.hold(fixture.tables);
    }

    /** In this order everywhere; a completion that took the account first would meet a sweep, which has the hold, the other way round. */
    @Test
    void a_completion_and_a_charge_as_a_session_goes_wait_for_the_hold_before_they_take_the_account()
            throws SQLException {
        TenantLedger refusing =
                fixture.under(CreditPolicy.chargeAtCompletion().refusing(Credits.ZERO), LedgerListener.NONE);
        TenantLedger going =
                fixture.under(CreditPolicy.chargePerAnalysis().refusing(Credits.ZERO), LedgerListener.NONE);
        SessionId completed = fixture.recorded(1);
        SessionId charged = fixture.started();
        assertThat(refusing.admit(completed, Duration.ofMinutes(1)).admitted()).isTrue();
        assertThat(refusing.admit(charged, Duration.ofMinutes(1)).admitted()).isTrue();

        hold(HOLD_ROW, completed.value());
        Future<Settlement> completion = blocked(() -> refusing.complete(completed));
        hold(ACCOUNT_ROW_IF_FREE, fixture.counselor.value());
        holder.commit();
        assertThat(result(completion)).isInstanceOf(Settlement.Charged.class);

        hold(HOLD_ROW, charged.value());
        Future<RecordOutcome> charge = blocked(() -> going.record(charged, LedgerFixture.minute(1)));
        hold(ACCOUNT_ROW_IF_FREE, fixture.counselor.value());
        holder.commit();
        assertThat(result(charge).usage().creditsConsumed()).isEqualTo(Credits.of(1));
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_sweep_does_not_wait_for_a_hold_that_somebody_is_working_on() throws SQLException {
        TenantLedger refusing =
                fixture.under(CreditPolicy.chargeAtCompletion().refusing(Credits.ZERO), LedgerListener.NONE);
        SessionId session = fixture.started();
        assertThat(refusing.admit(session, Duration.ofMinutes(1)).admitted()).isTrue();
        fixture.clock.advance(CreditTerms.DEFAULT_HOLD_SILENCE);

        hold(HOLD_ROW, session.value());
        Future<AccountSweep> sweep = threads.submit(() -> ledger.credits().sweep(fixture.counselor));
        assertThat(result(sweep)).isEqualTo(AccountSweep.NOTHING);
        holder.commit();

        assertThat(ledger.credits().sweep(fixture.counselor)).isEqualTo(new AccountSweep(0, 0, 1));
    }

    /** A second line behind the revision, for programs that settle without counting it up. */
    @Test
    void a_completion_does_not_charge_what_was_marked_as_settled_while_it_waited() throws SQLException {
        SessionId session = fixture.recorded(2);
        hold(USAGE_ROW, session.value());
        Future<Settlement> completion = blocked(() -> ledger.complete(session));
        change(SETTLE_BESIDE_THE_LEDGER, session.value());
        holder.commit();
        Settlement settlement = result(completion);
        assertThat(settlement).isInstanceOf(Settlement.NotCharged.class);
        assertThat(settlement.replayed()).isTrue();
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(10));
        assertThat(fixture.tables.count("credit_logs")).isEqualTo(1);
    }

    @Test
    void of_two_completions_that_wait_one_charges_and_the_other_gets_its_receipt() throws SQLException {
        SessionId session = fixture.recorded(2);
        hold(USAGE_ROW, session.value());
        Future<Settlement> one = blocked(() -> ledger.complete(session));
        Future<Settlement> other = threads.submit(() -> ledger.complete(session));
        holder.commit();
        Settlement first = result(one);
        Settlement second = result(other);
        assertThat(first.replayed()).isNotEqualTo(second.replayed());
        assertThat(first.receipt()).isEqualTo(second.receipt()).isPresent();
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(8));
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_record_waits_for_the_usage_row_and_is_late_if_the_session_ended_meanwhile() throws SQLException {
        SessionId session = fixture.recorded(2);
        hold(USAGE_ROW, session.value());
        Future<RecordOutcome> record = blocked(() -> ledger.record(session, minute(3)));
        change(CANCEL_BESIDE_THE_LEDGER, session.value());
        holder.commit();
        RecordOutcome outcome = result(record);
        assertThat(outcome).isInstanceOf(RecordOutcome.Late.class);
        assertThat(outcome.log().late()).isTrue();
        assertThat(outcome.usage().status()).isEqualTo(SessionStatus.CANCELLED);
        assertThat(outcome.usage().counted().analysisCount()).isEqualTo(3);
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_record_adds_to_what_was_counted_while_it_waited() throws SQLException {
        SessionId session = fixture.recorded(2);
        hold(USAGE_ROW, session.value());
        Future<RecordOutcome> record = blocked(() -> ledger.record(session, minute(3)));
        change(RECORD_BESIDE_THE_LEDGER, session.value());
        change(COUNT_BESIDE_THE_LEDGER, session.value());
        holder.commit();
        RecordOutcome outcome = result(record);
        assertThat(outcome).isInstanceOf(RecordOutcome.Recorded.class);
        assertThat(outcome.usage().counted().analysisCount()).isEqualTo(4);
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_charge_is_numbered_after_the_entries_made_while_it_waited() throws SQLException {
        SessionId session = fixture.recorded(2);
        hold(ACCOUNT_ROW, fixture.counselor.value());
        Future<Settlement> completion = blocked(() -> ledger.complete(session));
        grantBesideTheLedger();
        holder.commit();
        Settlement settlement = result(completion);
        assertThat(settlement.receipt().orElseThrow().entryNo()).isEqualTo(3);
        assertThat(settlement.receipt().orElseThrow().balanceAfter()).isEqualTo(Credits.of(15));
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_grant_is_numbered_after_the_entries_made_while_it_waited() throws SQLException {
        hold(ACCOUNT_ROW, fixture.counselor.value());
        Future<LedgerFixture> grant = blocked(() -> fixture.withCredits(5));
        grantBesideTheLedger();
        holder.commit();
        assertThat(result(grant)).isSameAs(fixture);
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(22));
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_grant_whose_key_is_taken_while_it_waited_is_a_conflict() throws SQLException {
        grantBesideTheLedger();
        GrantCredits grant =
                GrantCredits.purchase(CounselorId.of(UUID.randomUUID()), Credits.of(7), "why", KEY_BESIDE_THE_LEDGER);
        Future<CreditReceipt.Granted> waiting = blocked(() -> ledger.credits().grant(grant));
        holder.commit();
        Throwable thrown = catchThrowable(() -> result(waiting));
        assertThat(thrown).isExactlyInstanceOf(ConflictException.class);
        assertThat(fixture.tables.count("credit_logs")).isEqualTo(2);
        Invariants.hold(fixture.tables);
    }

    @Test
    void sessions_of_other_keys_do_not_wait() throws SQLException {
        SessionId held = fixture.recorded(1);
        SessionId free = fixture.recorded(1);
        hold(USAGE_ROW, held.value());
        Future<Settlement> waiting = blocked(() -> ledger.complete(held));
        assertThat(ledger.record(free, minute(2))).isInstanceOf(RecordOutcome.Recorded.class);
        assertThat(ledger.complete(free)).isInstanceOf(Settlement.Charged.class);
        assertThat(ledger.session(held).startedAt()).as("readers do not wait").isEqualTo(NOON);
        assertThat(waiting.isDone()).isFalse();
        holder.commit();
        assertThat(result(waiting)).isInstanceOf(Settlement.Charged.class);
        Invariants.hold(fixture.tables);
    }

    /**
     * A record overtakes the completion each time it has decided, until the completion decides with the row locked and the record
     * has to wait: then the number of decisions is bounded, whatever the crowd does.
     */
    @Test
    void a_completion_that_is_overtaken_again_and_again_takes_the_row_for_itself() {
        SessionId session = fixture.recorded(1);
        List<Future<RecordOutcome>> records = new ArrayList<>();
        CreditPolicy slow = new CreditPolicy() {
            @Override
            public CreditTerms termsFor(TenantId tenant, CounselorId counselor) {
                return CreditPolicy.chargeAtCompletion().termsFor(tenant, counselor);
            }

            @Override
            public Credits due(SessionUsage usage, CreditRate rate) {
                long number = 100L + records.size();
                records.add(doneOrBlocked(() -> ledger.record(session, minute(number))));
                return rate.creditsFor(usage);
            }
        };
        Settlement settlement = fixture.under(slow, LedgerListener.NONE).complete(session);
        List<RecordOutcome> outcomes =
                records.stream().map(BlockingTest::result).toList();
        int last = outcomes.size() - 1;
        assertThat(outcomes).as("decisions").hasSizeLessThanOrEqualTo(MOST_DECISIONS);
        assertThat(outcomes.subList(0, last)).allMatch(outcome -> outcome instanceof RecordOutcome.Recorded);
        assertThat(outcomes.get(last)).isInstanceOf(RecordOutcome.Late.class);
        assertThat(settlement.usage().billed().analysisCount()).isEqualTo(1 + last);
        assertThat(settlement.usage().creditsConsumed()).isEqualTo(Credits.of(1 + last));
        Invariants.hold(fixture.tables);
    }

    private void hold(String row, Object key) throws SQLException {
        assertThat(fixture.tables.select(holder, row, key)).hasSize(1);
    }

    /** All that a grant of 7 under the key "beside" would write. */
    private void grantBesideTheLedger() throws SQLException {
        for (String sql : List.of(
                ENTRY_BESIDE_THE_LEDGER,
                REQUEST_BESIDE_THE_LEDGER,
                GRANT_BESIDE_THE_LEDGER,
                MOVE_ACCOUNT_BESIDE_THE_LEDGER)) {
            change(sql, fixture.counselor.value());
        }
    }

    private void change(String sql, Object key) throws SQLException {
        assertThat(fixture.tables.change(holder, sql, key)).isEqualTo(1);
    }

    /** Runs a verb in another thread and returns once it is done, or the database says that somebody waits. */
    private <T> Future<T> doneOrBlocked(Supplier<T> verb) {
        Future<T> running = threads.submit(verb::get);
        String anybody = database.isPostgres()
                ? "select pid from pg_stat_activity where wait_event_type = 'Lock'"
                : "select session_id from information_schema.sessions where blocker_id is not null";
        until(() -> running.isDone() || !fixture.tables.rows(anybody).isEmpty());
        return running;
    }

    private static void until(BooleanSupplier reached) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the moment that was waited for").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Runs a verb in another thread and returns once the database says that it waits for the holder. */
    private <T> Future<T> blocked(Supplier<T> verb) throws SQLException {
        Future<T> running = threads.submit(verb::get);
        String holderId = holderId();
        until(() -> {
            assertThat(running.isDone()).as("went ahead without waiting").isFalse();
            return isWaitedFor(holderId);
        });
        return running;
    }

    private String holderId() throws SQLException {
        String mine = database.isPostgres() ? "select pg_backend_pid()" : "select session_id()";
        return fixture.tables.select(holder, mine).get(0);
    }

    /** For an insert that waits to see whether its key becomes taken, H2 names no blocker; but the insert stands still. */
    private boolean isWaitedFor(String holderId) {
        String waiting = database.isPostgres()
                ? "select pid from pg_stat_activity where wait_event_type = 'Lock'"
                        + " and cast(? as integer) = any(pg_blocking_pids(pid))"
                : "select session_id from information_schema.sessions where blocker_id = cast(? as integer)"
                        + " or executing_statement like 'insert into %credit_requests%'";
        return !fixture.tables.rows(waiting, holderId).isEmpty();
    }

    private static <T> T result(Future<T> running) {
        try {
            return running.get(Race.DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new AssertionError("still waiting", e);
        }
    }
}
