/** The program that a host developer reads first. */
@NullMarked
package io.sessionledger.examples.quickstart;

import org.jspecify.annotations.NullMarked;
