package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TimeOrderedUuidsTest {

    private final SettableClock clock = new SettableClock(NOON);
    private final TimeOrderedUuids ids = new TimeOrderedUuids(clock);

    @Test
    void they_are_of_version_seven_and_the_usual_variant() {
        for (int i = 0; i < 1000; i++) {
            UUID id = ids.get();
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
        }
    }

    @Test
    void they_begin_with_the_milliseconds_of_the_clock() {
        for (String time :
                List.of("1970-01-01T00:00:00.001Z", "2026-03-14T12:00:00.123Z", "9999-12-31T23:59:59.999Z")) {
            clock.set(Instant.parse(time));
            assertThat(ids.get().getMostSignificantBits() >>> 16).isEqualTo(clock.millis());
        }
        // RFC 9562, appendix A.6: 2022-02-22T19:22:22Z
        clock.set(Instant.parse("2022-02-22T19:22:22Z"));
        assertThat(ids.get().toString()).startsWith("017f22e2-79b0-7");
    }

    @Test
    void they_sort_as_text_in_the_order_of_time() {
        List<String> inOrder = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            inOrder.add(ids.get().toString());
            clock.advance(Duration.ofMillis(1 + i));
        }
        assertThat(inOrder).isSorted();
    }

    @Test
    void many_of_the_same_millisecond_differ() {
        Set<UUID> made = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            made.add(ids.get());
        }
        assertThat(made).hasSize(100_000);
    }

    @Test
    void every_bit_that_is_free_is_random() {
        long alwaysSetHigh = -1;
        long everSetHigh = 0;
        long alwaysSetLow = -1;
        long everSetLow = 0;
        for (int i = 0; i < 1000; i++) {
            UUID id = ids.get();
            alwaysSetHigh &= id.getMostSignificantBits();
            everSetHigh |= id.getMostSignificantBits();
            alwaysSetLow &= id.getLeastSignificantBits();
            everSetLow |= id.getLeastSignificantBits();
        }
        assertThat(alwaysSetHigh ^ everSetHigh)
                .as("bits that vary in the upper half")
                .isEqualTo(0xFFFL);
        assertThat(alwaysSetLow ^ everSetLow)
                .as("bits that vary in the lower half")
                .isEqualTo(0x3FFF_FFFF_FFFF_FFFFL);
    }
}
