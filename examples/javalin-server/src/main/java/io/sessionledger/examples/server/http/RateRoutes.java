package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sessionledger.Credits;
import io.sessionledger.Page;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.Rounding;
import io.sessionledger.examples.server.desk.RateDesk;
import io.sessionledger.session.StartSession;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Rates: their versions, and publishing one. */
final class RateRoutes {

    private final RateDesk rates;
    private final ObjectMapper json;
    private final RequestKeys keys;
    private final Clock clock;

    RateRoutes(RateDesk rates, ObjectMapper json, RequestKeys keys, Clock clock) {
        this.rates = rates;
        this.json = json;
        this.keys = keys;
        this.clock = clock;
    }

    void register(RoutesConfig routes) {
        routes.get("/api/v1/rates", this::versions, Needs.VIEWER);
        routes.post("/api/v1/rates", this::publish, Needs.ADMIN);
    }

    private void versions(Context context) {
        String name = Parameters.find(context, "name").orElse(StartSession.STANDARD_RATE);
        var versions = new Page<>(rates.versions(SignIn.caller(context), name), Optional.empty());
        context.json(PageView.of(versions, RateView::of));
    }

    private void publish(Context context) {
        RequestBody body = RequestBody.of(
                context, json, "name", "effective_from", "method", "price", "tiers", "rounding", "minimum");
        PublishRate rate = PublishRate.named(
                        body.findText("name").orElse(StartSession.STANDARD_RATE),
                        body.findInstant("effective_from").orElseGet(clock::instant),
                        RateTerms.read(body))
                .rounding(body.findObject("rounding", "decimals", "direction")
                        .map(RateRoutes::rounding)
                        .orElse(Rounding.WHOLE_UP))
                .minimum(body.findCredits("minimum").orElse(Credits.ZERO));
        context.status(HttpStatus.CREATED)
                .json(RateView.of(rates.publish(SignIn.caller(context), rate, keys.find(context, body))));
    }

    private static Rounding rounding(RequestBody body) {
        int decimals = body.findInteger("decimals").orElse(Rounding.WHOLE_UP.decimals());
        String code = body.text("direction");
        return Arrays.stream(Rounding.Direction.values())
                .filter(direction -> direction.name().toLowerCase(Locale.ROOT).equals(code))
                .findFirst()
                .map(direction -> new Rounding(decimals, direction))
                .orElseThrow(() -> new BadRequestException("rounding.direction", "up, nearest or down"));
    }
}
