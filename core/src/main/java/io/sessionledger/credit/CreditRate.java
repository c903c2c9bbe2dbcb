package io.sessionledger.credit;

import io.sessionledger.Credits;
import io.sessionledger.RateId;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UsageFigures;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * One published version of a named rate. Versions are added, never edited: a session keeps the one that was in force when it
 * started.
 *
 * @param id this version
 * @param name the rate's name, the same for all its versions
 * @param version 1 for the first of its name, then rising
 * @param effectiveFrom from when it is in force, until a version with a later time is; of two with the same time the later version
 *     is
 * @param method how usage becomes credits
 * @param rounding how the exact price becomes an amount
 * @param minimum what a session costs at least if anything was used
 * @param publishedAt when it was published
 */
public record CreditRate(
        RateId id,
        String name,
        int version,
        Instant effectiveFrom,
        RateMethod method,
        Rounding rounding,
        Credits minimum,
        Instant publishedAt) {

    /**
     * What a session costs at this rate. Public for hosts that post credits elsewhere.
     *
     * @param usage the session; what is rated is {@link SessionUsage#billable()}
     * @return zero or more
     * @throws UnpricedUsageException if the price follows from the cost and part of the cost is not known
     */
    public Credits creditsFor(SessionUsage usage) {
        return calculate(usage.billable()).credits();
    }

    /**
     * What some usage costs at this rate, with the arithmetic.
     *
     * @param used what was used
     * @return price, rounded, at least the minimum; nothing for no usage
     * @throws UnpricedUsageException if the price follows from the cost and part of the cost is not known
     */
    public CreditCalculation calculate(UsageFigures used) {
        if (used.isNone()) {
            return new CreditCalculation(Credits.ZERO, "nothing used = 0");
        }
        RateMethod.Price price = method.priceOf(used);
        Credits rounded = rounding.round(price.exact());
        StringBuilder arithmetic =
                new StringBuilder(price.arithmetic()).append(" = ").append(plain(price.exact()));
        if (rounded.value().compareTo(price.exact()) != 0) {
            arithmetic.append(", ").append(rounding).append(" = ").append(rounded);
        }
        if (rounded.compareTo(minimum) < 0) {
            return new CreditCalculation(
                    minimum, arithmetic.append(", minimum ").append(minimum).toString());
        }
        return new CreditCalculation(rounded, arithmetic.toString());
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
