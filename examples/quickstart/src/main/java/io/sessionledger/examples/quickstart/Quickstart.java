package io.sessionledger.examples.quickstart;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.sessionledger.Credits;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.TimeRange;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Settlement;
import io.sessionledger.examples.quickstart.RecordedSession.Segment;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.SchemaMode;
import io.sessionledger.session.Completion;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.StartSession;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/**
 * A session from start to bill: credits are bought, thirty minutes are replayed, the session is completed, and everything that the ledger now knows is
 * printed. Run it twice on one database: nothing is stored twice, nothing is charged twice. Then {@link CreditsTour} shows what happens when credits are short.
 */
public final class Quickstart {

    private final TenantLedger ledger;
    private final Printout out;

    private Quickstart(TenantLedger ledger, Printout out) {
        this.ledger = ledger;
        this.out = out;
    }

    /**
     * Runs the quickstart.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        PrintStream utf8 = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        int status = run(utf8, args);
        if (status != 0) {
            System.exit(status);
        }
    }

    static int run(PrintStream stream, String... args) {
        try {
            Options options = Options.parse(args);
            if (options.help()) {
                stream.print(Options.USAGE);
                return 0;
            }
            try (HikariDataSource dataSource = dataSource(options)) {
                run(dataSource, new Printout(stream), options.jdbcUrl());
            }
            return 0;
        } catch (IllegalArgumentException e) {
            stream.println(e.getMessage() + "\n\n" + Options.USAGE);
            return 2;
        } catch (PoolInitializationException e) {
            stream.println("The database cannot be reached. " + (e.getCause() == null ? e : e.getCause()).getMessage());
            return 1;
        } catch (SessionLedgerException e) {
            stream.println(e.getMessage());
            return 1;
        }
    }

    /** The host's part: a DataSource of its own. */
    private static HikariDataSource dataSource(Options options) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(options.jdbcUrl());
        options.user().ifPresent(config::setUsername);
        options.password().ifPresent(config::setPassword);
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
    }

    private static void run(DataSource dataSource, Printout out, String jdbcUrl) {
        JdbcLedgerStore store = JdbcLedgerStore.builder(dataSource)
                .schemaMode(SchemaMode.MIGRATE)
                .build();
        try (SessionLedger ledger = SessionLedger.builder(store).build()) {
            out.database(jdbcUrl);
            new Quickstart(ledger.tenant("island"), out).replay(RecordedSession.load());
        }
        new CreditsTour(out).walk();
    }

    private void replay(RecordedSession recording) {
        publishRate();
        buyCredits(recording);

        out.replaying(recording);
        ledger.start(
                StartSession.of(recording.sessionId(), recording.counselorId()).startedAt(recording.startedAt()));
        for (Segment segment : recording.segments()) {
            RecordOutcome outcome = ledger.record(recording.sessionId(), segment.toAnalysis(recording.startedAt()));
            out.progress(outcome, recording.segments().size());
        }
        Settlement bill = ledger.complete(recording.sessionId(), Completion.at(recording.endedAt()));

        out.firstPage(ledger.analysisLogs(recording.sessionId(), PageRequest.first(5)));
        out.distribution(ledger.safetyDistribution(recording.sessionId()));
        YearMonth month = YearMonth.from(recording.startedAt().atZone(Printout.ZONE));
        TimeRange days = TimeRange.ofDays(month.atDay(1), month.atEndOfMonth(), Printout.ZONE);
        out.month(month, ledger.usageStats(recording.counselorId(), days));
        out.bill(bill);
        out.ledger(
                ledger.credits().log(recording.counselorId(), PageRequest.first(10)),
                ledger.credits().account(recording.counselorId()));
    }

    /** Once in a tenant's life: what a minute costs. */
    private void publishRate() {
        var start2026 = LocalDate.of(2026, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant();
        if (ledger.rates().inForce(StartSession.STANDARD_RATE, start2026).isEmpty()) {
            out.published(ledger.rates().publish(PublishRate.standard(start2026, RateMethod.perStartedMinute("1"))));
        }
    }

    /** The key makes the purchase safe to repeat. */
    private void buyCredits(RecordedSession recording) {
        out.granted(ledger.credits()
                .grant(GrantCredits.purchase(
                        recording.counselorId(), Credits.of(100), "100 credits, spring offer", "order-2026-0314")));
    }
}
