package io.sessionledger.credit;

import io.sessionledger.Credits;

/**
 * What a rate makes of some usage, and how.
 *
 * @param credits zero or more
 * @param arithmetic for people, such as "31 started minutes x 1 = 31"
 */
public record CreditCalculation(Credits credits, String arithmetic) {}
