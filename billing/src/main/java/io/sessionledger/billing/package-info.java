/** The host's door: a facade that binds a tenant once, and the workflow from start to bill behind it. */
@NullMarked
package io.sessionledger.billing;

import org.jspecify.annotations.NullMarked;
