/** What a host may listen to: the outcomes of the verbs, after they are durable. */
@NullMarked
@CheckReturnValue
package io.sessionledger.event;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
