package io.sessionledger.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.AnalysisId;
import io.sessionledger.analysis.AnalysisContent;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.SafetyLevel;
import org.junit.jupiter.api.Test;

class RecordOutcomeTest {

    @Test
    void only_a_duplicate_changed_nothing() {
        SessionUsage usage = SessionUsages.inProgress(UsageFigures.NONE);
        AnalysisLog log = new AnalysisLog(
                usage.sessionId(),
                AnalysisId.of(7),
                usage.counselorId(),
                SafetyLevel.GREEN,
                1,
                AnalysisContent.NONE,
                null,
                null,
                null,
                null,
                null,
                SessionUsages.STARTED_AT,
                false);

        assertThat(new RecordOutcome.Duplicate(log, usage).replayed()).isTrue();
        assertThat(new RecordOutcome.Recorded(log, usage).replayed()).isFalse();
        assertThat(new RecordOutcome.Late(log, usage).replayed()).isFalse();
    }
}
