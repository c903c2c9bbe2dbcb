package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.json.JavalinJackson;
import io.javalin.plugin.Plugin;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.security.TokenRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP API over the desks. Handlers block, each on a thread of its own: most of their time they wait for the database, or for the model. */
public final class ApiServer implements AutoCloseable {

    /** Enough for every analysis that may be under way to wait for its model while others are served. */
    private static final int THREADS = 200;

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

    private final Javalin javalin;
    private final SortedSet<String> routes;

    private ApiServer(Javalin javalin, SortedSet<String> routes) {
        this.javalin = javalin;
        this.routes = routes;
    }

    /**
     * Starts to serve.
     *
     * @param host the address to listen on
     * @param port the port, 0 for any free one
     * @param desks what is served
     * @param tokens who may come in
     * @param requestsPerSecond how many requests a token may make
     * @param databaseAnswers whether the database does
     * @param clock what time it is
     * @param dashboard is mounted beside the API; it has its own sign-in
     * @return the running server
     */
    public static ApiServer start(
            String host,
            int port,
            Desks desks,
            TokenRegistry tokens,
            int requestsPerSecond,
            BooleanSupplier databaseAnswers,
            Clock clock,
            Plugin<?> dashboard) {
        ObjectMapper json = JsonFormat.mapper();
        SignIn signIn = new SignIn(tokens, new RateLimiter(requestsPerSecond));
        SortedSet<String> routes = new TreeSet<>();
        Javalin javalin = Javalin.create(config -> {
            configure(config, host, port, new JettyProblems(json));
            config.events.handlerAdded(route -> {
                if (route.getHttpMethod().isHttpMethod() && isOfApi(route.getPath())) {
                    routes.add(route.getHttpMethod() + " " + route.getPath());
                }
            });
            config.jsonMapper(new JavalinJackson(json, false));
            secure(config.routes, signIn);
            new ProblemHandlers(json, signIn).register(config.routes);

            RequestKeys keys = new RequestKeys(json);
            new SystemRoutes(databaseAnswers).register(config.routes);
            new CounselorRoutes(desks, json, keys).register(config.routes);
            new SessionRoutes(desks, json, keys).register(config.routes);
            new CreditRoutes(desks, json, keys).register(config.routes);
            new RecurringGrantRoutes(desks, json, keys).register(config.routes);
            new RepricingRoutes(desks, json, keys).register(config.routes);
            new AlertRoutes(desks, json, keys).register(config.routes);
            new UpkeepRoutes(desks, json, keys).register(config.routes);
            new RateRoutes(desks.rates(), json, keys, clock).register(config.routes);
            new ReportRoutes(desks).register(config.routes);
            new ExportRoutes(desks).register(config.routes);
            config.registerPlugin(dashboard);
        });
        return new ApiServer(javalin.start(), Collections.unmodifiableSortedSet(routes));
    }

    private static boolean isOfApi(String path) {
        return path.startsWith("/api/") || path.equals("/health") || path.equals("/openapi.yaml");
    }

    private static void configure(JavalinConfig config, String host, int port, JettyProblems problems) {
        config.startup.showJavalinBanner = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        config.jetty.host = host;
        config.jetty.port = port;
        config.jetty.threadPool = new QueuedThreadPool(THREADS);
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        config.jetty.modifyServer(server -> {
            // what is under way ends before the server does
            server.insertHandler(new GracefulHandler());
            server.setErrorHandler(problems);
            server.setStopTimeout(STOP_PATIENCE.toMillis());
        });
    }

    private static void secure(RoutesConfig routes, SignIn signIn) {
        routes.before(ApiServer::setSecurityHeaders);
        routes.beforeMatched(signIn::check);
    }

    private static void setSecurityHeaders(Context context) {
        context.header("Cache-Control", "no-store")
                .header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY");
    }

    /** {@return all routes of the API, such as {@code GET /health}} */
    public SortedSet<String> routes() {
        return routes;
    }

    /** {@return the port that it listens on} */
    public int port() {
        return javalin.port();
    }

    /** Takes no new requests, and waits for those under way. */
    @Override
    public void close() {
        javalin.stop();
    }
}
