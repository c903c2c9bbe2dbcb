package io.sessionledger.examples.quickstart;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.billing.TenantCredits;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantType;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.session.StartSession;
import java.time.Duration;
import java.time.Instant;

/** A promotion that expires, a hold, and a refund, in a database in memory and with a clock that is turned by hand. */
final class CreditsTour {

    private static final CounselorId COUNSELOR = CounselorId.of(7);
    private static final SessionId SESSION = SessionId.of(1);

    private final HandCrankedClock clock = new HandCrankedClock(Instant.parse("2026-03-14T12:00:00Z"));
    private final Printout out;

    CreditsTour(Printout out) {
        this.out = out;
    }

    void walk() {
        CreditPolicy policy = CreditPolicy.chargeAtCompletion().refusing(Credits.ZERO);
        try (SessionLedger ledger = SessionLedger.builder(JdbcLedgerStore.inMemory())
                .policy(policy)
                .clock(clock)
                .build()) {
            out.tour("Credits that are short: a promotion, a hold, a refund (in memory)");
            walk(ledger.tenant("island"));
        }
    }

    private void walk(TenantLedger island) {
        TenantCredits credits = island.credits();
        island.rates().publish(PublishRate.standard(Instant.EPOCH, RateMethod.perStartedMinute("1")));
        out.granted(credits.grant(GrantCredits.purchase(COUNSELOR, Credits.of(20), "20 credits", "order-1")));
        out.granted(credits.grant(GrantCredits.purchase(COUNSELOR, Credits.of(10), "10 credits for an hour", "spring-1")
                .as(GrantType.PROMOTION)
                .withPriority(10)
                .expiresAt(clock.instant().plus(Duration.ofHours(1)))));

        island.start(StartSession.of(SESSION, COUNSELOR));
        out.admission("25 minutes", island.admit(SESSION, Duration.ofMinutes(25)), credits.account(COUNSELOR));
        out.admission("40 minutes", island.admit(SESSION, Duration.ofMinutes(40)), credits.account(COUNSELOR));
        island.record(
                SESSION,
                Analysis.builder(SafetyLevel.GREEN, 1)
                        .duration(Duration.ofMinutes(8))
                        .build());

        clock.advance(Duration.ofHours(1));
        out.completed(island.complete(SESSION), credits.payments(SESSION));
        credits.sweep(COUNSELOR);
        out.refunded(credits.refund(RefundSession.whole(SESSION, "the model was down", "ticket-1", "staff-7")));
        out.ledger(credits.log(COUNSELOR, PageRequest.first(10)), credits.account(COUNSELOR));
    }
}
