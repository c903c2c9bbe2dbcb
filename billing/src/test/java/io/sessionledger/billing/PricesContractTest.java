package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.minuteBuilder;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.ModelPrice;
import io.sessionledger.analysis.ModelPrices;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Settlement;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.UsageFigures;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an analysis costs whose host did not say. */
@EveryDatabase
class PricesContractTest {

    /** Of 400 prompt, 1,000 cached and 250 completion tokens: 400 x 0.30 + 1,000 x 0.03 + 250 x 2.50 = 775 millionths. */
    private static final Usd FLASH_MINUTE = Usd.of("0.000775");

    /** The same at twice the price. */
    private static final Usd DEARER_MINUTE = Usd.of("0.00155");

    private static final PriceTable PRICES = PriceTable.builder()
            .price("gemini-2.5-flash", NOON.minus(Duration.ofDays(30)), ModelPrice.of("0.30", "0.03", "2.50"))
            .price("gemini-2.5-flash", NOON.plus(Duration.ofMinutes(10)), ModelPrice.of("0.60", "0.06", "5"))
            .price("uncached", NOON.minus(Duration.ofDays(30)), ModelPrice.withoutCache("1", "5"))
            .alias("models/gemini-2.5-flash", "gemini-2.5-flash")
            .build();

    private final LedgerFixture fixture;
    private final TenantLedger ledger;
    private final SessionId session;

    PricesContractTest(TestDatabase database) {
        fixture = new LedgerFixture(database)
                .withRate(RateMethod.shareOfCost("1000"))
                .withCredits(100);
        ledger = with(PRICES);
        session = fixture.started();
    }

    private TenantLedger with(ModelPrices prices) {
        return SessionLedger.builder(fixture.database.store())
                .clock(fixture.clock)
                .prices(prices)
                .build()
                .tenant(fixture.tenant);
    }

    private static Analysis unpriced(long number) {
        return minuteBuilder(number).estimatedCost(null).build();
    }

    private static Analysis unpriced(long number, String model) {
        return minuteBuilder(number).model(model).estimatedCost(null).build();
    }

    private UsageFigures figures() {
        return ledger.session(session).counted();
    }

    @Test
    void a_known_model_is_priced_an_unknown_one_is_not_and_a_stated_cost_is_kept() {
        Analysis stated = minuteBuilder(3).estimatedCost(Usd.of("0.25")).build();
        Analysis free = minuteBuilder(4).estimatedCost(Usd.ZERO).build();

        RecordOutcome known = ledger.record(session, unpriced(1));
        RecordOutcome unknown = ledger.record(session, unpriced(2, "gemini-2.5-flash-lite"));

        assertThat(known.log().estimatedCost()).isEqualTo(FLASH_MINUTE);
        assertThat(unknown.log().estimatedCost()).isNull();
        assertThat(ledger.record(session, stated).log().estimatedCost()).isEqualTo(Usd.of("0.25"));
        assertThat(ledger.record(session, free).log().estimatedCost()).isEqualTo(Usd.ZERO);
        assertThat(figures().estimatedCost()).isEqualTo(Usd.of("0.250775"));
        assertThat(figures().unpricedAnalysisCount()).isEqualTo(1);
        assertThat(ledger.findAnalysisLog(session, known.log().id())).contains(known.log());
    }

    @Test
    void the_price_is_the_one_in_force_when_the_analysis_was_made() {
        assertThat(ledger.record(session, unpriced(9)).log().estimatedCost()).isEqualTo(FLASH_MINUTE);
        assertThat(ledger.record(session, unpriced(10)).log().estimatedCost()).isEqualTo(DEARER_MINUTE);

        Analysis now = minuteBuilder(11).estimatedCost(null).analyzedAt(null).build();
        assertThat(ledger.record(session, now).log().estimatedCost())
                .as("made now, at noon")
                .isEqualTo(FLASH_MINUTE);
    }

    @Test
    void a_price_is_kept_as_it_was_when_the_analysis_is_sent_again() {
        ledger.record(session, unpriced(1));
        TenantLedger dearer = with((model, at) -> Optional.of(ModelPrice.of("100", "100", "100")));

        RecordOutcome repeat = dearer.record(session, unpriced(1));

        assertThat(repeat).isInstanceOf(RecordOutcome.Duplicate.class);
        assertThat(repeat.log().estimatedCost()).isEqualTo(FLASH_MINUTE);
        assertThat(figures().estimatedCost()).isEqualTo(FLASH_MINUTE);
    }

