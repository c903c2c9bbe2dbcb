/** Moves analysis logs out of the JSON arrays on a host's session rows into the ledger, once. Hosts need {@link Backfill} or the command {@link BackfillCommand}. */
@NullMarked
package io.sessionledger.backfill;

import org.jspecify.annotations.NullMarked;
