/** The host's own tables, and transactions in which its rows and the ledger's are written together. */
@NullMarked
package io.sessionledger.examples.server.host;

import org.jspecify.annotations.NullMarked;
