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
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** What was used, what it cost, who runs out, and whether anybody is in danger. */
final class OverviewPage {

    private static final int ROWS = 6;

    /** So many are looked at for those of different sessions. */
    private static final int REDS = 100;

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
        Caller caller = visit.caller();
        TenantId tenant = caller.tenant();
        CompletableFuture<Models> reading =
                CompletableFuture.supplyAsync(() -> reads.models(tenant, period, ROWS, Reach.NEAR), beside);
        List<DayLevels> levels = reads.levels(tenant, period, Reach.NEAR);
        List<DayFigures> both = reads.days(tenant, period.withBefore());
        List<DayFigures> daysBefore = both.subList(0, (int) period.length());
        List<DayFigures> days = both.subList((int) period.length(), both.size());
        List<CounselorFigures> top = reads.topCounselors(tenant, period.range(), ROWS);
        List<CounselorFigures> low = low(visit, tenant);
        List<RedView> reds = reds(caller, tenant);
        Models models = ready(reading);
        if (!models.complete()) {
            levels = reads.levels(tenant, period, Reach.ALL);
            models = reads.models(tenant, period, ROWS, Reach.ALL);
        }
        templates.show(
                context,
                visit,
                "overview",
                new OverviewView(
                        period,
                        metric,
                        tiles(visit, sum(days), sum(daysBefore)),
                        chart(visit, period, metric, days, daysBefore),
                        levelChart(visit, period, days, levels),
                        split(days, levels),
                        models.figures(),
                        top,
                        low,
                        reds));
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
    private List<RedView> reds(Caller caller, TenantId tenant) {
        Map<SessionId, AnalysisPlace> latest = new LinkedHashMap<>();
        reads.recentReds(tenant, REDS).forEach(place -> latest.putIfAbsent(place.sessionId(), place));
        return latest.values().stream()
                .limit(ROWS)
                .flatMap(place -> desks
                        .reports()
                        .findAnalysis(caller, place.sessionId(), place.analysisId())
                        .map(log -> new RedView(log, place.counselor()))
                        .stream())
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
