/** Judges stretches of a conversation: by a model with retrieval, or by rules that need neither key nor network. */
@NullMarked
package io.sessionledger.examples.server.analysis;

import org.jspecify.annotations.NullMarked;
