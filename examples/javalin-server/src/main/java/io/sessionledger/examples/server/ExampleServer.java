package io.sessionledger.examples.server;

import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.billing.MaintenanceRunner;
import io.sessionledger.billing.PriceTable;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.examples.server.alert.WebhookChannel;
import io.sessionledger.examples.server.analysis.TranscriptAnalyzer;
import io.sessionledger.examples.server.config.Settings;
import io.sessionledger.examples.server.dashboard.DashboardPlugin;
import io.sessionledger.examples.server.dashboard.DashboardReads;
import io.sessionledger.examples.server.dashboard.UpkeepReads;
import io.sessionledger.examples.server.demo.DemoData;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.host.HostDatabase;
import io.sessionledger.examples.server.host.HostSchema;
import io.sessionledger.examples.server.http.ApiServer;
import io.sessionledger.examples.server.http.JsonFormat;
import io.sessionledger.examples.server.security.TokenRegistry;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.SchemaMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedSet;
import org.jdbi.v3.core.Jdbi;

/** The whole server: pool, tables, ledger, desks, HTTP, and maintenance in the background. Closing it ends requests first, then what they lean on. */
public final class ExampleServer implements AutoCloseable {

    /** Where the dashboard is. */
    static final String DASHBOARD = "/admin";

    private static final String LEDGER_SCHEMA = "ledger";
    private static final int HEALTH_PATIENCE_SECONDS = 2;

    private final ApiServer api;
    private final Deque<AutoCloseable> opened;

    private ExampleServer(ApiServer api, Deque<AutoCloseable> opened) {
        this.api = api;
        this.opened = opened;
    }

    /**
     * Starts everything, or nothing.
     *
     * @param settings what the operator has set
     * @param tokens who may come in
     * @param analyzer judges conversations; closed with the server
     * @return the running server
     */
    public static ExampleServer start(Settings settings, TokenRegistry tokens, TranscriptAnalyzer analyzer) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        opened.push(analyzer);
        try {
            return start(settings, tokens, analyzer, opened);
        } catch (RuntimeException e) {
            close(opened);
            throw e;
        }
    }

    private static ExampleServer start(
            Settings settings, TokenRegistry tokens, TranscriptAnalyzer analyzer, Deque<AutoCloseable> opened) {
        Clock clock = Clock.systemUTC();
        HikariDataSource pool = ConnectionPool.open(settings.database());
        opened.push(pool);
        HostSchema.migrate(pool);
        JdbcLedgerStore store = JdbcLedgerStore.builder(pool)
                .schema(LEDGER_SCHEMA)
                .schemaMode(SchemaMode.MIGRATE)
                .build();
        SessionLedger.Builder ledgerBuilder = SessionLedger.builder(store)
                .policy(settings.policy())
                .prices(PriceTable.bundled())
                .clock(clock);
        settings.webhook()
                .ifPresent(
                        webhook -> ledgerBuilder.alertChannel(new WebhookChannel(webhook, JsonFormat.mapper(), clock)));
        SessionLedger ledger = ledgerBuilder.build();
        opened.push(ledger);
        Jdbi jdbi = Jdbi.create(pool);
        if (settings.demo()) {
            DemoData.fill(jdbi, store, settings.policy(), clock);
        }
        Desks desks = Desks.open(
                new HostDatabase(jdbi, ledger, store), analyzer, JsonFormat.mapper(), clock, settings.analysesAtOnce());
        ApiServer api = ApiServer.start(
                settings.host(),
                settings.port(),
                desks,
                tokens,
                settings.requestsPerSecond(),
                () -> answers(pool),
                clock,
                new DashboardPlugin(
                        DASHBOARD,
                        desks,
                        new DashboardReads(jdbi, LEDGER_SCHEMA),
                        new UpkeepReads(jdbi, LEDGER_SCHEMA),
                        tokens,
                        settings.timeZones(),
                        clock));
        opened.push(api);
        opened.push(MaintenanceRunner.start(ledger.maintenance(), Duration.ofSeconds(settings.maintenanceSeconds())));
        return new ExampleServer(api, opened);
    }

    private static boolean answers(HikariDataSource pool) {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(HEALTH_PATIENCE_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    /** {@return all routes of the API, such as {@code GET /health}} */
    public SortedSet<String> routes() {
        return api.routes();
    }

    /** {@return the port that it listens on} */
    public int port() {
        return api.port();
    }

    /** Ends maintenance and the requests under way, then closes ledger, pool and analyzer. */
    @Override
    public void close() {
        close(opened);
    }

    private static void close(Deque<AutoCloseable> opened) {
        RuntimeException failure = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IllegalStateException("the server could not be closed", e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
