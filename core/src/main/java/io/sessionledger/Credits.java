package io.sessionledger;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An exact amount of prepaid credits with up to four decimals: positive, zero or negative.
 *
 * <p>Two amounts are equal when their values are: {@code Credits.of("1.50").equals(Credits.of("1.5"))}.
 *
 * @param value the amount, always with {@value #SCALE} decimals and at most 15 digits before the point
 */
public record Credits(BigDecimal value) implements Comparable<Credits> {

    /** The number of decimals an amount is kept with. */
    public static final int SCALE = 4;

    /** No written amount has more; scaling 1E-1000000000 would not end. */
    private static final int MOST_DIGITS = 1000;

    private static final BigDecimal BOUND = BigDecimal.TEN.pow(15);

    /** No credits. */
    public static final Credits ZERO = new Credits(BigDecimal.ZERO);

    /**
     * Brings the value to four decimals.
     *
     * @param value the amount, always with {@value #SCALE} decimals and at most 15 digits before the point
     * @throws InvalidInputException if it has more than four decimals or more than 15 digits before the point
     */
    public Credits {
        value = fit(value);
    }

    private static BigDecimal fit(BigDecimal value) {
        // compared before scaling: 1E+1000000000 must be refused, not written out
        InvalidInputException.unless(
                value.abs().compareTo(BOUND) < 0, "credits", "less than 1,000,000,000,000,000 either way", "more");
        InvalidInputException.unless(value.scale() <= MOST_DIGITS, "credits", "at most four decimals", value.scale());
        try {
            return value.setScale(SCALE, RoundingMode.UNNECESSARY);
        } catch (ArithmeticException e) {
            throw new InvalidInputException("credits", "expected at most four decimals, but was " + value);
        }
    }

    /**
     * A whole amount.
     *
     * @param amount how many credits
     * @return the amount
     */
    public static Credits of(long amount) {
        return new Credits(BigDecimal.valueOf(amount));
    }

    /**
     * An exact amount.
     *
     * @param amount at most four decimals
     * @return the amount
     * @throws InvalidInputException if it does not fit
     */
    public static Credits of(BigDecimal amount) {
        return new Credits(amount);
    }

    /**
     * An exact amount in decimal notation.
     *
     * @param amount such as "12.5"
     * @return the amount
     * @throws InvalidInputException if it is no number or does not fit
     */
    public static Credits of(String amount) {
        return new Credits(Storable.decimal("credits", amount));
    }

    /**
     * {@return the sum of both}
     *
     * @param other what is added
     */
    public Credits plus(Credits other) {
        return new Credits(value.add(other.value));
    }

    /**
     * {@return this less the other}
     *
     * @param other what is taken away
     */
    public Credits minus(Credits other) {
        return new Credits(value.subtract(other.value));
    }

    /** {@return the same amount with the other sign} */
    public Credits negated() {
        return new Credits(value.negate());
    }

    /** {@return whether this is less than zero} */
    public boolean isNegative() {
        return value.signum() < 0;
    }

    /** {@return whether this is more than zero} */
    public boolean isPositive() {
        return value.signum() > 0;
    }

    /** {@return whether this is zero} */
    public boolean isZero() {
        return value.signum() == 0;
    }

    @Override
    public int compareTo(Credits other) {
        return value.compareTo(other.value);
    }

    /** {@return the amount in plain notation without trailing zeros, such as "12.5"} */
    @Override
    public String toString() {
        return isZero() ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
