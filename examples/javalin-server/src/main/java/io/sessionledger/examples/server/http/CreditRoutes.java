package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sessionledger.credit.GrantType;
import io.sessionledger.examples.server.desk.CreditDesk;
import io.sessionledger.examples.server.desk.CreditEntry;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.desk.NewGrant;
import java.util.Arrays;
import java.util.Locale;

/** Credits: where they are, and moving them. */
final class CreditRoutes {

    private static final String TYPES = "purchase, promotion, compensation or opening_balance";

    private final CreditDesk credits;
    private final ObjectMapper json;
    private final RequestKeys keys;

    CreditRoutes(Desks desks, ObjectMapper json, RequestKeys keys) {
        this.credits = desks.credits();
        this.json = json;
        this.keys = keys;
    }

    void register(RoutesConfig routes) {
        String counselor = "/api/v1/counselors/{counselor_id}";
        routes.get(counselor + "/credits", this::account, Needs.VIEWER);
        routes.get(counselor + "/credit-logs", this::log, Needs.VIEWER);
        routes.get(counselor + "/statement", this::statement, Needs.VIEWER);
        routes.get(counselor + "/credits/grants", this::grants, Needs.VIEWER);
        routes.post(counselor + "/credits/grants", this::grant, Needs.ADMIN);
        routes.post(counselor + "/credits/grants/{grant_id}/void", this::voidGrant, Needs.ADMIN);
        routes.post(counselor + "/credits/adjustments", this::adjust, Needs.ADMIN);
        routes.post("/api/v1/sessions/{session_id}/refunds", this::refund, Needs.ADMIN);
    }

    private void account(Context context) {
        context.json(AccountView.of(credits.account(SignIn.caller(context), Parameters.counselor(context))));
    }

    private void log(Context context) {
        var page = credits.log(SignIn.caller(context), Parameters.counselor(context), Parameters.page(context));
        context.json(PageView.of(page, CreditLogView::of));
    }

    private void statement(Context context) {
        context.json(StatementView.of(credits.statement(
                SignIn.caller(context),
                Parameters.counselor(context),
                Parameters.days(context),
                Parameters.page(context))));
    }

    private void grants(Context context) {
        var page = credits.grants(SignIn.caller(context), Parameters.counselor(context), Parameters.page(context));
        context.json(PageView.of(page, GrantView::of));
    }

    private void grant(Context context) {
        RequestBody body = RequestBody.of(context, json, "amount", "type", "reason", "priority", "expires_at");
        NewGrant grant = new NewGrant(
                body.credits("amount"),
                type(body.text("type")),
                body.text("reason"),
                body.findInteger("priority"),
                body.findInstant("expires_at"));
        created(
                context,
                credits.grant(SignIn.caller(context), Parameters.counselor(context), grant, keys.find(context, body)));
    }

    static GrantType type(String code) {
        return Arrays.stream(GrantType.values())
                .filter(type -> type.name().toLowerCase(Locale.ROOT).equals(code))
                .findFirst()
                .orElseThrow(() -> new BadRequestException("type", TYPES));
    }

    private void voidGrant(Context context) {
        RequestBody body = RequestBody.of(context, json, "reason");
        created(
                context,
                credits.voidGrant(
                        SignIn.caller(context),
                        Parameters.counselor(context),
                        Parameters.grant(context),
                        body.text("reason"),
                        keys.find(context, body)));
    }

    private void adjust(Context context) {
        RequestBody body = RequestBody.of(context, json, "amount", "reason");
        created(
                context,
                credits.adjust(
                        SignIn.caller(context),
                        Parameters.counselor(context),
                        body.credits("amount"),
                        body.text("reason"),
                        keys.find(context, body)));
    }

    private void refund(Context context) {
        RequestBody body = RequestBody.of(context, json, "amount", "reason");
        created(
                context,
                credits.refund(
                        SignIn.caller(context),
                        Parameters.session(context),
                        body.findCredits("amount"),
                        body.text("reason"),
                        keys.find(context, body)));
    }

    private static void created(Context context, CreditEntry entry) {
        context.status(HttpStatus.CREATED).json(entry);
    }
}
