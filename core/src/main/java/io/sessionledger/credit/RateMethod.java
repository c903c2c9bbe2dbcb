package io.sessionledger.credit;

import io.sessionledger.InvalidInputException;
import io.sessionledger.Storable;
import io.sessionledger.session.UsageFigures;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * How usage becomes credits, before rounding and minimum. Prices are exact decimals with at most ten places; nothing is rounded here. Every
 * method grows with usage, never falls.
 */
public sealed interface RateMethod {

    /** Every price is less than this many credits, so that no session's charge outgrows the ledger's columns. */
    BigDecimal PRICE_BOUND = BigDecimal.valueOf(1_000_000);

    /**
     * {@return the exact price of what was used, with the way it was worked out}
     *
     * @param used what was used
     * @throws UnpricedUsageException if the price follows from the cost and part of the cost is not known
     */
    Price priceOf(UsageFigures used);

    /**
     * A price and where it came from.
     *
     * @param exact in credits, not rounded
     * @param arithmetic for people, such as "31 started minutes x 1"
     */
    record Price(BigDecimal exact, String arithmetic) {}

    /**
     * A price for every second of recorded time, fractions of a second included.
     *
     * @param creditsPerSecond zero or more
     */
    record PerSecond(BigDecimal creditsPerSecond) implements RateMethod {

        /**
         * Checks the price.
         *
         * @param creditsPerSecond zero or more
         * @throws InvalidInputException if it is negative or has more than ten decimals
         */
        public PerSecond {
            creditsPerSecond = checkedPrice("creditsPerSecond", creditsPerSecond);
        }

        @Override
        public Price priceOf(UsageFigures used) {
            return times(seconds(used.duration()), "second", "seconds", creditsPerSecond);
        }
    }

    /**
     * A price for every minute of recorded time that has begun: 60.001 seconds are two minutes.
     *
     * @param creditsPerMinute zero or more
     */
    record PerStartedMinute(BigDecimal creditsPerMinute) implements RateMethod {

        /**
         * Checks the price.
         *
         * @param creditsPerMinute zero or more
         * @throws InvalidInputException if it is negative or has more than ten decimals
         */
        public PerStartedMinute {
            creditsPerMinute = checkedPrice("creditsPerMinute", creditsPerMinute);
        }

        @Override
        public Price priceOf(UsageFigures used) {
            return times(
                    BigDecimal.valueOf(startedMinutes(used.duration())),
                    "started minute",
                    "started minutes",
                    creditsPerMinute);
        }
    }

    /**
     * Graduated prices: each started minute costs what its own tier says, so a session that reaches a cheaper tier keeps the
     * price of its earlier minutes.
     *
     * @param tiers by rising bound; only the last has none
     */
    record TieredMinutes(List<Tier> tiers) implements RateMethod {

        /**
         * Checks that the tiers cover every minute exactly once.
         *
         * @param tiers by rising bound; only the last has none
         * @throws InvalidInputException if there is none, bounds do not rise, or another than the last is open
         */
        public TieredMinutes {
            tiers = List.copyOf(tiers);
            InvalidInputException.unless(!tiers.isEmpty(), "tiers", "at least one tier", "none");
            long below = 0;
            for (int i = 0; i < tiers.size(); i++) {
                OptionalLong bound = tiers.get(i).upToMinute();
                boolean last = i == tiers.size() - 1;
                InvalidInputException.unless(
                        bound.isEmpty() == last, "tiers", "a bound on every tier but the last", "tier " + (i + 1));
                InvalidInputException.unless(
                        bound.isEmpty() || bound.getAsLong() > below,
                        "tiers",
                        "bounds that rise",
                        bound.isEmpty() ? "open" : bound.getAsLong() + " after " + below);
                below = bound.orElse(below);
            }
        }

        @Override
        public Price priceOf(UsageFigures used) {
            long minutes = startedMinutes(used.duration());
            BigDecimal sum = BigDecimal.ZERO;
            List<String> parts = new ArrayList<>();
            long below = 0;
            for (Tier tier : tiers) {
                long here = Math.min(minutes, tier.upToMinute().orElse(Long.MAX_VALUE)) - below;
                if (here > 0 || parts.isEmpty()) {
                    sum = sum.add(tier.creditsPerMinute().multiply(BigDecimal.valueOf(here)));
                    parts.add(here + " x " + plain(tier.creditsPerMinute()));
                    below += here;
                }
            }
            return new Price(
                    sum,
                    minutes + (minutes == 1 ? " started minute: " : " started minutes: ") + String.join(" + ", parts));
        }
    }

    /**
     * A run of minutes at one price.
     *
     * @param upToMinute the last minute at this price; empty on the last tier
     * @param creditsPerMinute zero or more
     */
    record Tier(OptionalLong upToMinute, BigDecimal creditsPerMinute) {

        /**
         * Checks the price.
         *
         * @param upToMinute the last minute at this price; empty on the last tier
         * @param creditsPerMinute zero or more
         * @throws InvalidInputException if it is negative or has more than ten decimals
         */
        public Tier {
            creditsPerMinute = checkedPrice("creditsPerMinute", creditsPerMinute);
        }

        /**
         * A tier with an end.
         *
         * @param minute the last minute at this price
         * @param creditsPerMinute in decimal notation
         * @return the tier
         */
        public static Tier upTo(long minute, String creditsPerMinute) {
            return new Tier(OptionalLong.of(minute), price("creditsPerMinute", creditsPerMinute));
        }

