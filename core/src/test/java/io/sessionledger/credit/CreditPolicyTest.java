package io.sessionledger.credit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.RateId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditTerms.ChargeTime;
import io.sessionledger.credit.CreditTerms.WhenShort;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.SessionUsages;
import io.sessionledger.session.UsageFigures;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreditPolicyTest {

    private static final TenantId ISLAND = TenantId.of("island");
    private static final CounselorId COUNSELOR = CounselorId.of(2);
    private static final CreditRate RATE = new CreditRate(
            RateId.of(1),
            "standard",
            1,
            Instant.EPOCH,
            RateMethod.perStartedMinute("2"),
            Rounding.WHOLE_UP,
            Credits.ZERO,
            Instant.EPOCH);

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
        UsageFigures threeMinutes = UsageFigures.NONE.withDuration(Duration.ofMinutes(3));
        SessionUsage usage = SessionUsages.completed(UsageFigures.NONE, null, threeMinutes);

        assertThat(CreditPolicy.chargeAtCompletion().due(usage, RATE)).isEqualTo(Credits.of(6));
    }

    @Test
    void unless_terms_say_otherwise_they_warn_and_a_hold_ends_after_a_quarter_of_an_hour() {
        assertThat(new CreditTerms(ChargeTime.PER_ANALYSIS))
                .isEqualTo(
                        new CreditTerms(ChargeTime.PER_ANALYSIS, WhenShort.WARN, Credits.ZERO, Duration.ofMinutes(15)))
                .returns(false, CreditTerms::refuses);
    }

    @Test
    void a_policy_that_refuses_charges_when_the_one_before_it_does() {
        CreditTerms hourOfSilence = new CreditTerms(ChargeTime.PER_ANALYSIS).withHoldSilence(Duration.ofHours(1));
        CreditPolicy policy = (tenant, counselor) -> hourOfSilence;

        assertThat(policy.refusing(Credits.of(5)).termsFor(ISLAND, COUNSELOR))
                .isEqualTo(
                        new CreditTerms(ChargeTime.PER_ANALYSIS, WhenShort.REFUSE, Credits.of(5), Duration.ofHours(1)))
                .returns(true, CreditTerms::refuses);
        assertThat(policy.refusing(Credits.of(5), Duration.ofMinutes(2)).termsFor(ISLAND, COUNSELOR))
                .isEqualTo(new CreditTerms(
                        ChargeTime.PER_ANALYSIS, WhenShort.REFUSE, Credits.of(5), Duration.ofMinutes(2)));
        assertThat(policy.refusing(Credits.of(5)).refusing(Credits.ZERO).termsFor(ISLAND, COUNSELOR))
                .as("the last word counts")
                .isEqualTo(hourOfSilence.refusing(Credits.ZERO));
    }

    @Test
    void a_policy_that_refuses_keeps_its_own_idea_of_what_is_due() {
        CreditPolicy flat = new CreditPolicy() {
            @Override
            public CreditTerms termsFor(TenantId tenant, CounselorId counselor) {
                return new CreditTerms(ChargeTime.AT_COMPLETION);
            }

            @Override
            public Credits due(SessionUsage usage, CreditRate rate) {
                return Credits.of(42);
            }
        };
        SessionUsage usage = SessionUsages.completed(UsageFigures.NONE, null, UsageFigures.NONE);

        assertThat(flat.refusing(Credits.ZERO).due(usage, RATE)).isEqualTo(Credits.of(42));
    }

    @Test
    void without_credits_nothing_is_charged_and_nothing_refused() {
        assertThat(CreditPolicy.usageOnly().refusing(Credits.ZERO).termsFor(ISLAND, COUNSELOR))
                .isEqualTo(new CreditTerms(ChargeTime.NEVER))
                .returns(false, CreditTerms::charges)
                .returns(false, CreditTerms::refuses);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT720H"})
    void a_hold_may_outlast_a_silence_of_a_second_or_of_thirty_days(Duration silence) {
        assertThat(new CreditTerms(ChargeTime.AT_COMPLETION)
                        .withHoldSilence(silence)
                        .holdSilence())
                .isEqualTo(silence);
    }
}
