package io.sessionledger.examples.server.dashboard;

import io.sessionledger.examples.server.desk.StandingGrant;
import io.sessionledger.examples.server.host.Counselor;

/**
 * Asks whether a recurring grant is to end.
 *
 * @param counselor whose it is
 * @param grant which
 * @param form with the key of the request
 */
record RecurringGrantEndView(Counselor counselor, StandingGrant grant, FormState form) {}
