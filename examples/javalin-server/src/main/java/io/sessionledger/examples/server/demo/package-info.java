/** Three months of made-up sessions for an empty database. */
@NullMarked
package io.sessionledger.examples.server.demo;

import org.jspecify.annotations.NullMarked;
