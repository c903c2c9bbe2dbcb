package io.sessionledger.credit;

import io.sessionledger.Credits;

/**
 * A charge that the account did not cover. It was made all the same.
 *
 * @param charged the whole charge
 * @param missing how much of it was not covered, at most {@code charged}
 */
public record Shortage(Credits charged, Credits missing) {}
