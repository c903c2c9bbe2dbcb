package io.sessionledger.benchmarks;

/** What callers do over and over. Several callers are in it at once. */
@FunctionalInterface
interface Operation {

    void by(Caller caller) throws Exception;
}
