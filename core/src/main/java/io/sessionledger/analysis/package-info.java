/** One AI pass over a slice of a session's transcript: what the host hands in, what is stored, what its tokens were and cost. */
@NullMarked
@CheckReturnValue
package io.sessionledger.analysis;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
