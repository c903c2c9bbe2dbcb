package io.sessionledger.benchmarks;

import io.sessionledger.SessionId;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.credit.Settlement;
import io.sessionledger.jdbc.JdbcLedgerStore;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ObjIntConsumer;
import javax.sql.DataSource;

/**
 * Completes sessions of one record each with twenty callers, and charges them: through the ledger, and by hand with the same work on the same tables. Each way
 * has a tenant and a pool of its own.
 */
final class SettleSuite implements Suite {

    private static final int CALLERS = 20;
    private static final String LEDGER = "ledger";
    private static final String BY_HAND = "by hand";

    @Override
    public String name() {
        return "settle";
    }

    @Override
    public List<Line> run(BenchmarkDatabase database, Effort effort) throws Exception {
        int accounts = effort.scaled(1000, CALLERS);
        String accountsInWords = String.format(Locale.ROOT, "%,d accounts", accounts);
        List<Line> lines = new ArrayList<>();
        lines.addAll(run(database, effort, new Terrain("spread", accountsInWords, accounts, Accounts::open, 0.80)));
        lines.addAll(run(database, effort, new Terrain("one", "1 account", 1, Accounts::open, 0.90)));
        lines.addAll(run(
                database,
                effort,
                new Terrain("history", accountsInWords + " of 20 grants", accounts, Accounts::openWithHistory, 0)));
        return lines;
    }

    private static List<Line> run(BenchmarkDatabase database, Effort effort, Terrain terrain) throws Exception {
        DataSource ledgerPool = database.pool();
        DataSource handPool = database.pool();
        try (SessionLedger ledger = SessionLedger.builder(
                        JdbcLedgerStore.builder(ledgerPool).build())
                .build()) {
            TenantLedger ours = ledger.tenant("settle-" + terrain.code() + "-ledger");
            TenantLedger theirs = ledger.tenant("settle-" + terrain.code() + "-hand");
            terrain.open(ours);
            terrain.open(theirs);
            PreparedSessions ourSessions = PreparedSessions.recorded(ledgerPool, tenant(ours), terrain.accounts());
            PreparedSessions theirSessions = PreparedSessions.recorded(handPool, tenant(theirs), terrain.accounts());
            HandSettlement hand = new HandSettlement(handPool, tenant(theirs));
            Operation byLedger = caller -> complete(ours, ourSessions.take());
            Operation byHand = caller -> complete(hand, theirSessions.take());
            ourSessions.fill(PreparedSessions.FOR_TRIAL);
            theirSessions.fill(PreparedSessions.FOR_TRIAL);
            cleanUp(database);
            ourSessions.fillFor(effort, CALLERS, byLedger);
            theirSessions.fillFor(effort, CALLERS, byHand);
            cleanUp(database);
            Results results = new Rounds(
                            effort, CALLERS, List.of(new Contender(LEDGER, byLedger), new Contender(BY_HAND, byHand)))
                    .run();
            checkBooks(ledgerPool, tenant(ours));
            checkBooks(handPool, tenant(theirs));
            return lines(results, terrain);
        }
    }

    private static String tenant(TenantLedger ledger) {
        return ledger.tenant().value();
    }

    private static void complete(TenantLedger ledger, SessionId session) {
        Settlement settlement = ledger.complete(session);
        if (!(settlement instanceof Settlement.Charged) || settlement.replayed()) {
            throw new IllegalStateException("session " + session + " was not charged by this call");
        }
    }

    private static void complete(HandSettlement hand, SessionId session) throws SQLException {
        HandReceipt receipt = hand.complete(session.value());
        if (receipt.uncovered().signum() != 0) {
            throw new IllegalStateException("session " + session + " was not covered");
        }
    }

    /** As autovacuum leaves a database: with statistics, and with nothing left to clean up from preparing. */
    private static void cleanUp(BenchmarkDatabase database) throws SQLException {
        database.execute("vacuum (analyze)");
    }

    private static void checkBooks(DataSource pool, String tenant) throws SQLException {
        if (CreditBooks.check(pool, tenant) == 0) {
            throw new IllegalStateException("No session of " + tenant + " was charged.");
        }
    }

    private static List<Line> lines(Results results, Terrain terrain) {
        double ratio = results.ratio(LEDGER, BY_HAND);
        String what = "complete, " + CALLERS + " callers on " + terrain.words() + ", ";
        String ratioOf = what + LEDGER + " / " + BY_HAND;
        return List.of(
                terrain.bound() == 0 ? Line.printed(ratioOf, ratio) : Line.atLeast(ratioOf, ratio, terrain.bound()),
                absolute(results, what, LEDGER),
                absolute(results, what, BY_HAND));
    }

    private static Line absolute(Results results, String what, String name) {
        String p99 = Line.number(results.p99(name).toNanos() / 1e6);
        return Line.printed(what + name, Line.number(results.perSecond(name)) + "/s, p99 " + p99 + " ms");
    }

    /**
     * What is settled on.
     *
     * @param code part of the tenants' names
     * @param words how the table says it
     * @param accounts how many
     * @param opening opens so many accounts of a tenant
     * @param bound what the ratio must reach; 0 if it is only printed
     */
    private record Terrain(
            String code, String words, int accounts, ObjIntConsumer<TenantLedger> opening, double bound) {

        void open(TenantLedger ledger) {
            opening.accept(ledger, accounts);
        }
    }
}
