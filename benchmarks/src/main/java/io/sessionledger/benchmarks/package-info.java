/** Measures the ledger beside what people would write by hand, in one run, so that what counts is a ratio and not a machine. */
@NullMarked
package io.sessionledger.benchmarks;

import org.jspecify.annotations.NullMarked;