    @Test
    void several_analyses_are_priced_one_by_one() {
        List<RecordOutcome> outcomes = ledger.recordAll(
                session,
                List.of(
                        unpriced(1),
                        unpriced(2, "nobody-knows"),
                        unpriced(3, "models/gemini-2.5-flash"),
                        unpriced(10)));

        assertThat(outcomes)
                .extracting(outcome -> outcome.log().estimatedCost())
                .containsExactly(FLASH_MINUTE, null, FLASH_MINUTE, DEARER_MINUTE);
        assertThat(figures().estimatedCost()).isEqualTo(Usd.of("0.0031"));
        assertThat(figures().unpricedAnalysisCount()).isEqualTo(1);
    }

    @Test
    void what_does_not_say_enough_to_be_priced_stays_unpriced() {
        Analysis withoutModel = minuteBuilder(1).model(null).estimatedCost(null).build();
        Analysis withoutTokens =
                minuteBuilder(2).tokens(null).estimatedCost(null).build();
        Analysis cachedAtUnknownPrice = unpriced(3, "uncached");
        Analysis withoutAny = Analysis.builder(SafetyLevel.GREEN, 1).build();

        ledger.recordAll(session, List.of(withoutModel, withoutTokens, cachedAtUnknownPrice, withoutAny));

        assertThat(figures().unpricedAnalysisCount()).isEqualTo(4);
        assertThat(figures().estimatedCost()).isEqualTo(Usd.ZERO);
    }

    @Test
    void without_prices_nothing_is_priced() {
        assertThat(fixture.ledger.record(session, unpriced(1)).log().estimatedCost())
                .isNull();
        assertThat(figures().unpricedAnalysisCount()).isEqualTo(1);
    }

    @Test
    void prices_that_fail_lose_no_analysis() {
        List<ModelPrices> failing = new ArrayList<>();
        failing.add((model, at) -> {
            throw new IllegalStateException("the price service is away");
        });
        failing.add((model, at) -> {
            PricesContractTest.<RuntimeException>throwUnchecked(new IOException("the price file is gone"));
            return Optional.empty();
        });
        failing.add((model, at) -> null);
        failing.add((model, at) -> Optional.of(ModelPrice.of("999999", "999999", "999999")));
        TokenUsage huge = TokenUsage.of(TokenUsage.MAX_TOKENS, 0, 0);

        for (int i = 0; i < failing.size(); i++) {
            Analysis analysis =
                    minuteBuilder(i + 1).tokens(huge).estimatedCost(null).build();
            RecordOutcome outcome = with(failing.get(i)).record(session, analysis);
            assertThat(outcome).isInstanceOf(RecordOutcome.Recorded.class);
            assertThat(outcome.log().estimatedCost()).isNull();
        }

        assertThat(figures().analysisCount()).isEqualTo(4);
        assertThat(figures().unpricedAnalysisCount()).isEqualTo(4);
        assertThat(figures().tokens().promptTokens()).isEqualTo(4 * TokenUsage.MAX_TOKENS);
    }

    @Test
    void prices_are_not_asked_for_what_states_its_cost() {
        List<String> asked = new ArrayList<>();
        TenantLedger listening = with((model, at) -> {
            asked.add(model + " at " + at);
            return Optional.empty();
        });

        listening.record(session, LedgerFixture.minute(1));
        assertThat(asked).isEmpty();
        listening.record(session, unpriced(2));
        assertThat(asked).containsExactly("gemini-2.5-flash at " + NOON.plusSeconds(120));
    }

    /** 2 minutes of 0.000775 USD at 1,000 credits a dollar: 1.55, rounded up to 2. */
    @Test
    void an_estimated_cost_is_billed_like_a_stated_one_and_a_missing_one_is_not_a_smaller_bill() {
        ledger.recordAll(session, List.of(unpriced(1), unpriced(2)));
        Settlement bill = ledger.complete(session);

        assertThat(bill.receipt().orElseThrow().delta()).isEqualTo(Credits.of(-2));

        SessionId other = fixture.started();
        ledger.recordAll(other, List.of(unpriced(1), unpriced(2, "nobody-knows")));
        assertThat(ledger.complete(other)).isInstanceOf(Settlement.Unrated.class);
    }

    @Test
    void a_late_analysis_is_priced_too() {
        ledger.complete(session);

        RecordOutcome late = ledger.record(session, unpriced(1));

        assertThat(late).isInstanceOf(RecordOutcome.Late.class);
        assertThat(late.log().estimatedCost()).isEqualTo(FLASH_MINUTE);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> void throwUnchecked(Exception checked) throws E {
        throw (E) checked;
    }
}
