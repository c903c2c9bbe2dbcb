package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.sessionledger.Page;
import io.sessionledger.TenantId;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.desk.OpenSession;
import java.time.Clock;

/** Sessions in progress: since when nothing was heard of each, and what maintenance will make of it. */
final class OpenSessionPage {

    private static final int ROWS = 50;

    private final Desks desks;
    private final UpkeepReads reads;
    private final Templates templates;
    private final Clock clock;

    OpenSessionPage(Desks desks, UpkeepReads reads, Templates templates, Clock clock) {
        this.desks = desks;
        this.reads = reads;
        this.templates = templates;
        this.clock = clock;
    }

    void show(Context context, Visit visit) {
        TenantId tenant = visit.caller().tenant();
        Page<OpenSession> open = desks.upkeep().openSessions(visit.caller(), Parameters.page(context, ROWS));
        templates.show(
                context,
                visit,
                "open-sessions",
                new OpenSessionsView(
                        open,
                        reads.names(
                                tenant,
                                open.items().stream()
                                        .map(OpenSession::counselorId)
                                        .toList()),
                        reads.used(
                                tenant,
                                open.items().stream()
                                        .map(OpenSession::sessionId)
                                        .toList()),
                        clock.instant()));
    }
}
