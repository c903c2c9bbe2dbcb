package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SettlementPlan.Charged;
import io.sessionledger.store.SettlementPlan.Uncharged;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Raising what a running session is charged: to a target, never beyond it, never after the end. */
@EveryWay
class SessionRaiseContractTest {

    private final StoreFixture fixture;
    private CreditRate rate;
    private SessionId session;

    SessionRaiseContractTest(TestDatabase database) {
        this.fixture = new StoreFixture(database);
    }

    @BeforeEach
    void start() {
        rate = fixture.published("standard", NOON.minusSeconds(60));
        session = fixture.started();
    }

    private Optional<SessionBill> raise(long target) {
        return raise(fixture.tenant, session, target);
    }

    private Optional<SessionBill> raise(TenantId tenant, SessionId of, long target) {
        Charge whole = new Charge(rate, UsageFigures.NONE, Credits.of(target), "some = " + target);
        NewEntry entry = new NewEntry(
                CreditLogId.of(UUID.randomUUID()),
                fixture.counselor,
                TransactionType.SESSION_FEE,
                whole.credits().negated(),
                of,
                NewEntry.sessionFeeKey(of) + ":" + target,
                "0".repeat(64),
                "ledger",
                "analysis_recorded",
                null,
                NOON);
        return fixture.store.sessions().raise(tenant, of, new Charged(whole, entry, UUID.randomUUID()));
    }

    private List<String> deltas() {
        return fixture.entries(fixture.counselor).stream()
                .map(entry -> entry.delta().toString())
                .toList();
    }

    @Test
    void what_is_missing_to_the_target_is_charged_and_the_session_goes_on() {
        assertThat(raise(3)).hasValueSatisfying(bill -> {
            assertThat(bill.usage().creditsConsumed()).isEqualTo(Credits.of(3));
            assertThat(bill.usage().status()).isEqualTo(SessionStatus.IN_PROGRESS);
            assertThat(bill.usage().creditDeducted()).isFalse();
            assertThat(bill.account().used()).isEqualTo(Credits.of(3));
        });
        CreditLog last = raise(5).orElseThrow().fee();

        assertThat(last.delta()).isEqualTo(Credits.of(-2));
        assertThat(last.balanceAfter()).isEqualTo(Credits.of(-5));
        assertThat(last.charge().credits()).isEqualTo(Credits.of(5));
        assertThat(deltas()).containsExactly("-2", "-3");
        assertThat(fixture.usage(session).creditsConsumed()).isEqualTo(Credits.of(5));
    }

    @Test
    void a_target_that_was_reached_changes_nothing() {
        raise(5);

        assertThat(raise(5)).isEmpty();
        assertThat(raise(4)).isEmpty();

        assertThat(deltas()).containsExactly("-5");
    }

    @Test
    void sixteen_raises_at_once_come_to_the_highest_target() throws Exception {
        AtOnce.call(16, i -> raise(i + 1));

        assertThat(fixture.usage(session).creditsConsumed()).isEqualTo(Credits.of(16));
        assertThat(fixture.entries(fixture.counselor).stream()
                        .map(CreditLog::delta)
                        .reduce(Credits.ZERO, Credits::plus))
                .isEqualTo(Credits.of(-16));
    }

    @Test
    void a_session_that_is_over_is_not_raised() {
        fixture.ended(session, SessionStatus.CANCELLED, new Uncharged(null));

        assertThat(raise(3)).isEmpty();

        assertThat(deltas()).isEmpty();
    }

    @Test
    void a_session_that_is_not_there_or_not_the_tenants_is_not_raised() {
        assertThat(raise(fixture.tenant, newSession(), 3)).isEmpty();
        assertThat(raise(TenantId.of("t-" + UUID.randomUUID()), session, 3)).isEmpty();

        assertThat(deltas()).isEmpty();
        assertThat(fixture.usage(session).creditsConsumed()).isEqualTo(Credits.ZERO);
    }
}
