package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.host.Counselor;
import io.sessionledger.examples.server.security.Caller;

/** Counselors: registered by administrators, listed, searched, and what they used. */
final class CounselorRoutes {

    private final Desks desks;
    private final ObjectMapper json;
    private final RequestKeys keys;

    CounselorRoutes(Desks desks, ObjectMapper json, RequestKeys keys) {
        this.desks = desks;
        this.json = json;
        this.keys = keys;
    }

    void register(RoutesConfig routes) {
        routes.post("/api/v1/counselors", this::create, Needs.ADMIN);
        routes.get("/api/v1/counselors", this::list, Needs.VIEWER);
        routes.get("/api/v1/counselors/{counselor_id}", this::find, Needs.VIEWER);
        routes.get("/api/v1/counselors/{counselor_id}/usage-stats", this::usageStats, Needs.VIEWER);
    }

    private void create(Context context) {
        Caller caller = SignIn.caller(context);
        RequestBody body = RequestBody.of(context, json, "name", "email");
        Counselor counselor = desks.counselors()
                .register(caller, body.text("name"), body.findText("email"), keys.find(context, body));
        context.status(HttpStatus.CREATED).json(CounselorView.of(counselor));
    }

    private void list(Context context) {
        var page = desks.counselors()
                .list(SignIn.caller(context), Parameters.find(context, "search"), Parameters.page(context));
        context.json(PageView.of(page, CounselorView::of));
    }

    private void find(Context context) {
        Counselor counselor = desks.counselors().find(SignIn.caller(context), Parameters.counselor(context));
        context.json(CounselorView.of(counselor));
    }

    private void usageStats(Context context) {
        var stats = desks.reports()
                .usageStats(SignIn.caller(context), Parameters.counselor(context), Parameters.days(context));
        context.json(UsageStatsView.of(stats));
    }
}
