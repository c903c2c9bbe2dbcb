package io.sessionledger.benchmarks;

/**
 * One way of doing a job.
 *
 * @param name as it stands in the table
 * @param operation what its callers do over and over
 * @param alone whether a single caller does it, however many the others have
 * @param pieces how many of the things that are counted one operation does
 */
record Contender(String name, Operation operation, boolean alone, int pieces) {

    /** One with as many callers as all others, each of whose operations counts once. */
    Contender(String name, Operation operation) {
        this(name, operation, false, 1);
    }

    Load run(int callers, Effort effort) throws Exception {
        Load load = LoadDriver.run(operation, alone ? 1 : callers, effort.warmUp(), effort.measured());
        return new Load(load.operations() * pieces, load.took(), load.latencies());
    }
}
