package io.sessionledger;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A model's cost in United States dollars, exact to ten decimals. (Six decimals would lose a thousandth of the cost of a short
 * analysis.) Never negative; an unknown cost is absent, not zero.
 *
 * @param value the amount, always with {@value #SCALE} decimals, less than 100,000,000
 */
public record Usd(BigDecimal value) implements Comparable<Usd> {

    /** The number of decimals a cost is kept with. */
    public static final int SCALE = 10;

    /** No written amount has more; scaling 1E-1000000000 would not end. */
    private static final int MOST_DIGITS = 1000;

    private static final BigDecimal BOUND = BigDecimal.TEN.pow(8);

    /** A cost known to be nothing, as of an analysis that no model was paid for. */
    public static final Usd ZERO = new Usd(BigDecimal.ZERO);

    /**
     * Brings the value to ten decimals.
     *
     * @param value the amount, always with {@value #SCALE} decimals, less than 100,000,000
     * @throws InvalidInputException if it is negative, has more than ten decimals, or is 100,000,000 or more
     */
    public Usd {
        value = fit(value);
    }

    private static BigDecimal fit(BigDecimal value) {
        InvalidInputException.unless(
                value.signum() >= 0 && value.compareTo(BOUND) < 0,
                "usd",
                "0 to 99,999,999.9999999999",
                value.signum() < 0 ? "negative" : "more");
        InvalidInputException.unless(value.scale() <= MOST_DIGITS, "usd", "at most ten decimals", value.scale());
        try {
            return value.setScale(SCALE, RoundingMode.UNNECESSARY);
        } catch (ArithmeticException e) {
            throw new InvalidInputException("usd", "expected at most ten decimals, but was " + value);
        }
    }

    /**
     * An exact cost.
     *
     * @param amount zero or more, at most ten decimals
     * @return the cost
     * @throws InvalidInputException if it does not fit
     */
    public static Usd of(BigDecimal amount) {
        return new Usd(amount);
    }

    /**
     * An exact cost in decimal notation.
     *
     * @param amount such as "0.0012085"
     * @return the cost
     * @throws InvalidInputException if it is no number or does not fit
     */
    public static Usd of(String amount) {
        return new Usd(Storable.decimal("usd", amount));
    }

    /**
     * {@return the sum of both}
     *
     * @param other what is added
     */
    public Usd plus(Usd other) {
        return new Usd(value.add(other.value));
    }

    @Override
    public int compareTo(Usd other) {
        return value.compareTo(other.value);
    }

    /** {@return the amount in plain notation without trailing zeros, such as "0.0012085"} */
    @Override
    public String toString() {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
