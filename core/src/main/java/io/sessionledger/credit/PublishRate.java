package io.sessionledger.credit;

import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Storable;
import io.sessionledger.session.StartSession;
import java.time.Instant;

/**
 * A new version of a rate, as the host states it.
 *
 * @param name the rate's name, 1 to {@value StartSession#MAX_RATE_NAME_LENGTH} characters
 * @param effectiveFrom from when it is in force; may lie in the past: sessions that could not be rated can then be
 *     settled
 * @param method how usage becomes credits
 * @param rounding how the exact price becomes an amount
 * @param minimum what a session costs at least if anything was used, zero or more
 */
public record PublishRate(String name, Instant effectiveFrom, RateMethod method, Rounding rounding, Credits minimum) {

    /**
     * Checks the parts.
     *
     * @param name the rate's name, 1 to {@value StartSession#MAX_RATE_NAME_LENGTH} characters
     * @param effectiveFrom from when it is in force; may lie in the past: sessions that could not be rated can then be
     *     settled
     * @param method how usage becomes credits
     * @param rounding how the exact price becomes an amount
     * @param minimum what a session costs at least if anything was used, zero or more
     * @throws InvalidInputException if the name is blank or too long, the time out of range or the minimum negative
     */
    public PublishRate {
        name = Storable.label("name", name, StartSession.MAX_RATE_NAME_LENGTH);
        effectiveFrom = Storable.instant("effectiveFrom", effectiveFrom);
        InvalidInputException.unless(!minimum.isNegative(), "minimum", "zero or more", minimum);
    }

    /**
     * A version of the standard rate, rounded up to whole credits, without a minimum.
     *
     * @param effectiveFrom from when it is in force
     * @param method how usage becomes credits
     * @return the statement
     */
    public static PublishRate standard(Instant effectiveFrom, RateMethod method) {
        return named(StartSession.STANDARD_RATE, effectiveFrom, method);
    }

    /**
     * A version of a named rate, rounded up to whole credits, without a minimum.
     *
     * @param name the rate's name
     * @param effectiveFrom from when it is in force
     * @param method how usage becomes credits
     * @return the statement
     */
    public static PublishRate named(String name, Instant effectiveFrom, RateMethod method) {
        return new PublishRate(name, effectiveFrom, method, Rounding.WHOLE_UP, Credits.ZERO);
    }

    /**
     * {@return the same with another rounding}
     *
     * @param rounding how the exact price becomes an amount
     */
    public PublishRate rounding(Rounding rounding) {
        return new PublishRate(name, effectiveFrom, method, rounding, minimum);
    }

    /**
     * {@return the same with a minimum}
     *
     * @param minimum what a session costs at least if anything was used
     */
    public PublishRate minimum(Credits minimum) {
        return new PublishRate(name, effectiveFrom, method, rounding, minimum);
    }
}
