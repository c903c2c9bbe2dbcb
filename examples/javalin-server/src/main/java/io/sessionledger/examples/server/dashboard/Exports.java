package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.desk.Figures;
import io.sessionledger.examples.server.desk.Pages;
import io.sessionledger.examples.server.http.CsvTable;
import io.sessionledger.examples.server.http.CsvTables;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What the pages show, as CSV, of any length, in constant memory. Columns and numbers are written as the API writes them, in no language. */
final class Exports {

    private static final CsvTable<Map.Entry<LocalDate, DayFigures>> DAYS = new CsvTable<
                    Map.Entry<LocalDate, DayFigures>>()
            .text("day", Map.Entry::getKey)
            .number("sessions", day -> day.getValue().sessions())
            .number("duration_seconds", day -> Figures.seconds(day.getValue().duration()))
            .number("analysis_count", day -> day.getValue().analyses())
            .number("total_tokens", day -> day.getValue().tokens())
            .number("estimated_cost_usd", day -> day.getValue().cost().value())
            .number("unpriced_analysis_count", day -> day.getValue().unpriced())
            .number("credits_consumed", day -> day.getValue().credits().value());
    private static final CsvTable<CounselorFigures> COUNSELORS = new CsvTable<CounselorFigures>()
            .text("counselor_id", CounselorFigures::id)
            .text("name", CounselorFigures::name)
            .number("granted", counselor -> counselor.account().granted().value())
            .number("used", counselor -> counselor.account().used().value())
            .number("held", counselor -> counselor.account().held().value())
            .number("available", counselor -> counselor.account().available().value())
            .number("sessions_in_30_days", CounselorFigures::sessions)
            .number("credits_in_30_days", counselor -> counselor.credits().value())
            .text("last_session_at", CounselorFigures::lastSession);
    private static final CsvTable<SessionFigures> SESSIONS = new CsvTable<SessionFigures>()
            .text("session_id", SessionFigures::id)
            .text("counselor_id", SessionFigures::counselorId)
            .text("counselor", SessionFigures::counselor)
            .text("client_id", SessionFigures::client)
            .text("status", session -> session.status().code())
            .text("started_at", SessionFigures::startedAt)
            .number("duration_seconds", session -> Figures.seconds(session.duration()))
            .number("analysis_count", SessionFigures::analyses)
            .number("red_count", session -> session.levels().redCount())
            .number("yellow_count", session -> session.levels().yellowCount())
            .number("green_count", session -> session.levels().greenCount())
            .number("total_tokens", SessionFigures::tokens)
            .number("estimated_cost_usd", session -> session.cost().value())
            .number("unpriced_analysis_count", SessionFigures::unpriced)
            .number("credits_consumed", session -> session.credits().value())
            .text("credit_deducted", SessionFigures::settled);

    private final Desks desks;
    private final DashboardReads reads;
    private final CsvTables tables;

    Exports(Desks desks, DashboardReads reads) {
        this.desks = desks;
        this.reads = reads;
        this.tables = new CsvTables(desks.documents());
    }

    void days(Context context, Visit visit) throws IOException {
        Period period = Period.of(context, visit.today(), visit.zone());
        List<LocalDate> days = period.days();
        List<DayFigures> figures = reads.days(visit.caller().tenant(), period);
        DAYS.write(
                context,
                "days.csv",
                IntStream.range(0, days.size()).mapToObj(day -> Map.entry(days.get(day), figures.get(day))));
    }

    void counselors(Context context, Visit visit) throws IOException {
        CounselorQuery query = CounselorPages.query(context);
        COUNSELORS.write(
                context,
                "counselors.csv",
                Pages.stream(page -> reads.counselors(visit.caller().tenant(), query, OverviewPage.pace(visit), page)));
    }

    void sessions(Context context, Visit visit) throws IOException {
        SessionQuery query = SessionPages.query(context, Period.of(context, visit.today(), visit.zone()));
        SESSIONS.write(
                context,
                "sessions.csv",
                Pages.stream(page -> reads.sessions(visit.caller().tenant(), query, page)));
    }

    void entries(Context context, Visit visit) throws IOException {
        tables.entries(context, desks.credits().exportLog(visit.caller(), Parameters.counselor(context)));
    }

    void analyses(Context context, Visit visit) throws IOException {
        tables.analyses(
                context,
                desks.reports()
                        .exportAnalysisLogs(visit.caller(), Parameters.session(context), SessionPages.level(context)));
    }
}
