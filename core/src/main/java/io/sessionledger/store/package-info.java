/** The ports: what the ledger asks of a database. Everything a store promises is written here and held by its contract tests. */
@NullMarked
@CheckReturnValue
package io.sessionledger.store;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
