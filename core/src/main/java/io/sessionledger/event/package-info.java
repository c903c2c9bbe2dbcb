/** What a host may listen to: each verb, how long it took and what came of it, once it is durable. */
@NullMarked
@CheckReturnValue
package io.sessionledger.event;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
