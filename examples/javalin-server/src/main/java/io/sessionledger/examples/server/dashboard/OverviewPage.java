package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.security.Caller;
import io.sessionledger.report.SafetyDistribution;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** What was used, what it cost, who runs out, and whether anybody is in danger. */
final class OverviewPage {

    private static final int ROWS = 6;

    /** So many are looked at for those of different sessions. */
    private static final int REDS = 100;

    /** Of a longer period the panels that take longer come after the page. */
    private static final int MOST_DAYS_AT_ONCE = 31;

    /** Where more sessions have analyses far from them, all analyses are read. */
    private static final int MOST_ODD = 1000;

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** From so many times as much as before on a percentage says nothing. */
    private static final BigDecimal MANY = BigDecimal.TEN;

    private final Desks desks;
    private final DashboardReads reads;
    private final Templates templates;
    private final Executor beside;

    /**
     * The page.
     *
     * @param beside reads on a connection of its own what takes as long as all the rest
     */
    OverviewPage(Desks desks, DashboardReads reads, Templates templates, Executor beside) {
        this.beside = beside;
        this.desks = desks;
        this.reads = reads;
        this.templates = templates;
    }

    void show(Context context, Visit visit) {
        Period period = Period.of(context, visit.today(), visit.zone());
        Metric metric = Optional.ofNullable(context.queryParam("metric"))
                .flatMap(Metric::find)
                .orElse(Metric.SESSIONS);
        TenantId tenant = visit.caller().tenant();
        boolean atOnce = period.length() <= MOST_DAYS_AT_ONCE || "1".equals(context.queryParam("whole"));
        CompletableFuture<List<CounselorFigures>> low = beside(() -> low(visit, tenant));
        List<DayFigures> both = reads.days(tenant, period.withBefore());
        List<DayFigures> daysBefore = both.subList(0, (int) period.length());
        List<DayFigures> days = both.subList((int) period.length(), both.size());
        Optional<SlowPanels> slow = atOnce ? Optional.of(slow(visit, period, () -> days)) : Optional.empty();
        templates.show(
                context,
                visit,
                "overview",
                new OverviewView(
                        period,
                        metric,
                        tiles(visit, sum(days), sum(daysBefore)),
                        chart(visit, period, metric, days, daysBefore),
                        slow,
                        ready(low)));
    }

    /** The panels that take longer, for a page that has come without them. */
    void panels(Context context, Visit visit) {
        Period period = Period.of(context, visit.today(), visit.zone());
        CompletableFuture<List<DayFigures>> days =
                beside(() -> reads.days(visit.caller().tenant(), period));
        templates.show(context, visit, "overview-panels", slow(visit, period, () -> ready(days)));
    }

    private SlowPanels slow(Visit visit, Period period, Supplier<List<DayFigures>> days) {
        TenantId tenant = visit.caller().tenant();
        CompletableFuture<List<CounselorFigures>> top = beside(() -> reads.topCounselors(tenant, period.range(), ROWS));
        Analyses analyses = analyses(tenant, period);
        return new SlowPanels(
                period,
                levelChart(visit, period, days.get(), analyses.levels()),
                split(days.get(), analyses.levels()),
                analyses.models().stream().limit(ROWS).toList(),
                reds(visit.caller(), analyses.reds()),
                ready(top));
    }

    /** Those that are near, and the few that are not if there are any. */
    private Analyses analyses(TenantId tenant, Period period) {
        CompletableFuture<Models> reading = beside(() -> reads.models(tenant, period, Reach.NEAR));
        List<DayLevels> levels = reads.levels(tenant, period, Reach.NEAR);
        List<AnalysisPlace> reds = reads.reds(tenant, period, REDS, Reach.NEAR);
        Models models = ready(reading);
        Analyses near = new Analyses(levels, models.figures(), reds);
        if (models.complete()) {
            return near;
        }
        List<SessionId> odd = reads.oddSessions(tenant, period, MOST_ODD + 1);
        if (odd.isEmpty()) {
            return near;
        }
        return odd.size() > MOST_ODD
                ? analyses(tenant, period, Reach.ALL)
                : near.plus(analyses(tenant, period, new Reach.Far(odd)));
    }

    private Analyses analyses(TenantId tenant, Period period, Reach reach) {
        CompletableFuture<Models> models = beside(() -> reads.models(tenant, period, reach));
        List<DayLevels> levels = reads.levels(tenant, period, reach);
        List<AnalysisPlace> reds = reads.reds(tenant, period, REDS, reach);
        return new Analyses(levels, ready(models).figures(), reds);
    }

    private <T> CompletableFuture<T> beside(Supplier<T> read) {
        return CompletableFuture.supplyAsync(read, beside);
    }

