package io.sessionledger.analysis;

import io.sessionledger.InvalidInputException;
import io.sessionledger.Storable;
import io.sessionledger.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What a model's tokens cost, in United States dollars for a million tokens. Exact decimals; the one rounding is that of the whole cost.
 *
 * <pre>{@code
 * ModelPrice flash = ModelPrice.of("0.30", "0.03", "2.50");
 * ModelPrice pro = ModelPrice.of("1.25", "0.125", "10").above(200_000, ModelPrice.of("2.50", "0.25", "15"));
 * }</pre>
 *
 * Immutable.
 *
 * @param promptPerMillion for a million prompt tokens that no cache served, zero or more, less than 1,000,000
 * @param cachedPerMillion for a million prompt tokens read from a cache, within the same bounds; empty if it is not known
 * @param completionPerMillion for a million tokens the model wrote, its reasoning included, within the same bounds
 * @param longPrompts what is different for long prompts; empty if nothing is
 */
public record ModelPrice(
        BigDecimal promptPerMillion,
        Optional<BigDecimal> cachedPerMillion,
        BigDecimal completionPerMillion,
        Optional<LongPrompts> longPrompts) {

    /** Every figure is less than this many dollars for a million tokens. */
    private static final BigDecimal BOUND = BigDecimal.valueOf(1_000_000);

    /** A price for one token that some program wrote with all the digits of a double has about 24; for a million tokens, six less. */
    private static final int MOST_DECIMALS = 30;

    /** The decimal places between a price for a million tokens and that for one. */
    private static final int MILLION = 6;

    /**
     * Checks the figures.
     *
     * @param promptPerMillion for a million prompt tokens that no cache served
     * @param cachedPerMillion for a million prompt tokens read from a cache; empty if it is not known
     * @param completionPerMillion for a million tokens the model wrote
     * @param longPrompts what is different for long prompts; empty if nothing is
     * @throws InvalidInputException if a figure is negative, 1,000,000 or more, or has more than 30 decimals
     */
    public ModelPrice {
        promptPerMillion = checked("promptPerMillion", promptPerMillion);
        cachedPerMillion = cachedPerMillion.map(price -> checked("cachedPerMillion", price));
        completionPerMillion = checked("completionPerMillion", completionPerMillion);
    }

    /**
     * A price that knows its limit. Some providers charge other prices for every token of a request whose prompt is longer than so many tokens.
     *
     * @param aboveTokens the longest prompt, cached tokens included, that the ordinary price holds for; one or more
     * @param price the price above it, itself without long prompts; empty if it is not known
     */
    public record LongPrompts(long aboveTokens, Optional<ModelPrice> price) {

        /**
         * Checks the limit.
         *
         * @param aboveTokens the longest prompt, cached tokens included, that the ordinary price holds for; one or more
         * @param price the price above it, itself without long prompts; empty if it is not known
         * @throws InvalidInputException if the limit is not positive, or the price above it has a limit of its own
         */
        public LongPrompts {
            InvalidInputException.unless(
                    aboveTokens > 0 && aboveTokens <= TokenUsage.MAX_TOKENS,
                    "aboveTokens",
                    "1 to " + TokenUsage.MAX_TOKENS + " tokens",
                    aboveTokens);
            InvalidInputException.unless(
                    price.flatMap(ModelPrice::longPrompts).isEmpty(),
                    "longPrompts",
                    "one limit at most",
                    "a second one");
        }
    }

    /**
     * A price whose three figures are known.
     *
     * @param promptPerMillion for a million prompt tokens that no cache served, in decimal notation
     * @param cachedPerMillion for a million prompt tokens read from a cache, in decimal notation
     * @param completionPerMillion for a million tokens the model wrote, in decimal notation
     * @return the price
     * @throws InvalidInputException if one is no number, negative, 1,000,000 or more, or has more than 30 decimals
     */
    public static ModelPrice of(String promptPerMillion, String cachedPerMillion, String completionPerMillion) {
        return new ModelPrice(
                Storable.decimal("promptPerMillion", promptPerMillion),
                Optional.of(Storable.decimal("cachedPerMillion", cachedPerMillion)),
                Storable.decimal("completionPerMillion", completionPerMillion),
                Optional.empty());
    }

    /**
     * A price that does not know what cached tokens cost: it prices usage without any, and no other. Where the provider charges cached tokens like all
     * others, state that with {@link #of(String, String, String)}.
     *
     * @param promptPerMillion for a million prompt tokens, in decimal notation
     * @param completionPerMillion for a million tokens the model wrote, in decimal notation
     * @return the price
     * @throws InvalidInputException if one is no number, negative, 1,000,000 or more, or has more than 30 decimals
     */
    public static ModelPrice withoutCache(String promptPerMillion, String completionPerMillion) {
        return new ModelPrice(
                Storable.decimal("promptPerMillion", promptPerMillion),
                Optional.empty(),
                Storable.decimal("completionPerMillion", completionPerMillion),
                Optional.empty());
    }

    /**
     * The same price, with another for long prompts.
     *
     * @param tokens the longest prompt, cached tokens included, that this price holds for; one or more
     * @param price what every token costs above it
     * @return both in one
     * @throws InvalidInputException if the limit is not positive, or {@code price} has a limit of its own
     */
    public ModelPrice above(long tokens, ModelPrice price) {
        return withLongPrompts(new LongPrompts(tokens, Optional.of(price)));
    }

    /**
     * The same price, for prompts up to a length only; longer ones have no price.
     *
     * @param tokens the longest prompt, cached tokens included, that this price holds for; one or more
     * @return the limited price
     * @throws InvalidInputException if the limit is not positive
     */
    public ModelPrice upTo(long tokens) {
        return withLongPrompts(new LongPrompts(tokens, Optional.empty()));
    }

    private ModelPrice withLongPrompts(LongPrompts longPrompts) {
        return new ModelPrice(promptPerMillion, cachedPerMillion, completionPerMillion, Optional.of(longPrompts));
    }

    /**
     * What some usage costs, to ten decimals, half a unit of the last one up. Empty where it is not known: cached tokens without a cached price, or a long
     * prompt without a price for long prompts.
     *
     * <p>Providers go by the prompt of each request, while an analysis may be several requests whose tokens were added up. As long as the sum stays within
     * the limit, so did each request, and the cost is exact. Above it the whole usage is taken for one request and costs what a long prompt costs. That is
     * exact for one request; of retried ones it is the most they can have cost (where, as everywhere known, long prompts are not the cheaper ones).
     *
     * @param usage the tokens of one analysis
     * @return the cost, if it is known
     * @throws InvalidInputException if it is more than a {@link Usd} holds
     */
    public Optional<Usd> costOf(TokenUsage usage) {
        // never overflows: a bucket has at most 10^18
        long promptLength = usage.promptTokens() + usage.cachedTokens();
        if (longPrompts.isPresent() && promptLength > longPrompts.get().aboveTokens()) {
            return longPrompts.get().price().flatMap(price -> price.costOf(usage));
        }
        if (usage.cachedTokens() > 0 && cachedPerMillion.isEmpty()) {
            return Optional.empty();
        }
        BigDecimal exact = times(usage.promptTokens(), promptPerMillion)
                .add(times(usage.cachedTokens(), cachedPerMillion.orElse(BigDecimal.ZERO)))
                .add(times(usage.completionTokens(), completionPerMillion))
                .movePointLeft(MILLION);
        return Optional.of(Usd.of(exact.setScale(Usd.SCALE, RoundingMode.HALF_UP)));
    }

    private static BigDecimal times(long tokens, BigDecimal perMillion) {
        return BigDecimal.valueOf(tokens).multiply(perMillion);
    }

    private static BigDecimal checked(String field, BigDecimal price) {
        InvalidInputException.unless(price.signum() >= 0, field, "zero or more", "negative");
        // compared before its digits are touched: 1E+2147483647 must be refused, not written out
        InvalidInputException.unless(price.compareTo(BOUND) < 0, field, "less than 1,000,000", "more");
        InvalidInputException.unless(price.scale() <= 1000, field, "at most 30 decimals", price.scale() + " of them");
        BigDecimal stripped = price.signum() == 0 ? BigDecimal.ZERO : price.stripTrailingZeros();
        InvalidInputException.unless(
                stripped.scale() <= MOST_DECIMALS, field, "at most 30 decimals", stripped.scale() + " of them");
        // one form for one value, so that equal prices are equal
        return stripped.setScale(Math.max(stripped.scale(), 0), RoundingMode.UNNECESSARY);
    }
}
