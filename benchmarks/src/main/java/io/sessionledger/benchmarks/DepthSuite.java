package io.sessionledger.benchmarks;

import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.billing.TenantLedger;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Whether what is done deep in a session, or deep in a list, costs more than at the start of it. */
final class DepthSuite implements Suite {

    private static final String SHALLOW = "shallow";
    private static final String DEEP = "deep";
    private static final String PAGED = "paged";

    private static final int SHALLOW_LOGS = 10;
    private static final int SHALLOW_SESSIONS = 2_000;
    private static final int DEEP_LOGS = 10_000;
    private static final int DEEP_SESSIONS = 20;
    private static final int PAGE_DEPTH = 100_000;
    private static final int PAGE = 50;
    private static final int MEDIAN = 50;

    @Override
    public String name() {
        return "depth";
    }

    @Override
    public List<Line> run(BenchmarkDatabase database, Effort effort) throws Exception {
        DataSource pool = database.pool();
        try (SessionLedger ledger = RecordContest.ledger(pool)) {
            Line record = records(database, pool, ledger, effort);
            int depth = effort.scaled(PAGE_DEPTH, PageRequest.MAX_SIZE);
            UUID session = PastSessions.make(pool, PAGED, 1, depth + PAGE).get(0);
            database.analyze();
            TenantLedger paged = ledger.tenant(PAGED);
            return List.of(
                    record,
                    pages("a session", paged, AnalysisLogQuery.ofSession(SessionId.of(session)), depth, effort),
                    pages("a tenant", paged, AnalysisLogQuery.ofTenant(), depth, effort));
        }
    }

    private static Line records(BenchmarkDatabase database, DataSource pool, SessionLedger ledger, Effort effort)
            throws Exception {
        int logs = effort.scaled(DEEP_LOGS, SHALLOW_LOGS * 10);
        Contender shallow = new Contender(
                SHALLOW,
                new DepthJob(
                        new LedgerRecorder(ledger.tenant(SHALLOW)),
                        SessionSupply.fresh(pool, SHALLOW, SHALLOW_SESSIONS, SHALLOW_LOGS)));
        Contender deep = new Contender(
                DEEP,
                new DepthJob(
                        new LedgerRecorder(ledger.tenant(DEEP)),
                        SessionSupply.inTurn(pool, DEEP, DEEP_SESSIONS, logs)));
        database.analyze();
        Results results = new Alternation(effort, List.of(shallow, deep)).run();
        Books books = new Books(pool);
        books.check(SHALLOW);
        books.check(DEEP);
        return Line.atMost(
                "record, median: at " + Line.count(logs) + " logs in the session / at " + SHALLOW_LOGS,
                results.percentileRatio(DEEP, SHALLOW, MEDIAN),
                1.15);
    }

    private static Line pages(String of, TenantLedger ledger, AnalysisLogQuery query, int depth, Effort effort)
            throws Exception {
        PageRequest deep = PageRequest.after(PAGE, cursorAt(depth, ledger, query));
        Contender first = new Contender(SHALLOW, caller -> full(ledger.analysisLogs(query, PageRequest.first(PAGE))));
        Contender later = new Contender(DEEP, caller -> full(ledger.analysisLogs(query, deep)));
        Results results = new Alternation(effort, List.of(first, later)).run();
        return Line.atMost(
                "page of " + PAGE + " of " + of + ", median: at depth " + Line.count(depth) + " / first page",
                results.percentileRatio(DEEP, SHALLOW, MEDIAN),
                1.3);
    }

    private static String cursorAt(int depth, TenantLedger ledger, AnalysisLogQuery query) {
        PageRequest next = PageRequest.first(PageRequest.MAX_SIZE);
        for (int passed = PageRequest.MAX_SIZE; passed < depth; passed += PageRequest.MAX_SIZE) {
            next = PageRequest.after(PageRequest.MAX_SIZE, cursor(ledger.analysisLogs(query, next)));
        }
        return cursor(ledger.analysisLogs(query, next));
    }

    private static String cursor(Page<AnalysisLog> page) {
        return page.nextCursor().orElseThrow(() -> new IllegalStateException("the list ends too early"));
    }

    private static void full(Page<AnalysisLog> page) {
        if (page.items().size() != PAGE) {
            throw new IllegalStateException(
                    "a page of " + PAGE + " has " + page.items().size());
        }
    }
}
