package io.sessionledger.credit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.Credits;
import io.sessionledger.credit.Rounding.Direction;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PublishRateTest {

    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
    private static final RateMethod METHOD = RateMethod.perStartedMinute("1");

    @Test
    void a_rate_rounds_up_to_whole_credits_and_has_no_minimum_unless_told() {
        assertThat(PublishRate.standard(NEW_YEAR, METHOD))
                .isEqualTo(new PublishRate("standard", NEW_YEAR, METHOD, Rounding.WHOLE_UP, Credits.ZERO));
        assertThat(PublishRate.named("night", NEW_YEAR.plusNanos(999), METHOD))
                .isEqualTo(new PublishRate("night", NEW_YEAR, METHOD, Rounding.WHOLE_UP, Credits.ZERO));
    }

    @Test
    void another_rounding_and_a_minimum_keep_each_other() {
        Rounding cents = new Rounding(2, Direction.NEAREST);
        PublishRate both = new PublishRate("night", NEW_YEAR, METHOD, cents, Credits.of(5));
        PublishRate plain = PublishRate.named("night", NEW_YEAR, METHOD);

        assertThat(plain.rounding(cents).minimum(Credits.of(5))).isEqualTo(both);
        assertThat(plain.minimum(Credits.of(5)).rounding(cents)).isEqualTo(both);
    }
}
