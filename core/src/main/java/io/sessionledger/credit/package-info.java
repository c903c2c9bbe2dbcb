/** Prepaid credits: the rates by which usage becomes credits, the account, its ledger, and the policy that decides when to charge. */
@NullMarked
@CheckReturnValue
package io.sessionledger.credit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
