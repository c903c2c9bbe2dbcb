package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.sessionledger.Credits;
import io.sessionledger.Usd;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Rounding;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.report.UsageStats;
import io.sessionledger.session.StartSession;
import io.sessionledger.session.UsageFigures;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Rates: their versions, what a session costs by them, and publishing one. */
final class RatePages {

    private static final int TIERS = 3;
    private static final String[] FIELDS = {
        "name",
        "effective_from",
        "method",
        "price",
        "tier1_minutes",
        "tier1_price",
        "tier2_minutes",
        "tier2_price",
        "tier3_minutes",
        "tier3_price",
        "beyond_price",
        "decimals",
        "direction",
        "minimum"
    };

    private final Desks desks;
    private final DashboardReads reads;
    private final Door door;
    private final Templates templates;
    private final Clock clock;

    RatePages(Desks desks, DashboardReads reads, Door door, Templates templates, Clock clock) {
        this.desks = desks;
        this.reads = reads;
        this.door = door;
        this.templates = templates;
        this.clock = clock;
    }

    void show(Context context, Visit visit) {
        String name = Parameters.find(context, "name").orElse(StartSession.STANDARD_RATE);
        show(context, visit, "rates", name, Map.of(), Map.of(), Optional.empty());
    }

    void publish(Context context, Visit visit) {
        FormReader form = FormReader.of(context, visit, FIELDS);
        boolean sent = context.method().name().equals("POST");
        if (!sent) {
            form.fields().put("name", Parameters.find(context, "name").orElse(StartSession.STANDARD_RATE));
            form.fields().put("method", RateWords.METHODS.get(0));
            form.fields().put("decimals", "0");
            form.fields().put("direction", "up");
        }
        boolean edited = "edit".equals(context.formParam(FormReader.STEP));
        Optional<PublishRate> rate = sent && !edited ? rate(visit, form) : Optional.empty();
        if (rate.isPresent() && "do".equals(context.formParam(FormReader.STEP))) {
            CreditRate published = desks.rates().publish(visit.caller(), rate.get(), Optional.of(form.requestKey()));
            door.goTo(
                    context,
                    "/rates?name=" + Visit.encode(published.name()),
                    new Note("note.published", published.name() + " " + published.version()));
            return;
        }
        if (!form.isRight()) {
            context.status(422);
        }
        show(context, visit, "rate-form", form.field("name"), form.fields(), form.wrong(), rate);
    }

    private void show(
            Context context,
            Visit visit,
            String template,
            String name,
            Map<String, String> fields,
            Map<String, String> wrong,
            Optional<PublishRate> draft) {
        String known =
                name.isEmpty() || name.length() > StartSession.MAX_RATE_NAME_LENGTH ? StartSession.STANDARD_RATE : name;
        List<CreditRate> versions = new ArrayList<>(desks.rates().versions(visit.caller(), known));
        Collections.reverse(versions);
        Optional<CreditRate> inForce = desks.rates().inForce(visit.caller(), known, clock.instant());
        UsageFigures typical = typical(context, visit);
        Optional<CreditRate> rate = draft.map(made -> Draft.rate(made, clock.instant()));
        templates.show(
                context,
                visit,
                template,
                new RatesView(
                        reads.rateNames(visit.caller().tenant()),
                        known,
                        versions,
                        inForce,
                        typical,
                        inForce.flatMap(one -> Draft.cost(one, typical)),
                        fields,
                        wrong,
                        rate,
                        rate.flatMap(one -> Draft.cost(one, typical))));
    }

    /** As the address says; where it says nothing, the mean of the last thirty days, and an hour's half where there were no sessions. */
    private UsageFigures typical(Context context, Visit visit) {
        UsageStats stats = desks.reports().usageStats(visit.caller(), OverviewPage.pace(visit));
        long sessions = stats.totalSessions();
        UsageFigures all = stats.used();
        UsageFigures mean = sessions == 0
                ? new UsageFigures(Duration.ofMinutes(30), 30, TokenUsage.of(60_000, 0, 0), Usd.ZERO, 0)
                : new UsageFigures(
                        Duration.ofMinutes(all.duration().dividedBy(sessions).toMinutes()),
                        all.analysisCount() / sessions,
                        TokenUsage.of(all.tokens().totalTokens() / sessions, 0, 0),
                        Usd.of(all.estimatedCost()
                                .value()
                                .divide(BigDecimal.valueOf(sessions), 4, RoundingMode.HALF_UP)),
                        0);
        return new UsageFigures(
                said(context, "minutes", 100_000)
                        .map(minutes -> Duration.ofSeconds(
                                minutes.multiply(BigDecimal.valueOf(60)).longValue()))
                        .orElse(mean.duration()),
                said(context, "analyses", 1_000_000).map(BigDecimal::longValue).orElse(mean.analysisCount()),
                said(context, "tokens", 1_000_000_000)
                        .map(tokens -> TokenUsage.of(tokens.longValue(), 0, 0))
                        .orElse(mean.tokens()),
                said(context, "cost", 100_000)
                        .map(cost -> Usd.of(cost.setScale(Usd.SCALE, RoundingMode.HALF_UP)))
                        .orElse(mean.estimatedCost()),
                0);
    }