        /**
         * The last tier.
         *
         * @param creditsPerMinute in decimal notation
         * @return the tier
         */
        public static Tier beyond(String creditsPerMinute) {
            return new Tier(OptionalLong.empty(), price("creditsPerMinute", creditsPerMinute));
        }
    }

    /**
     * A price for every analysis, whatever it used.
     *
     * @param creditsPerAnalysis zero or more
     */
    record PerAnalysis(BigDecimal creditsPerAnalysis) implements RateMethod {

        /**
         * Checks the price.
         *
         * @param creditsPerAnalysis zero or more
         * @throws InvalidInputException if it is negative or has more than ten decimals
         */
        public PerAnalysis {
            creditsPerAnalysis = checkedPrice("creditsPerAnalysis", creditsPerAnalysis);
        }

        @Override
        public Price priceOf(UsageFigures used) {
            return times(BigDecimal.valueOf(used.analysisCount()), "analysis", "analyses", creditsPerAnalysis);
        }
    }

    /**
     * A price for every thousand tokens, cached ones included; part of a thousand costs its part.
     *
     * @param creditsPerThousand zero or more
     */
    record PerThousandTokens(BigDecimal creditsPerThousand) implements RateMethod {

        /**
         * Checks the price.
         *
         * @param creditsPerThousand zero or more
         * @throws InvalidInputException if it is negative or has more than ten decimals
         */
        public PerThousandTokens {
            creditsPerThousand = checkedPrice("creditsPerThousand", creditsPerThousand);
        }

        @Override
        public Price priceOf(UsageFigures used) {
            return times(
                    BigDecimal.valueOf(used.tokens().totalTokens()).movePointLeft(3),
                    "thousand tokens",
                    "thousand tokens",
                    creditsPerThousand);
        }
    }

    /**
     * A price for every dollar that the models cost: the provider's bill, passed on with or without a margin.
     *
     * @param creditsPerUsd zero or more
     */
    record ShareOfCost(BigDecimal creditsPerUsd) implements RateMethod {

        /**
         * Checks the price.
         *
         * @param creditsPerUsd zero or more
         * @throws InvalidInputException if it is negative or has more than ten decimals
         */
        public ShareOfCost {
            creditsPerUsd = checkedPrice("creditsPerUsd", creditsPerUsd);
        }

        @Override
        public Price priceOf(UsageFigures used) {
            if (used.unpricedAnalysisCount() > 0) {
                throw new UnpricedUsageException(used.unpricedAnalysisCount());
            }
            return times(used.estimatedCost().value(), "USD", "USD", creditsPerUsd);
        }
    }

    /**
     * {@return a price for every second}
     *
     * @param creditsPerSecond in decimal notation
     */
    static RateMethod perSecond(String creditsPerSecond) {
        return new PerSecond(price("creditsPerSecond", creditsPerSecond));
    }

    /**
     * {@return a price for every minute that has begun}
     *
     * @param creditsPerMinute in decimal notation
     */
    static RateMethod perStartedMinute(String creditsPerMinute) {
        return new PerStartedMinute(price("creditsPerMinute", creditsPerMinute));
    }

    /**
     * {@return graduated prices of started minutes}
     *
     * @param tiers by rising bound; only the last has none
     */
    static RateMethod tieredMinutes(Tier... tiers) {
        return new TieredMinutes(List.of(tiers));
    }

    /**
     * {@return a price for every analysis}
     *
     * @param creditsPerAnalysis in decimal notation
     */
    static RateMethod perAnalysis(String creditsPerAnalysis) {
        return new PerAnalysis(price("creditsPerAnalysis", creditsPerAnalysis));
    }

    /**
     * {@return a price for every thousand tokens}
     *
     * @param creditsPerThousand in decimal notation
     */
    static RateMethod perThousandTokens(String creditsPerThousand) {
        return new PerThousandTokens(price("creditsPerThousand", creditsPerThousand));
    }

    /**
     * {@return a price for every dollar of cost}
     *
     * @param creditsPerUsd in decimal notation
     */
    static RateMethod shareOfCost(String creditsPerUsd) {
        return new ShareOfCost(price("creditsPerUsd", creditsPerUsd));
    }

    private static Price times(BigDecimal quantity, String unit, String units, BigDecimal price) {
        String counted = quantity.compareTo(BigDecimal.ONE) == 0 ? unit : units;
        return new Price(quantity.multiply(price), plain(quantity) + " " + counted + " x " + plain(price));
    }

    private static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3);
    }

    private static long startedMinutes(Duration duration) {
        return -Math.floorDiv(-duration.toMillis(), 60_000L);
    }

    private static BigDecimal price(String field, String decimal) {
        return Storable.decimal(field, decimal);
    }

    private static BigDecimal checkedPrice(String field, BigDecimal price) {
        // compared before its digits are touched: 1E+2147483647 must be refused, not written out
        InvalidInputException.unless(
                price.signum() >= 0 && price.compareTo(PRICE_BOUND) < 0 && price.scale() <= 1000,
                field,
                "0 or more, less than 1,000,000",
                price.signum() < 0 ? "negative" : "more");
        BigDecimal stripped = price.signum() == 0 ? BigDecimal.ZERO : price.stripTrailingZeros();
        InvalidInputException.unless(
                stripped.scale() <= 10, field, "at most ten decimals", stripped.scale() + " of them");
        // one form for one value, so that equal prices are equal
        return stripped.setScale(Math.max(stripped.scale(), 0), RoundingMode.UNNECESSARY);
    }

    /**
     * A number as people write it.
     *
     * @param number any
     * @return plain notation without trailing zeros
     */
    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
