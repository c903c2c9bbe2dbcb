package io.sessionledger.examples.server.demo;

import io.sessionledger.Credits;
import io.sessionledger.TenantId;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RateMethod.Tier;
import io.sessionledger.credit.Rounding;
import java.time.Instant;
import java.util.List;

/**
 * A tenant of the demo.
 *
 * @param id whose data it is
 * @param tongue in which its people speak
 * @param rates what it charges, one version after the other
 */
record DemoTenant(TenantId id, DemoTongue tongue, List<PublishRate> rates) {

    static List<DemoTenant> all(Instant half) {
        return List.of(
                new DemoTenant(
                        TenantId.of("island"),
                        DemoTongue.TRADITIONAL_CHINESE,
                        List.of(PublishRate.standard(Instant.EPOCH, RateMethod.perStartedMinute("1")))),
                new DemoTenant(
                        TenantId.of("career"),
                        DemoTongue.ENGLISH,
                        List.of(
                                PublishRate.standard(Instant.EPOCH, RateMethod.perStartedMinute("1")),
                                PublishRate.standard(
                                                half, RateMethod.tieredMinutes(Tier.upTo(30, "1"), Tier.beyond("0.5")))
                                        .rounding(new Rounding(1, Rounding.Direction.UP))
                                        .minimum(Credits.of(5)))),
                new DemoTenant(
                        TenantId.of("island_parents"),
                        DemoTongue.TRADITIONAL_CHINESE,
                        List.of(PublishRate.standard(Instant.EPOCH, RateMethod.perSecond("0.0125"))
                                .rounding(new Rounding(2, Rounding.Direction.NEAREST)))));
    }
}
