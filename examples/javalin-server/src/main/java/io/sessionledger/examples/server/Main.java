package io.sessionledger.examples.server;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.javalin.util.JavalinBindException;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.TenantId;
import io.sessionledger.examples.server.analysis.GeminiSettings;
import io.sessionledger.examples.server.analysis.TranscriptAnalyzer;
import io.sessionledger.examples.server.config.Settings;
import io.sessionledger.examples.server.config.SettingsException;
import io.sessionledger.examples.server.demo.DemoData;
import io.sessionledger.examples.server.security.AccessToken;
import io.sessionledger.examples.server.security.Role;
import io.sessionledger.examples.server.security.TokenRegistry;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the server with what the environment says, and stops it at SIGTERM. */
public final class Main {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private static final int FAILED = 1;
    private static final int WRONG_SETTING = 2;

    private Main() {}

    /**
     * Runs the server.
     *
     * @param arguments none are read; everything is set by the environment
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        try {
            ExampleServer server = start(System.getenv(), out);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        } catch (SettingsException e) {
            end(err, e.getMessage(), WRONG_SETTING);
        } catch (JavalinBindException e) {
            end(
                    err,
                    "LEDGER_PORT or LEDGER_HOST: the address is in use or not this machine's; choose another.",
                    WRONG_SETTING);
        } catch (PoolInitializationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            end(err, "LEDGER_JDBC_URL: the database cannot be reached. " + cause.getMessage(), WRONG_SETTING);
        } catch (SessionLedgerException e) {
            end(err, String.valueOf(e.getMessage()), FAILED);
        }
    }

    static ExampleServer start(Map<String, String> environment, PrintStream out) {
        Settings settings = Settings.of(environment);
        List<AccessToken> made = settings.tokens().isEmpty() ? randomTokens(settings) : List.of();
        TokenRegistry tokens = TokenRegistry.of(made.isEmpty() ? settings.tokens() : made);
        TranscriptAnalyzer analyzer = analyzer(settings);
        String description = analyzer.describe();
        ExampleServer server = ExampleServer.start(settings, tokens, analyzer);
        new Welcome(out).print(settings, server.port(), description, made);
        return server;
    }

    private static TranscriptAnalyzer analyzer(Settings settings) {
        if (settings.geminiApiKey().isEmpty()) {
            return TranscriptAnalyzer.offline();
        }
        try {
            GeminiSettings gemini = GeminiSettings.of(settings.geminiApiKey().get());
            return TranscriptAnalyzer.gemini(
                    settings.geminiBaseUrl().map(gemini::withBaseUrl).orElse(gemini));
        } catch (IllegalArgumentException e) {
            throw new SettingsException("GEMINI_API_KEY, GEMINI_BASE_URL", String.valueOf(e.getMessage()));
        }
    }

    private static List<AccessToken> randomTokens(Settings settings) {
        List<AccessToken> tokens = new ArrayList<>();
        for (TenantId tenant : settings.demo() ? DemoData.TENANTS : List.of(TenantId.of("island"))) {
            for (Role role : List.of(Role.ADMIN, Role.APP, Role.VIEWER)) {
                tokens.add(AccessToken.random(tenant, role));
            }
        }
        return tokens;
    }

    private static void end(PrintStream err, @Nullable String message, int status) {
        err.println(message);
        System.exit(status);
    }

    /** Ends the process itself: Java would otherwise report a SIGTERM as an error, however well everything was closed. */
    private static void stop(ExampleServer server) {
        int status = 0;
        try {
            LOG.info("Stopping: requests under way are ended first.");
            server.close();
            LOG.info("Stopped.");
        } catch (RuntimeException e) {
            LOG.error("Not everything could be closed", e);
            status = FAILED;
        }
        Runtime.getRuntime().halt(status);
    }
}
