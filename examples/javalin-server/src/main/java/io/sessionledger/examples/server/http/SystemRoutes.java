package io.sessionledger.examples.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** Whether the server works, and what it offers. Both without a token: a load balancer has none, and the document says nothing that the project's page does not. */
final class SystemRoutes {

    private final BooleanSupplier databaseAnswers;
    private final byte[] openApi;

    SystemRoutes(BooleanSupplier databaseAnswers) {
        this.databaseAnswers = databaseAnswers;
        this.openApi = read("openapi.yaml");
    }

    void register(RoutesConfig routes) {
        routes.get("/health", this::health, Needs.NOTHING);
        routes.get("/openapi.yaml", this::openApi, Needs.VIEWER);
    }

    private void health(Context context) {
        if (databaseAnswers.getAsBoolean()) {
            context.json(Map.of("status", "up"));
        } else {
            context.status(HttpStatus.SERVICE_UNAVAILABLE).json(Map.of("status", "down"));
        }
    }

    private void openApi(Context context) {
        context.contentType("application/yaml").result(openApi);
    }

    private static byte[] read(String resource) {
        try (InputStream stream = SystemRoutes.class.getResourceAsStream(resource)) {
            return Objects.requireNonNull(stream, resource).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
