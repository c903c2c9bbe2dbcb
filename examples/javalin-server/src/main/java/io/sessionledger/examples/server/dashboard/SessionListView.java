package io.sessionledger.examples.server.dashboard;

import io.sessionledger.Page;
import io.sessionledger.examples.server.host.Counselor;
import java.util.Optional;

/**
 * Sessions, and which were asked for.
 *
 * @param period when they started
 * @param query which
 * @param counselor whose, if one counselor's
 * @param sessions one page
 */
record SessionListView(
        Period period, SessionQuery query, Optional<Counselor> counselor, Page<SessionFigures> sessions) {}
