package io.sessionledger.benchmarks;

import io.sessionledger.Credits;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.credit.AdjustCredits;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import java.time.Instant;
import java.util.stream.IntStream;

/** Opens a tenant's accounts through the ledger's own verbs, and publishes the rate by which its sessions are charged: one credit for each started minute. */
final class Accounts {

    /** More than any run can burn. */
    private static final Credits PLENTY = Credits.of(1_000_000_000L);

    private static final Credits LITTLE = Credits.of(10);
    private static final int GRANTS = 20;
    private static final int EXHAUSTED = 7;

    private Accounts() {}

    /** Accounts with one grant that covers everything. */
    static void open(TenantLedger ledger, int accounts) {
        publishRate(ledger);
        IntStream.range(0, accounts).parallel().forEach(number -> {
            var unused = ledger.credits()
                    .grant(GrantCredits.purchase(Counselors.id(number), PLENTY, "credit pack", "pack-" + number));
        });
    }

    /** Accounts with twenty grants, as after some years: seven are exhausted, the others small but for the last one to burn. */
    static void openWithHistory(TenantLedger ledger, int accounts) {
        publishRate(ledger);
        IntStream.range(0, accounts).parallel().forEach(number -> giveHistory(ledger, number));
    }

    private static void giveHistory(TenantLedger ledger, int number) {
        for (int i = 0; i < GRANTS; i++) {
            Credits amount = i == GRANTS - 1 ? PLENTY : LITTLE;
            var unused = ledger.credits()
                    .grant(GrantCredits.purchase(
                            Counselors.id(number), amount, "credit pack", "pack-" + number + "-" + i));
            if (i == EXHAUSTED - 1) {
                exhaust(ledger, number);
            }
        }
    }

    private static void exhaust(TenantLedger ledger, int number) {
        Credits all = Credits.of(LITTLE.value().longValueExact() * EXHAUSTED).negated();
        var unused = ledger.credits()
                .adjust(new AdjustCredits(Counselors.id(number), all, "used up", "used-" + number, "benchmark"));
    }

    private static void publishRate(TenantLedger ledger) {
        var unused = ledger.rates()
                .publish(PublishRate.standard(Instant.parse("2020-01-01T00:00:00Z"), RateMethod.perStartedMinute("1")));
    }
}
