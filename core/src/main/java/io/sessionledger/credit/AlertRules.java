package io.sessionledger.credit;

import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What about an account somebody wants to hear of. What needs no rule is alerted always: a charge that credits did not cover, a session that could not be rated, a model without a price.
 *
 * <p>A level is crossed when an entry of the ledger takes the balance from the level, or above it, to below it, whatever entry that is. That is alerted once, and again only after the balance has been lifted to the level: who
 * sets a level above the balance hears nothing until then.
 *
 * @param balanceLevels the levels, the highest first, no two the same, at most {@value #MAX_LEVELS}; zero to hear of an account that becomes negative
 * @param largeCharge from which charge of one session on that is alerted, more than zero; empty for never
 */
public record AlertRules(List<Credits> balanceLevels, Optional<Credits> largeCharge) {

    /** The most levels there may be. */
    public static final int MAX_LEVELS = 10;

    /** Nothing but what is alerted always. */
    public static final AlertRules NONE = new AlertRules(List.of(), Optional.empty());

    /**
     * Checks the parts, and puts the levels in order.
     *
     * @param balanceLevels the levels, in any order
     * @param largeCharge from which charge of one session on that is alerted
     * @throws InvalidInputException if there are too many levels, or the large charge is not more than zero
     */
    public AlertRules {
        balanceLevels = balanceLevels.stream()
                .map(level -> Objects.requireNonNull(level, "level"))
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
        InvalidInputException.unless(
                balanceLevels.size() <= MAX_LEVELS,
                "balanceLevels",
                "at most " + MAX_LEVELS + " levels",
                balanceLevels.size());
        largeCharge.ifPresent(
                from -> InvalidInputException.unless(from.isPositive(), "largeCharge", "more than zero", from));
    }

    /**
     * {@return rules with these levels}
     *
     * @param levels the levels, in any order
     */
    public static AlertRules below(Credits... levels) {
        return new AlertRules(Arrays.asList(levels), Optional.empty());
    }

    /**
     * {@return the same rules, and an alert for each session that is charged as much or more}
     *
     * @param from from which charge on; more than zero
     */
    public AlertRules withLargeCharge(Credits from) {
        return new AlertRules(balanceLevels, Optional.of(from));
    }
}
