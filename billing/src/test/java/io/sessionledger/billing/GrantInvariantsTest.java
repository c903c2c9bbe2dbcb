package io.sessionledger.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.credit.AdjustCredits;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A check that cannot fail proves nothing, so each of {@link GrantInvariants} is shown a row that is off. */
@EveryDatabase
class GrantInvariantsTest {

    private final TestDatabase database;
    private final LedgerFixture fixture;

    GrantInvariantsTest(TestDatabase database) {
        this.database = database;
        this.fixture = new LedgerFixture(database).withRate(RateMethod.perStartedMinute("1"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "update credit_accounts set held = held + 1 where tenant_id = :tenant",
                "update credit_holds set amount = amount + 0.0001 where tenant_id = :tenant",
                "update credit_holds set status = 'captured', ended_at = placed_at where tenant_id = :tenant",
                "update credit_holds set session_id = (select session_id from session_usage"
                        + " where tenant_id = :tenant and status = 'completed') where tenant_id = :tenant",
                "update credit_grants set remaining = remaining - 0.0001 where tenant_id = :tenant and remaining > 0",
                "update credit_grants set amount = amount + 1 where tenant_id = :tenant",
                "update credit_grants set grant_type = 'promotion' where tenant_id = :tenant",
                "update credit_grants set entry_no = entry_no + 1 where tenant_id = :tenant",
                "update credit_debts set unpaid = unpaid - 0.5 where tenant_id = :tenant and unpaid > 0",
                "update credit_debts set entry_no = entry_no + 1 where tenant_id = :tenant",
                "update credit_grant_payments set paid = paid + 1 where tenant_id = :tenant",
                "update credit_grant_payments set returned = 0 where tenant_id = :tenant and returned > 0",
                "delete from credit_grant_returns where tenant_id = :tenant",
                "update credit_grant_returns set amount = amount + 1 where tenant_id = :tenant",
                "update session_usage set credits_consumed = credits_consumed + 1"
                        + " where tenant_id = :tenant and status = 'completed'",
                "update session_usage set credit_deducted = false, credit_deducted_at = null"
                        + " where tenant_id = :tenant and status = 'completed'",
            })
    void the_checks_see_a_row_that_is_off(String damage) throws SQLException {
        everythingThereIs();
        Invariants.hold(fixture.tables);
        try (Connection connection = database.pool().getConnection()) {
            assertThat(fixture.tables.change(connection, damage)).isPositive();
        }
        assertThatThrownBy(() -> Invariants.hold(fixture.tables)).isInstanceOf(AssertionError.class);
    }

    /** A charge that a grant paid and that was returned in part, a debt, and a hold on an overdraft; and somebody else who has credits left. */
    private void everythingThereIs() {
        TenantLedger ledger =
                fixture.under(CreditPolicy.chargeAtCompletion().refusing(Credits.of(100)), LedgerListener.NONE);
        fixture.withCredits(10);
        SessionId refunded = fixture.recorded(3);
        var unused = ledger.complete(refunded);
        var unusedRefund =
                ledger.credits().refund(RefundSession.part(refunded, Credits.of(1), "too slow", "refund", "staff-1"));
        var unusedAdjustment = ledger.credits()
                .adjust(new AdjustCredits(fixture.counselor, Credits.of(-12), "miscounted", "adjust", "staff-1"));
        assertThat(fixture.account().balance()).isEqualTo(Credits.of(-4));
        assertThat(ledger.admit(fixture.started(), Duration.ofMinutes(2))).isInstanceOf(AdmitOutcome.Admitted.class);
        var unusedGrant = ledger.credits()
                .grant(GrantCredits.purchase(CounselorId.of(2), Credits.of(5), "starter pack", "order-2"));
    }
}
