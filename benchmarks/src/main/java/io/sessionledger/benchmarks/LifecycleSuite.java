package io.sessionledger.benchmarks;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.Settlement;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.StartSession;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Whole lives of sessions under a policy that refuses: an analysis is admitted, which sets credits aside, recorded, and the session completed, which charges it.
 * Once on a database with statistics, and once on one that never had any.
 */
final class LifecycleSuite implements Suite {

    private static final int CALLERS = 32;
    private static final String LEDGER = "ledger";

    /** Reservations settled in a second, as the nearest project of this kind has published it, measured on a far larger machine. */
    private static final double NEAREST_PEER = 2584;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Enough for every connection to prepare each of its statements on the server, and to have settled on a plan for it. */
    private static final int FIRST_LIVES = 50 * BenchmarkDatabase.POOL;

    /** Autovacuum would bring statistics in the middle of the run. */
    private static final String[] NEVER_ANALYZED = {
        "alter table session_usage set (autovacuum_enabled = off)",
        "alter table session_analysis_logs set (autovacuum_enabled = off)",
        "alter table credit_accounts set (autovacuum_enabled = off)",
        "alter table credit_rates set (autovacuum_enabled = off)",
        "alter table credit_logs set (autovacuum_enabled = off)",
        "alter table credit_requests set (autovacuum_enabled = off)",
        "alter table credit_grants set (autovacuum_enabled = off)",
        "alter table credit_grant_payments set (autovacuum_enabled = off)",
        "alter table credit_holds set (autovacuum_enabled = off)",
        "alter table credit_debts set (autovacuum_enabled = off)",
        "alter table credit_alerts set (autovacuum_enabled = off)"
    };

    @Override
    public String name() {
        return "lifecycle";
    }

    @Override
    public List<Line> run(BenchmarkDatabase database, Effort effort) throws Exception {
        int accounts = effort.scaled(1000, CALLERS);
        Results analyzed = analyzed(database, effort, accounts);
        database.refresh();
        Results never = neverAnalyzed(database, effort, accounts);
        String what = "admit + record + complete, " + CALLERS + " callers, lifecycles/s";
        return List.of(
                Line.atLeast(what, analyzed.perSecond(LEDGER), NEAREST_PEER),
                Line.printed(what + ", p99 in ms", analyzed.p99(LEDGER).toNanos() / 1e6),
                Line.printed(what + ", on tables never analyzed", never.perSecond(LEDGER)),
                Line.printed(
                        what + ", never analyzed / analyzed", never.perSecond(LEDGER) / analyzed.perSecond(LEDGER)));
    }

    private static Results analyzed(BenchmarkDatabase database, Effort effort, int accounts) throws Exception {
        DataSource pool = database.pool();
        try (SessionLedger ledger = ledger(pool)) {
            TenantLedger tenant = ledger.tenant("lifecycle");
            Accounts.open(tenant, accounts);
            PreparedSessions sessions = PreparedSessions.started(pool, "lifecycle", accounts);
            sessions.fill(PreparedSessions.FOR_TRIAL);
            database.execute("vacuum (analyze)");
            sessions.fillFor(effort, CALLERS, caller -> live(tenant, sessions.take(), caller.random()));
            database.execute("vacuum (analyze)");
            return measured(database, pool, effort, tenant, sessions);
        }
    }

    /**
     * The connections are used from the first row on, as in a new installation: while the tables are empty, PostgreSQL settles on plans that it keeps. Until statistics
     * come, these may go by an index that shares no more than the tenant with what is looked for.
     */
    private static Results neverAnalyzed(BenchmarkDatabase database, Effort effort, int accounts) throws Exception {
        database.execute(NEVER_ANALYZED);
        DataSource pool = database.pool();
        try (SessionLedger ledger = ledger(pool)) {
            TenantLedger tenant = ledger.tenant("lifecycle");
            Accounts.open(tenant, accounts);
            IntStream.range(0, FIRST_LIVES).parallel().forEach(number -> {
                SessionId session = SessionId.of(UUID.randomUUID());
                CounselorId counselor = Counselors.id(number % accounts);
                var unused = tenant.start(StartSession.of(session, counselor));
                live(tenant, session, new SplittableRandom(number));
            });
            PreparedSessions sessions = PreparedSessions.started(pool, "lifecycle", accounts);
            sessions.fillFor(effort, CALLERS, caller -> live(tenant, sessions.take(), caller.random()));
            return measured(database, pool, effort, tenant, sessions);
        }
    }

    private static SessionLedger ledger(DataSource pool) {
        return SessionLedger.builder(JdbcLedgerStore.builder(pool).build())
                .policy(CreditPolicy.chargeAtCompletion().refusing(Credits.ZERO))
                .build();
    }

    private static Results measured(
            BenchmarkDatabase database, DataSource pool, Effort effort, TenantLedger tenant, PreparedSessions sessions)
            throws Exception {
        Contender contender = new Contender(LEDGER, caller -> live(tenant, sessions.take(), caller.random()));
        Results results = new Rounds(effort, CALLERS, List.of(contender)).run();
        database.analyze();
        var unused = CreditBooks.check(pool, tenant.tenant().value());
        return results;
    }

    private static void live(TenantLedger tenant, SessionId session, SplittableRandom random) {
        if (tenant.admit(session, MINUTE).hold().isEmpty()) {
            throw new IllegalStateException("nothing was set aside for session " + session);
        }
        if (!(tenant.record(session, Sample.next(random).toAnalysis()) instanceof RecordOutcome.Recorded)) {
            throw new IllegalStateException("the analysis of session " + session + " was not recorded");
        }
        if (!(tenant.complete(session) instanceof Settlement.Charged)) {
            throw new IllegalStateException("session " + session + " was not charged");
        }
    }
}
