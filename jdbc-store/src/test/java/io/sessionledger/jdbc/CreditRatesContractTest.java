package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.Credits;
import io.sessionledger.RateId;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RateMethod.Tier;
import io.sessionledger.credit.Rounding;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.store.CreditRates;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@EveryWay
class CreditRatesContractTest {

    private static final Duration MICROSECOND = Duration.ofNanos(1000);

    private final TestDatabase database;
    private final StoreFixture fixture;
    private final CreditRates rates;

    CreditRatesContractTest(TestDatabase database) {
        this.database = database;
        this.fixture = new StoreFixture(database);
        this.rates = fixture.store.rates();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void a_version_comes_back_as_it_was_published(RateMethod method) {
        PublishRate stated = PublishRate.named("夜間 rate 🌙 'n", NOON.plusNanos(1000), method)
                .rounding(new Rounding(3, Rounding.Direction.NEAREST))
                .minimum(Credits.of("0.0001"));
        RateId id = RateId.of(UUID.randomUUID());
        Instant published = NOON.minus(MICROSECOND);

        CreditRate rate = rates.publish(fixture.tenant, id, stated, published);

        assertThat(rate)
                .isEqualTo(new CreditRate(
                        id,
                        stated.name(),
                        1,
                        stated.effectiveFrom(),
                        method,
                        stated.rounding(),
                        stated.minimum(),
                        published));
        assertThat(rates.versions(fixture.tenant, stated.name())).containsExactly(rate);
        assertThat(rates.findInForce(fixture.tenant, stated.name(), NOON.plusSeconds(1)))
                .contains(rate);
    }

    static Stream<RateMethod> methods() {
        return Stream.of(
                RateMethod.perSecond("0.0000000001"),
                RateMethod.perStartedMinute("999999"),
                RateMethod.tieredMinutes(Tier.beyond("0")),
                RateMethod.tieredMinutes(
                        Tier.upTo(10, "1.5"), Tier.upTo(Long.MAX_VALUE, "0.25"), Tier.beyond("100000.0000000001")),
                RateMethod.perAnalysis("100"),
                RateMethod.perThousandTokens("1.50"),
                RateMethod.shareOfCost("123456.0123456789"));
    }

    @ParameterizedTest
    @EnumSource
    void every_rounding_comes_back(Rounding.Direction direction) {
        for (int decimals = 0; decimals <= 4; decimals++) {
            Rounding rounding = new Rounding(decimals, direction);

            CreditRate rate = rates.publish(
                    fixture.tenant,
                    RateId.of(UUID.randomUUID()),
                    PublishRate.standard(NOON, RateMethod.perAnalysis("1")).rounding(rounding),
                    NOON);

            assertThat(rate.rounding()).isEqualTo(rounding);
        }
    }

    @Test
    void versions_are_numbered_from_1_for_each_name_and_tenant() {
        StoreFixture other = new StoreFixture(database);
        CreditRate first = fixture.published("standard", NOON);
        CreditRate ofAnotherName = fixture.published("night", NOON);
        CreditRate second = fixture.published("standard", NOON.minusSeconds(9));
        CreditRate ofAnotherTenant = other.published("standard", NOON);

        assertThat(List.of(first, ofAnotherName, second, ofAnotherTenant))
                .extracting(CreditRate::version)
                .containsExactly(1, 1, 2, 1);
        assertThat(rates.versions(fixture.tenant, "standard")).containsExactly(first, second);
        assertThat(rates.versions(fixture.tenant, "night")).containsExactly(ofAnotherName);
        assertThat(rates.versions(other.tenant, "standard")).containsExactly(ofAnotherTenant);
        assertThat(rates.versions(fixture.tenant, "Standard")).isEmpty();
    }

    @Test
    void a_version_is_in_force_from_its_first_microsecond_until_the_next() {
        CreditRate first = fixture.published("standard", NOON);
        CreditRate second = fixture.published("standard", NOON.plusSeconds(60));

        assertThat(rates.findInForce(fixture.tenant, "standard", NOON.minus(MICROSECOND)))
                .isEmpty();
        assertThat(rates.findInForce(fixture.tenant, "standard", NOON)).contains(first);
        assertThat(rates.findInForce(
                        fixture.tenant, "standard", NOON.plusSeconds(60).minus(MICROSECOND)))
                .contains(first);
        assertThat(rates.findInForce(fixture.tenant, "standard", NOON.plusSeconds(60)))
                .contains(second);
        assertThat(rates.findInForce(fixture.tenant, "standard", Instant.parse("9999-12-31T00:00:00Z")))
                .contains(second);
    }

    @Test
    void of_two_versions_from_the_same_time_the_later_is_in_force() {
        for (int i = 0; i < 11; i++) {
            fixture.published("standard", NOON);
        }

        assertThat(rates.findInForce(fixture.tenant, "standard", NOON)
                        .orElseThrow()
                        .version())
                .isEqualTo(11);
    }

    @Test
    void a_version_published_later_for_an_earlier_time_does_not_push_out_the_one_in_force() {
        CreditRate inForce = fixture.published("standard", NOON);
        CreditRate backdated = fixture.published("standard", NOON.minusSeconds(60));

        assertThat(rates.findInForce(fixture.tenant, "standard", NOON)).contains(inForce);
        assertThat(rates.findInForce(fixture.tenant, "standard", NOON.minusSeconds(1)))
                .contains(backdated);
    }

    @Test
    void another_name_and_another_tenant_have_no_rate_in_force() {
        fixture.published("standard", NOON);

        assertThat(rates.findInForce(fixture.tenant, "night", NOON)).isEmpty();
        assertThat(rates.findInForce(new StoreFixture(database).tenant, "standard", NOON))
                .isEmpty();
    }

    @Test
    void versions_published_at_once_are_numbered_without_a_gap() throws Exception {
        List<CreditRate> published = AtOnce.call(32, i -> fixture.published("standard", NOON.plusSeconds(i)));

        assertThat(published)
                .extracting(CreditRate::version)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 32).boxed().toList());
        assertThat(rates.versions(fixture.tenant, "standard")).containsExactlyInAnyOrderElementsOf(published);
    }
}
