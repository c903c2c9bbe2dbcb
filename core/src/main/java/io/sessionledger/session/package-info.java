/** One recorded conversation as the ledger sees it: how it starts, what it has used so far, how it ends. */
@NullMarked
@CheckReturnValue
package io.sessionledger.session;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
