package io.sessionledger.billing;

import io.sessionledger.Credits;
import io.sessionledger.credit.CreditPolicy;

/** The terms under which credits are tried out. */
enum CreditsTestTerms {
    AT_COMPLETION_REFUSING(false, true, 0),
    AT_COMPLETION_REFUSING_BEYOND_TWENTY(false, true, 20),
    PER_ANALYSIS_REFUSING(true, true, 0),
    PER_ANALYSIS_WARNING(true, false, 0),
    AT_COMPLETION_WARNING(false, false, 0);

    final boolean chargesPerAnalysis;
    final boolean refuses;
    private final int overdraftLimit;

    CreditsTestTerms(boolean chargesPerAnalysis, boolean refuses, int overdraftLimit) {
        this.chargesPerAnalysis = chargesPerAnalysis;
        this.refuses = refuses;
        this.overdraftLimit = overdraftLimit;
    }

    static CreditsTestTerms ofSeed(long seed) {
        return values()[Math.floorMod(seed, values().length)];
    }

    Credits overdraftLimit() {
        return Credits.of(overdraftLimit);
    }

    CreditPolicy policy() {
        CreditPolicy charging =
                chargesPerAnalysis ? CreditPolicy.chargePerAnalysis() : CreditPolicy.chargeAtCompletion();
        return refuses ? charging.refusing(overdraftLimit()) : charging;
    }
}
