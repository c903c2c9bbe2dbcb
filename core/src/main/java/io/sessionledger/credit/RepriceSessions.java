package io.sessionledger.credit;

import io.sessionledger.InvalidInputException;
import io.sessionledger.RateId;
import io.sessionledger.TimeRange;
import java.util.Objects;
import java.util.Optional;

/**
 * Sessions whose charges are to be corrected to another rate, as the host states it.
 *
 * <pre>{@code
 * RepriceSessions.startedIn(lastWeek, corrected.id()).chargedUnder(wrong.id()).by("staff-7")
 * }</pre>
 *
 * @param startedIn when they started
 * @param rateId the version of a rate by which they are charged instead
 * @param chargedUnder only those that were last charged under this version; empty for all
 * @param actor who asks for it: the host's own id of a person or program, not a name
 */
public record RepriceSessions(TimeRange startedIn, RateId rateId, Optional<RateId> chargedUnder, String actor) {

    /**
     * Checks the parts.
     *
     * @param startedIn when they started
     * @param rateId the version of a rate by which they are charged instead
     * @param chargedUnder only those that were last charged under this version; empty for all
     * @param actor who asks for it
     * @throws InvalidInputException if the actor is blank, too long or has white space
     */
    public RepriceSessions {
        Objects.requireNonNull(startedIn, "startedIn");
        Objects.requireNonNull(rateId, "rateId");
        Objects.requireNonNull(chargedUnder, "chargedUnder");
        actor = RequestFields.actor(actor);
    }

    /**
     * All sessions that started in a range and are charged by now.
     *
     * @param range when they started
     * @param rateId the version of a rate by which they are charged instead
     * @return the request
     */
    public static RepriceSessions startedIn(TimeRange range, RateId rateId) {
        return new RepriceSessions(range, rateId, Optional.empty(), GrantCredits.DEFAULT_ACTOR);
    }

    /**
     * {@return the same for those sessions alone that were last charged under some version of a rate}
     *
     * @param wrong the version
     */
    public RepriceSessions chargedUnder(RateId wrong) {
        return new RepriceSessions(startedIn, rateId, Optional.of(wrong), actor);
    }

    /**
     * {@return the same by another actor}
     *
     * @param by the host's own id of a person or program
     */
    public RepriceSessions by(String by) {
        return new RepriceSessions(startedIn, rateId, chargedUnder, by);
    }
}
