/** The words that every other package speaks: ids, credits and money, pages, ranges of time, and the root of all errors. */
@NullMarked
@CheckReturnValue
package io.sessionledger;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