    private static Optional<BigDecimal> said(Context context, String name, long most) {
        Optional<String> text = Parameters.find(context, name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!text.get().matches("\\d{1,12}(\\.\\d{1,10})?")
                || new BigDecimal(text.get()).compareTo(BigDecimal.valueOf(most)) > 0) {
            throw new BadAddressException("error.calculator");
        }
        return text.map(BigDecimal::new);
    }

    private Optional<PublishRate> rate(Visit visit, FormReader form) {
        String name = form.required("name", StartSession.MAX_RATE_NAME_LENGTH);
        Instant from = effectiveFrom(visit, form);
        Optional<RateMethod> method = form.field("method").equals("tiered_minutes") ? tiers(form) : priced(form);
        Optional<Credits> minimum =
                form.field("minimum").isEmpty() ? Optional.of(Credits.ZERO) : form.credits("minimum");
        minimum.filter(Credits::isNegative).ifPresent(unused -> form.wrong("minimum", "form.positive"));
        Optional<Rounding> rounding = rounding(form);
        if (!form.isRight()) {
            return Optional.empty();
        }
        return form.checked(
                "name",
                name,
                said -> new PublishRate(
                        said, from, method.orElseThrow(), rounding.orElseThrow(), minimum.orElseThrow()));
    }

    /** At once where nothing is said. Then the moment is written into the form, so that it is the same when it is sent again. */
    private Instant effectiveFrom(Visit visit, FormReader form) {
        String text = form.field("effective_from");
        if (text.isEmpty()) {
            return clock.instant().truncatedTo(ChronoUnit.MICROS);
        }
        try {
            return LocalDateTime.parse(text).atZone(visit.zone()).toInstant();
        } catch (DateTimeException e) {
            form.wrong("effective_from", "form.moment");
            return clock.instant();
        }
    }

    private static Optional<RateMethod> priced(FormReader form) {
        Optional<BigDecimal> price = form.number("price");
        if (form.field("price").isEmpty()) {
            form.wrong("price", "form.required");
        }
        return price.flatMap(value -> form.checked("price", value, number -> method(form, number)));
    }

    private static RateMethod method(FormReader form, BigDecimal price) {
        return switch (form.field("method")) {
            case "per_second" -> new RateMethod.PerSecond(price);
            case "per_started_minute" -> new RateMethod.PerStartedMinute(price);
            case "per_analysis" -> new RateMethod.PerAnalysis(price);
            case "per_thousand_tokens" -> new RateMethod.PerThousandTokens(price);
            case "share_of_cost" -> new RateMethod.ShareOfCost(price);
            default -> throw new BadAddressException("error.form");
        };
    }

    private static Optional<RateMethod> tiers(FormReader form) {
        List<RateMethod.Tier> tiers = new ArrayList<>();
        for (int i = 1; i <= TIERS; i++) {
            String minutes = "tier" + i + "_minutes";
            String price = "tier" + i + "_price";
            if (!form.field(minutes).isEmpty() || !form.field(price).isEmpty()) {
                tier(form, minutes, price).ifPresent(tiers::add);
            }
        }
        Optional<BigDecimal> beyond = form.number("beyond_price");
        if (form.field("beyond_price").isEmpty()) {
            form.wrong("beyond_price", "form.required");
        }
        beyond.flatMap(price ->
                        form.checked("beyond_price", price, value -> new RateMethod.Tier(OptionalLong.empty(), value)))
                .ifPresent(tiers::add);
        return form.isRight()
                ? form.checked("tier1_minutes", tiers, made -> new RateMethod.TieredMinutes(made))
                : Optional.empty();
    }

    private static Optional<RateMethod.Tier> tier(FormReader form, String minutesField, String priceField) {
        Optional<BigDecimal> minutes = form.number(minutesField);
        Optional<BigDecimal> price = form.number(priceField);
        if (minutes.isEmpty()
                || minutes.get().stripTrailingZeros().scale() > 0
                || minutes.get().signum() <= 0) {
            form.wrong(minutesField, "form.minutes");
        }
        if (price.isEmpty()) {
            form.wrong(priceField, "form.required");
        }
        if (!form.isRight()) {
            return Optional.empty();
        }
        return form.checked(
                priceField,
                price.orElseThrow(),
                value -> new RateMethod.Tier(
                        OptionalLong.of(minutes.orElseThrow().longValue()), value));
    }

    private static Optional<Rounding> rounding(FormReader form) {
        Optional<Rounding.Direction> direction = Arrays.stream(Rounding.Direction.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(form.field("direction")))
                .findFirst();
        if (direction.isEmpty()) {
            form.wrong("direction", "form.required");
        }
        return form.number("decimals")
                .flatMap(decimals -> form.checked(
                        "decimals",
                        decimals.intValue(),
                        number -> new Rounding(number, direction.orElse(Rounding.Direction.UP))));
    }
}
