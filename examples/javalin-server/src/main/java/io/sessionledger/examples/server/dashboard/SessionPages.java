package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TimeRange;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.host.HostSession;
import io.sessionledger.examples.server.security.Caller;
import io.sessionledger.session.SessionStatus;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** All sessions, and one of them. */
final class SessionPages {

    private static final int ROWS = 50;
    private static final int ANALYSES = 120;
    private static final int ENTRIES = 50;

    private final Desks desks;
    private final DashboardReads reads;
    private final Templates templates;

    SessionPages(Desks desks, DashboardReads reads, Templates templates) {
        this.desks = desks;
        this.reads = reads;
        this.templates = templates;
    }

    void list(Context context, Visit visit) {
        Period period = Period.of(context, visit.today(), visit.zone());
        SessionQuery query = query(context, period);
        templates.show(
                context,
                visit,
                "sessions",
                new SessionListView(
                        period,
                        query,
                        query.counselor().map(id -> desks.counselors().find(visit.caller(), id)),
                        reads.sessions(visit.caller().tenant(), query, Parameters.page(context, ROWS))));
    }

    static SessionQuery query(Context context, Period period) {
        return new SessionQuery(
                period.range(),
                Parameters.find(context, "status").map(SessionPages::status),
                level(context),
                Parameters.findCounselor(context));
    }

    private static SessionStatus status(String code) {
        return Arrays.stream(SessionStatus.values())
                .filter(status -> status.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new BadAddressException("error.address"));
    }

    static Optional<SafetyLevel> level(Context context) {
        return Parameters.find(context, "level")
                .map(code -> Arrays.stream(SafetyLevel.values())
                        .filter(level -> level.code().equals(code))
                        .findFirst()
                        .orElseThrow(() -> new BadAddressException("error.address")));
    }

    void show(Context context, Visit visit) {
        SessionId id = Parameters.session(context);
        Caller caller = visit.caller();
        HostSession session = desks.sessions().find(caller, id);
        Optional<SafetyLevel> level = level(context);
        Page<AnalysisLog> analyses =
                desks.reports().analysisLogs(caller, id, level, Parameters.page(context, ANALYSES));
        templates.show(
                context,
                visit,
                "session",
                new SessionView(
                        session,
                        desks.counselors().find(caller, session.counselorId()),
                        desks.sessions().usage(caller.tenant(), id),
                        desks.reports().safetyDistribution(caller, id),
                        level,
                        analyses.items().stream().map(this::view).toList(),
                        analyses.nextCursor(),
                        entries(caller, id)));
    }

    private AnalysisView view(AnalysisLog log) {
        return new AnalysisView(
                log,
                desks.documents().read(log.content().ragDocuments()),
                desks.documents().readSources(log.content().ragSources()));
    }

    /** Each from the account's statement of its own microsecond: the ledger has no read by session. */
    private List<CreditLog> entries(Caller caller, SessionId id) {
        return reads.entries(caller.tenant(), id, ENTRIES).stream()
                .flatMap(place -> desks
                        .credits()
                        .statement(
                                caller,
                                place.counselorId(),
                                TimeRange.of(
                                        place.createdAt(), place.createdAt().plus(1, ChronoUnit.MICROS)),
                                PageRequest.first(ENTRIES))
                        .entries()
                        .items()
                        .stream()
                        .filter(entry -> entry.id().equals(place.id())))
                .toList();
    }
}
