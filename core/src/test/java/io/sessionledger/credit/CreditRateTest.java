package io.sessionledger.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sessionledger.Credits;
import io.sessionledger.RateId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.RateMethod.Tier;
import io.sessionledger.credit.Rounding.Direction;
import io.sessionledger.session.SessionUsages;
import io.sessionledger.session.StartSession;
import io.sessionledger.session.UsageFigures;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreditRateTest {

    private static final RateMethod GRADUATED =
            RateMethod.tieredMinutes(Tier.upTo(30, "1"), Tier.upTo(60, "0.8"), Tier.beyond("0.5"));

    @ParameterizedTest
    @MethodSource("typicalBills")
    void a_bill_explains_itself(CreditRate rate, UsageFigures used, String credits, String arithmetic) {
        assertThat(rate.calculate(used)).isEqualTo(new CreditCalculation(Credits.of(credits), arithmetic));
    }

    static Stream<Arguments> typicalBills() {
        UsageFigures halfAnHour = new UsageFigures(
                Duration.ofMinutes(30).plusMillis(1), 31, TokenUsage.of(10_000, 2_000, 345), Usd.of("0.0374635"), 0);
        return Stream.of(
                arguments(rate(RateMethod.perStartedMinute("1")), halfAnHour, "31", "31 started minutes x 1 = 31"),
                arguments(
                        rate(RateMethod.perStartedMinute("0.5")),
                        halfAnHour,
                        "16",
                        "31 started minutes x 0.5 = 15.5, rounded up to whole credits = 16"),
                arguments(
                        rate(RateMethod.perSecond("0.0033333333"), new Rounding(4, Direction.NEAREST), "0"),
                        lasting("PT100.5S"),
                        "0.335",
                        "100.5 seconds x 0.0033333333 = 0.33499999665, rounded to 4 decimals = 0.335"),
                arguments(
                        rate(GRADUATED, new Rounding(0, Direction.DOWN), "0"),
                        lasting("PT75M"),
                        "61",
                        "75 started minutes: 30 x 1 + 30 x 0.8 + 15 x 0.5 = 61.5, rounded down to whole credits = 61"),
                arguments(
                        rate(RateMethod.perAnalysis("0.1"), Rounding.WHOLE_UP, "5"),
                        halfAnHour,
                        "5",
                        "31 analyses x 0.1 = 3.1, rounded up to whole credits = 4, minimum 5"),
                arguments(
                        rate(RateMethod.perThousandTokens("0.02"), new Rounding(2, Direction.UP), "0"),
                        halfAnHour,
                        "0.25",
                        "12.345 thousand tokens x 0.02 = 0.2469, rounded up to 2 decimals = 0.25"),
                arguments(
                        rate(RateMethod.shareOfCost("100"), new Rounding(4, Direction.UP), "0"),
                        halfAnHour,
                        "3.7464",
                        "0.0374635 USD x 100 = 3.74635, rounded up to 4 decimals = 3.7464"));
    }

    @Test
    void the_minimum_is_charged_once_anything_was_used_even_if_it_was_free() {
        CreditRate rate = rate(RateMethod.tieredMinutes(Tier.upTo(10, "0"), Tier.beyond("1")), "2");

        assertThat(rate.calculate(lasting("PT10M")))
                .isEqualTo(new CreditCalculation(Credits.of(2), "10 started minutes: 10 x 0 = 0, minimum 2"));
        assertThat(credits(rate, lasting("PT11M"))).isEqualTo(Credits.of(2));
        assertThat(rate.calculate(lasting("PT12M")))
                .as("a price that reaches the minimum needs none")
                .isEqualTo(new CreditCalculation(Credits.of(2), "12 started minutes: 10 x 0 + 2 x 1 = 2"));
        assertThat(credits(rate, lasting("PT13M"))).isEqualTo(Credits.of(3));
    }

    @ParameterizedTest
    @MethodSource("leastUses")
    void any_use_at_all_is_worth_the_minimum_of_any_method(UsageFigures least) {
        for (RateMethod method : everyMethod()) {
            assertThat(credits(rate(method, "1000"), least)).as("%s", method).isEqualTo(Credits.of(1000));
        }
    }

    static Stream<UsageFigures> leastUses() {
        return Stream.of(
                lasting("PT0.001S"),
                new UsageFigures(Duration.ZERO, 1, TokenUsage.NONE, Usd.ZERO, 0),
                new UsageFigures(Duration.ZERO, 0, TokenUsage.of(0, 0, 1), Usd.ZERO, 0),
                new UsageFigures(Duration.ZERO, 0, TokenUsage.NONE, Usd.of("0.0000000001"), 0));
    }

    @Test
    void nothing_used_costs_nothing_whatever_the_minimum() {
        for (RateMethod method : everyMethod()) {
            assertThat(rate(method, "5").calculate(UsageFigures.NONE))
                    .as("%s", method)
                    .isEqualTo(new CreditCalculation(Credits.ZERO, "nothing used = 0"));
        }
    }

    @Test
    void only_a_share_of_the_cost_needs_every_analysis_priced_and_no_minimum_stands_in() {
        UsageFigures used = new UsageFigures(Duration.ofMinutes(3), 3, TokenUsage.of(1, 2, 3), Usd.of("0.002"), 1);

        assertThatThrownBy(() -> rate(RateMethod.shareOfCost("100"), "5").calculate(used))
                .isInstanceOf(UnpricedUsageException.class);
        for (RateMethod method : everyMethod()) {
            if (!(method instanceof RateMethod.ShareOfCost)) {
                assertThat(credits(rate(method), used)).as("%s", method).isGreaterThan(Credits.ZERO);
            }
        }
    }

    @Test
    void a_session_is_rated_by_what_its_completion_froze() {
        CreditRate rate = rate(RateMethod.perStartedMinute("1"));

        assertThat(rate.creditsFor(SessionUsages.inProgress(lasting("PT7M")))).isEqualTo(Credits.of(7));
        assertThat(rate.creditsFor(SessionUsages.completed(lasting("PT9M"), Duration.ofMinutes(8), lasting("PT6M"))))
                .isEqualTo(Credits.of(6));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 22, 333, 4444, 55_555})
    void more_use_never_costs_less_by_any_method_rounding_or_minimum(long seed) {
        List<UsageFigures> rising = risingUsage(new Random(seed), 150);

        for (RateMethod method : everyMethod()) {
            for (Rounding rounding : everyRounding()) {
                for (String minimum : List.of("0", "7.5")) {
                    CreditRate rate = rate(method, rounding, minimum);
                    Credits before = Credits.ZERO;
                    for (UsageFigures used : rising) {
                        Credits now = credits(rate, used);
                        assertThat(now)
                                .as("seed %d, %s for %s", seed, rate, used)
                                .isGreaterThanOrEqualTo(before);
                        before = now;
                    }
                    assertThat(before)
                            .as("the last of seed %d by %s", seed, rate)
                            .isGreaterThan(Credits.ZERO);
                }
            }
        }
    }

    private static List<UsageFigures> risingUsage(Random random, int steps) {
        List<UsageFigures> rising = new ArrayList<>(List.of(UsageFigures.NONE));
        UsageFigures last = UsageFigures.NONE;
        while (rising.size() < steps) {
            TokenUsage tokens =
                    last.tokens().plus(TokenUsage.of(random.nextInt(3000), random.nextInt(500), random.nextInt(300)));
            Usd cost = last.estimatedCost().plus(Usd.of(BigDecimal.valueOf(random.nextInt(50_000_000), 10)));
            last = new UsageFigures(
                    last.duration().plusMillis(random.nextInt(90_000)),
                    last.analysisCount() + random.nextInt(3),
                    tokens,
                    cost,
                    0);
            rising.add(last);
        }
        return rising;
    }

    private static List<RateMethod> everyMethod() {
        return List.of(
                RateMethod.perSecond("0.0033333333"),
                RateMethod.perStartedMinute("0.7"),
                GRADUATED,
                RateMethod.tieredMinutes(Tier.upTo(1, "0.5"), Tier.upTo(20, "0"), Tier.beyond("3")),
                RateMethod.perAnalysis("0.35"),
                RateMethod.perThousandTokens("0.02"),
                RateMethod.shareOfCost("133.3"));
    }

    private static List<Rounding> everyRounding() {
        List<Rounding> all = new ArrayList<>();
        for (int decimals = 0; decimals <= Credits.SCALE; decimals++) {
            for (Direction direction : Direction.values()) {
                all.add(new Rounding(decimals, direction));
            }
        }
        return all;
    }

    private static Credits credits(CreditRate rate, UsageFigures used) {
        return rate.calculate(used).credits();
    }

    private static UsageFigures lasting(String duration) {
        return UsageFigures.NONE.withDuration(Duration.parse(duration));
    }

    private static CreditRate rate(RateMethod method) {
        return rate(method, "0");
    }

    private static CreditRate rate(RateMethod method, String minimum) {
        return rate(method, Rounding.WHOLE_UP, minimum);
    }

    private static CreditRate rate(RateMethod method, Rounding rounding, String minimum) {
        return new CreditRate(
                RateId.of(1),
                StartSession.STANDARD_RATE,
                1,
                Instant.EPOCH,
                method,
                rounding,
                Credits.of(minimum),
                Instant.EPOCH);
    }
}
