package io.sessionledger.credit;

import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import java.time.Instant;

/**
 * One period of a recurring grant.
 *
 * @param number the period, from 0
 * @param from when it begins
 * @param to when the next one does
 * @param grantId its grant
 * @param left what is left of its credits
 */
public record GrantPeriod(int number, Instant from, Instant to, GrantId grantId, Credits left) {}
