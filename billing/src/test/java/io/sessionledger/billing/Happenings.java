package io.sessionledger.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;

/** How often each {@link Happening} came about. */
final class Happenings {

    private final Map<Happening, Integer> counts = new EnumMap<>(Happening.class);

    Happenings() {
        for (Happening happening : Happening.values()) {
            counts.put(happening, 0);
        }
    }

    void count(Happening happening) {
        counts.merge(happening, 1, Integer::sum);
    }

    void countIf(boolean happened, Happening happening) {
        if (happened) {
            count(happening);
        }
    }

    void assertEachCameAbout(int times) {
        assertThat(counts)
                .as("what came about, each at least %s times", times)
                .allSatisfy((happening, count) ->
                        assertThat(count).as(happening.name()).isGreaterThanOrEqualTo(times));
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
