/** The admin dashboard: pages over the desks, for people. Whatever it shows comes from the desks, the ledger's own reads, or {@code DashboardReads}. */
@NullMarked
package io.sessionledger.examples.server.dashboard;

import org.jspecify.annotations.NullMarked;
