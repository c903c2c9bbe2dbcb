package io.sessionledger.benchmarks;

import java.util.List;

/** A group of lines that share their data. */
interface Suite {

    /** As the command line knows it. */
    String name();

    /**
     * Measures.
     *
     * @param database with the ledger's tables, fresh and empty
     * @throws Exception if anything fails, also if the books are wrong afterwards: a fast wrong answer is worthless
     */
    List<Line> run(BenchmarkDatabase database, Effort effort) throws Exception;
}
