/** A host of the ledger: an HTTP server with its own sessions, counselors and sign-in. Here it is put together and started. */
@NullMarked
package io.sessionledger.examples.server;

import org.jspecify.annotations.NullMarked;
