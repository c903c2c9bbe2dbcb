/** What the operator may set, read from the environment and checked before anything starts. */
@NullMarked
package io.sessionledger.examples.server.config;

import org.jspecify.annotations.NullMarked;
