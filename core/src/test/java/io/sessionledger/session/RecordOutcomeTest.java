package io.sessionledger.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.TenantId;
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
        assertThat(new RecordOutcome.Late(log, usage).lost()).isFalse();
    }

    @Test
    void of_a_lost_analysis_neither_log_nor_usage_can_be_asked() {
        SessionLedgerException cause = new SessionNotFoundException(TenantId.of("island"), SessionId.of(1));
        RecordOutcome lost = new RecordOutcome.Lost(SessionId.of(1), AnalysisId.of(7), cause);

        assertThat(lost.lost()).isTrue();
        assertThat(lost.replayed()).isFalse();
        assertThatThrownBy(lost::log)
                .isInstanceOf(AnalysisLostException.class)
                .hasMessageContaining(AnalysisId.of(7).toString())
                .hasMessageContaining(SessionId.of(1).toString())
                .hasCause(cause);
        assertThatThrownBy(lost::usage).isInstanceOf(AnalysisLostException.class);
    }
}
