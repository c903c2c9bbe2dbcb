package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.examples.server.desk.AlertDesk;
import io.sessionledger.examples.server.desk.CreditDesk;
import io.sessionledger.examples.server.desk.Desks;

/** Alerts, and what is to be alerted. */
final class AlertRoutes {

    private final CreditDesk credits;
    private final AlertDesk alerts;
    private final ObjectMapper json;
    private final RequestKeys keys;

    AlertRoutes(Desks desks, ObjectMapper json, RequestKeys keys) {
        this.credits = desks.credits();
        this.alerts = desks.alerts();
        this.json = json;
        this.keys = keys;
    }

    void register(RoutesConfig routes) {
        String ofCounselor = "/api/v1/counselors/{counselor_id}/alert-rules";
        routes.get("/api/v1/credit-alerts", this::list, Needs.VIEWER);
        routes.get("/api/v1/alert-rules", this::rules, Needs.VIEWER);
        routes.put("/api/v1/alert-rules", this::setRules, Needs.ADMIN);
        routes.get(ofCounselor, this::rulesOfCounselor, Needs.VIEWER);
        routes.put(ofCounselor, this::setRulesOfCounselor, Needs.ADMIN);
        routes.delete(ofCounselor, this::dropRulesOfCounselor, Needs.ADMIN);
    }

    private void list(Context context) {
        var page = credits.alerts(SignIn.caller(context), Parameters.page(context));
        context.json(PageView.of(page, AlertView::of));
    }

    private void rules(Context context) {
        context.json(AlertRulesView.of(alerts.rules(SignIn.caller(context))));
    }

    private void setRules(Context context) {
        RequestBody body = rulesBody(context);
        context.json(AlertRulesView.of(alerts.setRules(SignIn.caller(context), rules(body), keys.find(context, body))));
    }

    private void rulesOfCounselor(Context context) {
        context.json(AlertRulesView.of(alerts.rules(SignIn.caller(context), Parameters.counselor(context))));
    }

    private void setRulesOfCounselor(Context context) {
        RequestBody body = rulesBody(context);
        context.json(AlertRulesView.of(alerts.setRules(
                SignIn.caller(context), Parameters.counselor(context), rules(body), keys.find(context, body))));
    }

    private void dropRulesOfCounselor(Context context) {
        context.json(AlertRulesView.of(alerts.dropRules(SignIn.caller(context), Parameters.counselor(context))));
    }

    private RequestBody rulesBody(Context context) {
        return RequestBody.of(context, json, "balance_levels", "large_charge");
    }

    /** The levels must be said, be it that there are none: a misunderstood half of the rules would silence alerts. */
    private static AlertRules rules(RequestBody body) {
        return new AlertRules(body.creditsList("balance_levels"), body.findCredits("large_charge"));
    }
}
