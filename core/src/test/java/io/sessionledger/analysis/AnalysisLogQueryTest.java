package io.sessionledger.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.SessionId;
import io.sessionledger.TimeRange;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnalysisLogQueryTest {

    private static final SessionId SESSION = SessionId.of(1);
    private static final TimeRange RANGE = TimeRange.of(Instant.EPOCH, Instant.EPOCH.plusSeconds(60));

    @Test
    void a_query_begins_with_everything_and_as_it_happened() {
        assertThat(AnalysisLogQuery.ofTenant())
                .isEqualTo(new AnalysisLogQuery(
                        Optional.empty(), Optional.empty(), Optional.empty(), AnalysisLogQuery.Order.OLDEST_FIRST));
    }

    @Test
    void each_narrowing_keeps_those_before_it() {
        AnalysisLogQuery narrow = new AnalysisLogQuery(
                Optional.of(SESSION),
                Optional.of(SafetyLevel.RED),
                Optional.of(RANGE),
                AnalysisLogQuery.Order.NEWEST_FIRST);

        assertThat(AnalysisLogQuery.ofSession(SESSION)
                        .level(SafetyLevel.RED)
                        .in(RANGE)
                        .newestFirst())
                .isEqualTo(narrow);
        assertThat(AnalysisLogQuery.ofSession(SESSION).newestFirst().in(RANGE).level(SafetyLevel.RED))
                .isEqualTo(narrow);
    }
}
