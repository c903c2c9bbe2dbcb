package io.sessionledger.credit;

import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How an exact price becomes an amount of credits.
 *
 * @param decimals how many decimals are kept, 0 (whole credits) to 4
 * @param direction which way the rest goes
 */
public record Rounding(int decimals, Direction direction) {

    /** To whole credits, every fraction counts as one: the default. */
    public static final Rounding WHOLE_UP = new Rounding(0, Direction.UP);

    /**
     * Checks the decimals.
     *
     * @param decimals how many decimals are kept, 0 (whole credits) to 4
     * @param direction which way the rest goes
     * @throws InvalidInputException if they lie outside 0 to 4
     */
    public Rounding {
        InvalidInputException.unless(
                decimals >= 0 && decimals <= Credits.SCALE, "decimals", "0 to " + Credits.SCALE, decimals);
    }

    /** Which way the rest goes. */
    public enum Direction {
        /** In the seller's favour. */
        UP(RoundingMode.CEILING),
        /** To the nearest; a half goes up. */
        NEAREST(RoundingMode.HALF_UP),
        /** In the buyer's favour. */
        DOWN(RoundingMode.FLOOR);

        private final RoundingMode mode;

        Direction(RoundingMode mode) {
            this.mode = mode;
        }
    }

    /**
     * {@return the price in credits}
     *
     * @param exact a price of zero or more
     * @throws InvalidInputException if it is too large for an amount of credits
     */
    Credits round(BigDecimal exact) {
        return Credits.of(exact.setScale(decimals, direction.mode));
    }

    @Override
    public String toString() {
        String target = decimals == 0 ? "whole credits" : decimals + (decimals == 1 ? " decimal" : " decimals");
        return switch (direction) {
            case UP -> "rounded up to " + target;
            case NEAREST -> "rounded to " + target;
            case DOWN -> "rounded down to " + target;
        };
    }
}
