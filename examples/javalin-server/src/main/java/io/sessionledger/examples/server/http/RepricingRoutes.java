package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sessionledger.InvalidInputException;
import io.sessionledger.PageRequest;
import io.sessionledger.RateId;
import io.sessionledger.TimeRange;
import io.sessionledger.examples.server.desk.ChargeCorrection;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.desk.Repricing;
import io.sessionledger.examples.server.desk.RepricingDesk;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Correcting charges to another rate: a preview by GET, the same by POST does it. */
final class RepricingRoutes {

    private final RepricingDesk repricing;
    private final ObjectMapper json;
    private final RequestKeys keys;

    RepricingRoutes(Desks desks, ObjectMapper json, RequestKeys keys) {
        this.repricing = desks.repricing();
        this.json = json;
        this.keys = keys;
    }

    void register(RoutesConfig routes) {
        routes.get("/api/v1/repricing", this::preview, Needs.VIEWER);
        routes.post("/api/v1/repricing", this::apply, Needs.ADMIN);
    }

    private void preview(Context context) {
        Repricing request = new Repricing(
                Parameters.days(context),
                RateId.of(Parameters.uuid(context, "rate_id")),
                Parameters.findUuid(context, "charged_under").map(RateId::of));
        var page = repricing.preview(SignIn.caller(context), request, Parameters.page(context));
        context.json(PageView.of(page, ChargeCorrection::of));
    }

    private void apply(Context context) {
        RequestBody body = RequestBody.of(
                context, json, "rate_id", "charged_under", "start_date", "end_date", "tz", "limit", "cursor");
        Repricing request = new Repricing(
                days(body),
                RateId.of(body.uuid("rate_id")),
                body.findUuid("charged_under").map(RateId::of));
        PageRequest page = new PageRequest(
                Parameters.checkedLimit(body.findInteger("limit").orElse(Parameters.DEFAULT_LIMIT)),
                body.findText("cursor"));
        context.json(repricing.apply(SignIn.caller(context), request, page, keys.find(context, body)));
    }

    private static TimeRange days(RequestBody body) {
        LocalDate first = body.day("start_date");
        LocalDate last = body.day("end_date");
        InvalidInputException.unless(
                !last.isBefore(first), "end_date", "not before start_date, which is " + first, last);
        return TimeRange.ofDays(first, last, body.findZone("tz").orElse(ZoneOffset.UTC));
    }
}
