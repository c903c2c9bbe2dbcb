package io.sessionledger.credit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.RateId;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.SessionUsages;
import io.sessionledger.session.UsageFigures;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettlementTest {

    private static final SessionUsage USAGE = SessionUsages.completed(UsageFigures.NONE, null, UsageFigures.NONE);

    private static final CreditRate RATE = new CreditRate(
            RateId.of(1),
            "standard",
            1,
            Instant.EPOCH,
            RateMethod.perStartedMinute("1"),
            Rounding.WHOLE_UP,
            Credits.ZERO,
            Instant.EPOCH);

    /** What no grant covered of what a session was charged, altogether; of one that its end made cheaper that may be more than it was charged. */
    @ParameterizedTest
    @CsvSource({"0, 4, ", "2, 5, 2", "4.9999, 5, 4.9999", "5, 5, 5", "9, 5, 5"})
    void a_shortage_is_the_part_of_this_charge_that_was_not_covered(String uncovered, String charged, String missing) {
        CreditLog entry = fee(Credits.ZERO, Credits.of(charged));
        CreditAccount account = CreditAccount.empty(entry.counselorId());
        Settlement settlement = new Settlement.Charged(USAGE, entry, account, Credits.of(uncovered), false);

        assertThat(settlement.receipt()).contains(entry);
        assertThat(settlement.shortage())
                .isEqualTo(
                        Optional.ofNullable(missing).map(some -> new Shortage(Credits.of(charged), Credits.of(some))));
    }

    @Test
    void without_a_charge_there_is_neither_receipt_nor_shortage() {
        Settlement free = new Settlement.NotCharged(USAGE, Settlement.NotCharged.Reason.NOTHING_DUE, true);
        Settlement unrated = new Settlement.Unrated(USAGE, UnratedReason.NO_RATE_IN_FORCE, false);

        assertThat(free.receipt()).isEmpty();
        assertThat(free.shortage()).isEmpty();
        assertThat(unrated.receipt()).isEmpty();
        assertThat(unrated.shortage()).isEmpty();
    }

    @Test
    void what_is_held_belongs_to_the_balance_but_cannot_be_spent() {
        CreditAccount account =
                new CreditAccount(CounselorId.of(2), Credits.of("100"), Credits.of("30.5"), Credits.of("20.25"), null);

        assertThat(account.balance()).isEqualTo(Credits.of("69.5"));
        assertThat(account.available()).isEqualTo(Credits.of("49.25"));
        assertThat(new CreditAccount(CounselorId.of(2), Credits.of(1), Credits.of(3), Credits.ZERO, null).available())
                .isEqualTo(Credits.of(-2));
        assertThat(new CreditAccount(CounselorId.of(2), Credits.of(1), Credits.ZERO, Credits.ZERO, Credits.of(50))
                        .available())
                .as("an overdraft is no credit of one's own")
                .isEqualTo(Credits.of(1));
    }

    private static CreditLog fee(Credits before, Credits charged) {
        return new CreditLog(
                CreditLogId.of(3),
                CounselorId.of(2),
                1,
                TransactionType.SESSION_FEE,
                charged.negated(),
                before.minus(charged),
                USAGE.sessionId(),
                new Charge(RATE, UsageFigures.NONE, charged, "some = " + charged),
                "ledger:fee",
                "ledger",
                "session_fee",
                null,
                SessionUsages.COMPLETED_AT);
    }
}
