package io.sessionledger.benchmarks;

import static io.sessionledger.benchmarks.RecordContest.BEST_STATEMENT;
import static io.sessionledger.benchmarks.RecordContest.BY_HAND;
import static io.sessionledger.benchmarks.RecordContest.COPY;
import static io.sessionledger.benchmarks.RecordContest.LEDGER;

import java.util.ArrayList;
import java.util.List;

/** Recording, by one caller and by a crowd: the ledger, what people write by hand, the best single statement, and COPY. */
final class RecordSuite implements Suite {

    private static final int CROWD = 64;

    @Override
    public String name() {
        return "record";
    }

    @Override
    public List<Line> run(BenchmarkDatabase database, Effort effort) throws Exception {
        try (RecordContest contest = new RecordContest(database, CROWD)) {
            Results one = new Alternation(effort, contest.withoutCopy()).run();
            Results crowd = new Rounds(effort, CROWD, contest.all()).run();
            contest.checkBooks();
            return lines(one, crowd);
        }
    }

    private static List<Line> lines(Results one, Results crowd) {
        String alone = "record, 1 caller: ";
        String together = "record, " + CROWD + " callers: ";
        List<Line> lines = new ArrayList<>();
        lines.add(Line.atLeast(alone + "ledger / best statement", one.ratio(LEDGER, BEST_STATEMENT), 0.90));
        lines.add(Line.atLeast(together + "ledger / by hand", crowd.ratio(LEDGER, BY_HAND), 3.5));
        lines.add(Line.atMost(together + "p99 of ledger / p99 of by hand", crowd.p99Ratio(LEDGER, BY_HAND), 0.20));
        lines.add(Line.atLeast(together + "ledger / COPY", crowd.ratio(LEDGER, COPY), 0.30));
        lines.add(Line.printed(together + "ledger / best statement", Line.number(crowd.ratio(LEDGER, BEST_STATEMENT))));
        for (String name : List.of(LEDGER, BEST_STATEMENT, BY_HAND)) {
            lines.add(figures(alone + name, one, name));
        }
        for (String name : List.of(LEDGER, BEST_STATEMENT, BY_HAND)) {
            lines.add(figures(together + name, crowd, name));
        }
        lines.add(Line.printed("record, 1 connection, batches of 1,000: COPY", Line.rate(crowd.perSecond(COPY))));
        return List.copyOf(lines);
    }

    private static Line figures(String what, Results results, String name) {
        return Line.printed(
                what,
                Line.rate(results.perSecond(name)) + ", p50 " + Line.time(results.percentile(name, 50)) + ", p99 "
                        + Line.time(results.p99(name)));
    }
}
