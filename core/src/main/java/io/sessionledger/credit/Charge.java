package io.sessionledger.credit;

import io.sessionledger.Credits;
import io.sessionledger.session.UsageFigures;

/**
 * How a session's charge came about: a snapshot that the ledger keeps, whatever becomes of the session and the rate.
 *
 * @param rate the version of the rate
 * @param billed what was billed
 * @param credits what was charged
 * @param arithmetic for people, such as "31 started minutes x 1 = 31"
 */
public record Charge(CreditRate rate, UsageFigures billed, Credits credits, String arithmetic) {}
