/** Who is calling: tokens, of which only hashes are kept, and what their bearers may do. */
@NullMarked
package io.sessionledger.examples.server.security;

import org.jspecify.annotations.NullMarked;
