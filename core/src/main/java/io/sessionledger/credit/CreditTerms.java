package io.sessionledger.credit;

/**
 * What a policy decided for one counselor. A value, so that the library knows what it will do before it asks the database.
 *
 * @param chargeTime when usage is turned into credits
 */
public record CreditTerms(ChargeTime chargeTime) {

    /** When usage is turned into credits. */
    public enum ChargeTime {
        /** Never: no rate, no account, no ledger entry, no alert. */
        NEVER,
        /** Once, when the session completes. */
        AT_COMPLETION,
        /** As it goes: each analysis raises the charge to what is due by then, and the completion charges the remainder. */
        PER_ANALYSIS
    }

    /** {@return whether anything is ever charged} */
    public boolean charges() {
        return chargeTime != ChargeTime.NEVER;
    }
}
