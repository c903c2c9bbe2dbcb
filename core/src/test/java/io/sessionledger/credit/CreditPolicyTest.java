package io.sessionledger.credit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.RateId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditTerms.ChargeTime;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.SessionUsages;
import io.sessionledger.session.UsageFigures;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CreditPolicyTest {

    private static final TenantId ISLAND = TenantId.of("island");
    private static final CounselorId COUNSELOR = CounselorId.of(2);

    @Test
    void by_default_a_session_is_charged_when_it_completes_and_without_credits_never() {
        assertThat(CreditPolicy.chargeAtCompletion().termsFor(ISLAND, COUNSELOR))
                .isEqualTo(new CreditTerms(ChargeTime.AT_COMPLETION))
                .returns(true, CreditTerms::charges);
        assertThat(CreditPolicy.usageOnly().termsFor(ISLAND, COUNSELOR))
                .isEqualTo(new CreditTerms(ChargeTime.NEVER))
                .returns(false, CreditTerms::charges);
    }

    @Test
    void what_is_due_is_what_the_rate_makes_of_the_billable_figures() {
        CreditRate rate = new CreditRate(
                RateId.of(1),
                "standard",
                1,
                Instant.EPOCH,
                RateMethod.perStartedMinute("2"),
                Rounding.WHOLE_UP,
                Credits.ZERO,
                Instant.EPOCH);
        UsageFigures threeMinutes = UsageFigures.NONE.withDuration(Duration.ofMinutes(3));
        SessionUsage usage = SessionUsages.completed(UsageFigures.NONE, null, threeMinutes);

        assertThat(CreditPolicy.chargeAtCompletion().due(usage, rate)).isEqualTo(Credits.of(6));
    }
}
