package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.minute;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.StartSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A clock that is set back while a session completes. */
@EveryWay
class ClockStepsBackTest {

    private final TestDatabase database;

    ClockStepsBackTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void no_grant_pays_an_entry_that_is_made_when_its_time_is_over() {
        SteppingClock clock = new SteppingClock();
        TenantId tenant = TenantId.of("t-" + UUID.randomUUID());
        TenantLedger ledger = SessionLedger.builder(database.store())
                .policy(CreditPolicy.chargeAtCompletion())
                .clock(clock)
                .build()
                .tenant(tenant);
        CounselorId counselor = CounselorId.of(UUID.randomUUID());
        SessionId session = LedgerFixture.newSession();
        ledger.rates().publish(PublishRate.standard(NOON, RateMethod.perStartedMinute("1")));
        Instant end = NOON.plus(Duration.ofHours(1));
        ledger.credits()
                .grant(GrantCredits.purchase(counselor, Credits.of(10), "why", "grant")
                        .expiresAt(end));
        ledger.start(StartSession.of(session, counselor));
        ledger.record(session, minute(1));

        clock.answer(end, end.minusNanos(1_000));
        ledger.complete(session);
        clock.answer(end);
        ledger.complete(session);

        List<CreditLog> entries =
                ledger.credits().log(counselor, PageRequest.first(10)).items();
        CreditLog fee = entries.stream()
                .filter(entry -> entry.type() == TransactionType.SESSION_FEE)
                .findFirst()
                .orElseThrow();
        boolean expired = entries.stream().anyMatch(entry -> entry.type() == TransactionType.EXPIRY);
        assertThat(expired)
                .as("expired before the fee of %s", fee.createdAt())
                .isEqualTo(!fee.createdAt().isBefore(end));
    }

    /** Answers one time after the other, and the last of them from then on. */
    private static final class SteppingClock extends Clock {

        private final Deque<Instant> times = new ArrayDeque<>(List.of(NOON));

        void answer(Instant... next) {
            times.clear();
            times.addAll(List.of(next));
        }

        @Override
        public synchronized Instant instant() {
            return times.size() == 1 ? times.getFirst() : times.removeFirst();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
