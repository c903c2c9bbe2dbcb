/** What the server does, without a word of HTTP: sessions, counselors, credits and reports. */
@NullMarked
package io.sessionledger.examples.server.desk;

import org.jspecify.annotations.NullMarked;
