package io.sessionledger.examples.server.dashboard;

import io.sessionledger.examples.server.desk.RepricedCharges;

/**
 * Asks whether charges are to be corrected.
 *
 * @param period of the sessions that started then
 * @param rate the version by which they are charged instead
 * @param under the version under which they were charged last, or that it may be any
 * @param back where it was opened, below the prefix
 * @param charges what changes
 * @param form with the key of the request
 */
record RepricingFormView(
        Period period, String rate, String under, String back, RepricedCharges charges, FormState form) {}
