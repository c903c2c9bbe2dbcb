package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sessionledger.credit.GrantRhythm;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.desk.NewRecurringGrant;
import io.sessionledger.examples.server.desk.RecurringGrantDesk;
import java.util.Arrays;

/** Credits that come again and again. */
final class RecurringGrantRoutes {

    private final RecurringGrantDesk recurring;
    private final ObjectMapper json;
    private final RequestKeys keys;

    RecurringGrantRoutes(Desks desks, ObjectMapper json, RequestKeys keys) {
        this.recurring = desks.recurring();
        this.json = json;
        this.keys = keys;
    }

    void register(RoutesConfig routes) {
        String grants = "/api/v1/counselors/{counselor_id}/credits/recurring-grants";
        routes.get(grants, this::list, Needs.VIEWER);
        routes.post(grants, this::setUp, Needs.ADMIN);
        routes.post(grants + "/{recurring_grant_id}/end", this::end, Needs.ADMIN);
    }

    private void list(Context context) {
        var page = recurring.list(SignIn.caller(context), Parameters.counselor(context), Parameters.page(context));
        context.json(PageView.of(page, RecurringGrantView::of));
    }

    private void setUp(Context context) {
        RequestBody body = RequestBody.of(
                context, json, "amount", "type", "rhythm", "first_day", "tz", "carries_over", "priority", "reason");
        NewRecurringGrant grant = new NewRecurringGrant(
                body.credits("amount"),
                CreditRoutes.type(body.text("type")),
                rhythm(body.text("rhythm")),
                body.day("first_day"),
                body.zone("tz"),
                body.findFlag("carries_over").orElse(false),
                body.findInteger("priority"),
                body.text("reason"));
        context.status(HttpStatus.CREATED)
                .json(RecurringGrantView.of(recurring.setUp(
                        SignIn.caller(context), Parameters.counselor(context), grant, keys.find(context, body))));
    }

    private static GrantRhythm rhythm(String code) {
        return Arrays.stream(GrantRhythm.values())
                .filter(rhythm -> rhythm.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new BadRequestException("rhythm", "calendar_month or thirty_days"));
    }

    private void end(Context context) {
        RequestBody body = RequestBody.of(context, json);
        context.json(RecurringGrantView.of(recurring.end(
                SignIn.caller(context),
                Parameters.counselor(context),
                Parameters.recurringGrant(context),
                keys.find(context, body))));
    }
}
