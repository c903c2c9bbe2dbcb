package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.sessionledger.CounselorId;
import io.sessionledger.PageRequest;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.host.Counselor;
import io.sessionledger.examples.server.security.Caller;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** All counselors, and one of them. */
final class CounselorPages {

    private static final int ROWS = 50;
    private static final int GRANTS = 50;
    private static final int SESSIONS = 10;

    private final Desks desks;
    private final DashboardReads reads;
    private final Templates templates;

    CounselorPages(Desks desks, DashboardReads reads, Templates templates) {
        this.desks = desks;
        this.reads = reads;
        this.templates = templates;
    }

    void list(Context context, Visit visit) {
        CounselorQuery query = query(context);
        var page = reads.counselors(
                visit.caller().tenant(), query, OverviewPage.pace(visit), Parameters.page(context, ROWS));
        templates.show(context, visit, "counselors", new CounselorListView(query, page));
    }

    static CounselorQuery query(Context context) {
        CounselorQuery.Order order = Parameters.find(context, "sort")
                .map(code -> Arrays.stream(CounselorQuery.Order.values())
                        .filter(one -> one.code().equals(code))
                        .findFirst()
                        .orElseThrow(() -> new BadAddressException("error.address")))
                .orElse(CounselorQuery.Order.BALANCE);
        return new CounselorQuery(
                Parameters.find(context, "q"), Parameters.find(context, "low").isPresent(), order);
    }

    void show(Context context, Visit visit) {
        CounselorId id = Parameters.counselor(context);
        Caller caller = visit.caller();
        Counselor counselor = desks.counselors().find(caller, id);
        Period period = Period.of(context, visit.today(), visit.zone());
        SessionQuery sessions = new SessionQuery(period.range(), Optional.empty(), Optional.empty(), Optional.of(id));
        templates.show(
                context,
                visit,
                "counselor",
                new CounselorView(
                        counselor,
                        desks.credits().account(caller, id),
                        period,
                        desks.reports().usageStats(caller, id, period.range()),
                        chart(visit, period, reads.days(caller.tenant(), period, Optional.of(id))),
                        desks.credits()
                                .grants(caller, id, PageRequest.first(GRANTS))
                                .items(),
                        desks.credits().statement(caller, id, period.range(), Parameters.page(context, ROWS)),
                        reads.sessions(caller.tenant(), sessions, PageRequest.first(SESSIONS))));
    }

    private static Chart chart(Visit visit, Period period, List<DayFigures> days) {
        List<BigDecimal> values = days.stream().map(Metric.CREDITS::of).toList();
        return new Chart(
                visit.t("counselor.chart"),
                OverviewPage.days(visit, period),
                List.of(new Chart.Line(
                        visit.t("metric.credits"),
                        "accent",
                        "bars",
                        values,
                        values.stream()
                                .map(value -> Metric.CREDITS.written(value, visit.formats()))
                                .toList())),
                false);
    }
}
