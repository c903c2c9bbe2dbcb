package io.sessionledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.SessionUsages;
import io.sessionledger.session.UsageFigures;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SettlementPlanTest {

    @Test
    void settling_later_changes_neither_when_a_session_ended_nor_what_is_billed() {
        UsageFigures counted = UsageFigures.NONE.withDuration(Duration.ofMinutes(9));
        UsageFigures billed = UsageFigures.NONE.withDuration(Duration.ofMinutes(6));
        SessionUsage usage = SessionUsages.completed(counted, Duration.ofMinutes(6), billed);
        SettlementPlan.Billing nothing = new SettlementPlan.NothingDue();
        Instant later = SessionUsages.COMPLETED_AT.plusSeconds(86_400);

        assertThat(SettlementPlan.ofCompleted(usage, nothing, later))
                .isEqualTo(new SettlementPlan(
                        SessionStatus.COMPLETED,
                        SessionUsages.COMPLETED_AT,
                        Duration.ofMinutes(6),
                        billed,
                        nothing,
                        later));
    }
}