    /** What was read beside, or its failure as if it had been read here. */
    private static <T> T ready(CompletableFuture<T> reading) {
        try {
            return reading.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static DayFigures sum(List<DayFigures> days) {
        return days.stream().reduce(DayFigures.NONE, DayFigures::plus);
    }

    private List<CounselorFigures> low(Visit visit, TenantId tenant) {
        CounselorQuery query = new CounselorQuery(Optional.empty(), true, CounselorQuery.Order.BALANCE);
        return reads.counselors(tenant, query, pace(visit), PageRequest.first(ROWS))
                .items();
    }

    /** The days by which it is told for how long credits last, up to now. */
    static TimeRange pace(Visit visit) {
        LocalDate first = visit.today().minusDays(CounselorFigures.PACE_DAYS - 1L);
        return TimeRange.ofDays(first, visit.today(), visit.zone());
    }

    /** The latest of each session: where there is one, there are often more. */
    private List<RedView> reds(Caller caller, List<AnalysisPlace> places) {
        Map<SessionId, AnalysisPlace> latest = new LinkedHashMap<>();
        places.forEach(place -> latest.putIfAbsent(place.sessionId(), place));
        return latest.values().stream()
                .flatMap(place -> desks
                        .reports()
                        .findAnalysis(caller, place.sessionId(), place.analysisId())
                        .map(log -> new RedView(log, place.counselor()))
                        .stream())
                .limit(ROWS)
                .toList();
    }

    private static List<Tile> tiles(Visit visit, DayFigures now, DayFigures before) {
        return Arrays.stream(Metric.values())
                .map(metric -> tile(visit, metric, now, before))
                .toList();
    }

    private static Tile tile(Visit visit, Metric metric, DayFigures now, DayFigures before) {
        BigDecimal was = metric.exactly(before);
        BigDecimal is = metric.exactly(now);
        BigDecimal difference = is.subtract(was);
        boolean many = was.signum() > 0 && is.compareTo(was.multiply(MANY)) >= 0;
        String change = was.signum() == 0
                ? ""
                : many
                        ? visit.t(
                                "change.times",
                                visit.formats()
                                        .count(is.divide(was, 0, RoundingMode.HALF_UP)
                                                .longValue()))
                        : visit.formats()
                                .percent(difference.abs().multiply(HUNDRED).divide(was, 1, RoundingMode.HALF_UP));
        String direction = many ? "many" : difference.signum() > 0 ? "up" : difference.signum() < 0 ? "down" : "level";
        long unpriced = now.unpriced();
        String aside = metric == Metric.COST && unpriced > 0 ? visit.n("overview.unpriced", unpriced) : "";
        return new Tile(metric, metric.written(now, visit.formats()), change, direction, aside);
    }

    private static Chart chart(
            Visit visit, Period period, Metric metric, List<DayFigures> days, List<DayFigures> daysBefore) {
        return new Chart(
                visit.t("metric." + metric.code()),
                days(visit, period),
                List.of(
                        line(visit, metric, "chart.now", "accent", "bars", days),
                        line(visit, metric, "chart.before", "muted", "line", daysBefore)),
                false);
    }

    private static Chart.Line line(
            Visit visit, Metric metric, String label, String colour, String kind, List<DayFigures> days) {
        List<BigDecimal> values = days.stream().map(metric::of).toList();
        return new Chart.Line(
                visit.t(label),
                colour,
                kind,
                values,
                values.stream()
                        .map(value -> metric.written(value, visit.formats()))
                        .toList());
    }

    static List<String> days(Visit visit, Period period) {
        return period.days().stream().map(visit.formats()::shortDay).toList();
    }

    private static Chart levelChart(Visit visit, Period period, List<DayFigures> days, List<DayLevels> levels) {
        List<SafetyDistribution> splits = IntStream.range(0, days.size())
                .mapToObj(day -> split(days.subList(day, day + 1), levels.subList(day, day + 1)))
                .toList();
        return new Chart(
                visit.t("overview.levels"),
                days(visit, period),
                List.of(
                        levelLine(visit, "red", splits, SafetyDistribution::redCount),
                        levelLine(visit, "yellow", splits, SafetyDistribution::yellowCount),
                        levelLine(visit, "green", splits, SafetyDistribution::greenCount)),
                true);
    }

    private static Chart.Line levelLine(
            Visit visit, String level, List<SafetyDistribution> splits, ToLongFunction<SafetyDistribution> count) {
        return new Chart.Line(
                visit.t("level." + level),
                level,
                "bars",
                splits.stream()
                        .map(split -> BigDecimal.valueOf(count.applyAsLong(split)))
                        .toList(),
                splits.stream()
                        .map(split -> visit.formats().count(count.applyAsLong(split)))
                        .toList());
    }

    /** A session's analyses are its reds, its yellows, and the rest. Between two reads a red may have come: then the rest is none, not less. */
    private static SafetyDistribution split(List<DayFigures> days, List<DayLevels> levels) {
        long all = days.stream().mapToLong(DayFigures::analyses).sum();
        long red = levels.stream().mapToLong(DayLevels::red).sum();
        long yellow = levels.stream().mapToLong(DayLevels::yellow).sum();
        return new SafetyDistribution(red, yellow, Math.max(0, all - red - yellow));
    }
}
