/** A small library of articles on counselling, parenting and crisis, and the search that finds those which fit a conversation. */
@NullMarked
package io.sessionledger.examples.server.knowledge;

import org.jspecify.annotations.NullMarked;
