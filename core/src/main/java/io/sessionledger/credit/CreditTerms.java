package io.sessionledger.credit;

import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Storable;
import java.time.Duration;
import java.util.Objects;

/**
 * What a policy decided for one counselor. A value, so that the library knows what it will do before it asks the database.
 *
 * @param chargeTime when usage is turned into credits
 * @param whenShort what happens when credits do not cover the work
 * @param overdraftLimit under {@link WhenShort#REFUSE}, how far below zero admissions may take the account, unless the account has a limit of
 *     its own; zero or more
 * @param holdSilence under {@link WhenShort#REFUSE}, how long a session may stay silent before what is set aside for it is free again; one second to 30 days, in whole milliseconds
 */
public record CreditTerms(ChargeTime chargeTime, WhenShort whenShort, Credits overdraftLimit, Duration holdSilence) {

    /** How long a session may stay silent before its hold ends, unless terms say otherwise: 15 minutes. */
    public static final Duration DEFAULT_HOLD_SILENCE = Duration.ofMinutes(15);

    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(1);

    private static final Duration LONGEST_SILENCE = Duration.ofDays(30);

    /** When usage is turned into credits. */
    public enum ChargeTime {
        /** Never: no rate, no account, no ledger entry, no alert. */
        NEVER,
        /** Once, when the session completes. */
        AT_COMPLETION,
        /** As it goes: each analysis raises the charge to what is due by then, and the completion charges the remainder. */
        PER_ANALYSIS
    }

    /** What happens when credits do not cover the work. Work that was done is charged in full either way. */
    public enum WhenShort {
        /** It goes on; the balance may become negative, and an alert is written. Nothing is set aside. */
        WARN,
        /** It is refused before it is done, if the host asks {@code admit}; what was admitted is set aside. */
        REFUSE
    }

    /**
     * Checks the parts.
     *
     * @param chargeTime when usage is turned into credits
     * @param whenShort what happens when credits do not cover the work
     * @param overdraftLimit how far below zero admissions may take the account
     * @param holdSilence how long a session may stay silent before what is set aside for it is free again
     * @throws InvalidInputException if the limit is negative, the silence outside its range, or work is to be refused that is never charged
     */
    public CreditTerms {
        Objects.requireNonNull(chargeTime, "chargeTime");
        Objects.requireNonNull(whenShort, "whenShort");
        InvalidInputException.unless(
                chargeTime != ChargeTime.NEVER || whenShort == WhenShort.WARN,
                "whenShort",
                "WARN where nothing is ever charged",
                whenShort);
        InvalidInputException.unless(!overdraftLimit.isNegative(), "overdraftLimit", "zero or more", overdraftLimit);
        InvalidInputException.unless(
                holdSilence.compareTo(SHORTEST_SILENCE) >= 0 && holdSilence.compareTo(LONGEST_SILENCE) <= 0,
                "holdSilence",
                "1 second to 30 days",
                holdSilence);
        holdSilence = Storable.duration("holdSilence", holdSilence);
    }

    /**
     * Terms that warn when credits are short.
     *
     * @param chargeTime when usage is turned into credits
     */
    public CreditTerms(ChargeTime chargeTime) {
        this(chargeTime, WhenShort.WARN, Credits.ZERO, DEFAULT_HOLD_SILENCE);
    }

    /**
     * {@return the same terms, refusing work that credits do not cover; terms that never charge stay as they are}
     *
     * @param overdraftLimit how far below zero admissions may take the account; zero or more
     */
    public CreditTerms refusing(Credits overdraftLimit) {
        return charges() ? new CreditTerms(chargeTime, WhenShort.REFUSE, overdraftLimit, holdSilence) : this;
    }

    /**
     * {@return the same terms with another time after which a silent session's hold ends}
     *
     * @param holdSilence one second to 30 days; longer than the time between two analyses
     */
    public CreditTerms withHoldSilence(Duration holdSilence) {
        return new CreditTerms(chargeTime, whenShort, overdraftLimit, holdSilence);
    }

    /** {@return whether anything is ever charged} */
    public boolean charges() {
        return chargeTime != ChargeTime.NEVER;
    }

    /** {@return whether work that credits do not cover is refused} */
    public boolean refuses() {
        return whenShort == WhenShort.REFUSE;
    }
}
