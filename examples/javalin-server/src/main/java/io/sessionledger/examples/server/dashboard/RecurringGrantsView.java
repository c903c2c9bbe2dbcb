package io.sessionledger.examples.server.dashboard;

import io.sessionledger.Page;
import io.sessionledger.examples.server.desk.StandingGrant;
import io.sessionledger.examples.server.host.Counselor;

/**
 * A counselor's recurring grants.
 *
 * @param counselor whose
 * @param grants the latest set up first
 */
record RecurringGrantsView(Counselor counselor, Page<StandingGrant> grants) {}
