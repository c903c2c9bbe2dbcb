/** The HTTP API: routes, JSON, CSV, problems, limits. It knows the desks; they do not know it. */
@NullMarked
package io.sessionledger.examples.server.http;

import org.jspecify.annotations.NullMarked;
