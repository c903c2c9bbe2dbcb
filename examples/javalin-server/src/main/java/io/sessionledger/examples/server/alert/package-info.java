/** Takes alerts to the operator's own address. */
@NullMarked
package io.sessionledger.examples.server.alert;

import org.jspecify.annotations.NullMarked;
