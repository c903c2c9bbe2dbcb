package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.desk.UpkeepDesk;

/** Sessions that are open, and maintenance on demand. */
final class UpkeepRoutes {

    private final UpkeepDesk upkeep;
    private final ObjectMapper json;
    private final RequestKeys keys;

    UpkeepRoutes(Desks desks, ObjectMapper json, RequestKeys keys) {
        this.upkeep = desks.upkeep();
        this.json = json;
        this.keys = keys;
    }

    void register(RoutesConfig routes) {
        routes.get("/api/v1/open-sessions", this::openSessions, Needs.VIEWER);
        routes.post("/api/v1/maintenance/runs", this::run, Needs.ADMIN);
    }

    private void openSessions(Context context) {
        var page = upkeep.openSessions(SignIn.caller(context), Parameters.page(context));
        context.json(PageView.of(page, OpenSessionView::of));
    }

    private void run(Context context) {
        RequestBody body = RequestBody.of(context, json);
        context.json(upkeep.run(SignIn.caller(context), keys.find(context, body)));
    }
}
