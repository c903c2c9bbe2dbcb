/** Figures read from the analysis logs and the usage rows: statistics of a range, and the split by safety level. */
@NullMarked
@CheckReturnValue
package io.sessionledger.report;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
