package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.desk.JudgedSegment;
import io.sessionledger.examples.server.desk.NewSession;
import io.sessionledger.examples.server.desk.Segment;
import io.sessionledger.examples.server.desk.SessionBill;
import io.sessionledger.examples.server.host.HostSession;
import io.sessionledger.examples.server.host.SessionFilter;
import io.sessionledger.examples.server.security.Caller;

/** A session from start to bill, and the list of sessions. */
final class SessionRoutes {

    private final Desks desks;
    private final ObjectMapper json;
    private final RequestKeys keys;

    SessionRoutes(Desks desks, ObjectMapper json, RequestKeys keys) {
        this.desks = desks;
        this.json = json;
        this.keys = keys;
    }

    /** The paths with {@code island} are those that the hosts' apps know; the tenant comes from the token all the same. */
    void register(RoutesConfig routes) {
        routes.post("/api/v1/island/sessions", this::start, Needs.APP);
        routes.post("/api/v1/island/sessions/{session_id}/analyze-partial", this::analyzePartial, Needs.APP);
        routes.patch("/api/v1/island/sessions/{session_id}/complete", this::complete, Needs.APP);
        routes.post("/api/v1/island/sessions/{session_id}/cancel", this::cancel, Needs.APP);
        routes.post("/api/v1/island/sessions/{session_id}/fail", this::fail, Needs.APP);
        routes.post("/api/v1/sessions/{session_id}/settle", this::settle, Needs.ADMIN);
        routes.get("/api/v1/sessions", this::list, Needs.VIEWER);
        routes.get("/api/v1/sessions/{session_id}", this::find, Needs.VIEWER);
    }

    private void start(Context context) {
        Caller caller = SignIn.caller(context);
        RequestBody body = RequestBody.of(context, json, "client_id", "counselor_id", "mode", "started_at");
        NewSession session = new NewSession(
                body.text("client_id"),
                body.findUuid("counselor_id").map(CounselorId::of),
                body.text("mode"),
                body.instant("started_at"));
        HostSession started = desks.sessions().start(caller, session, keys.find(context, body));
        context.status(HttpStatus.CREATED).json(SessionView.of(started));
    }

    private void analyzePartial(Context context) throws InterruptedException {
        Caller caller = SignIn.caller(context);
        SessionId id = Parameters.session(context);
        RequestBody body = RequestBody.of(context, json, "transcript_segment", "duration_seconds");
        Segment segment = Segment.of(body.text("transcript_segment"), body.number("duration_seconds"));
        JudgedSegment judged = desks.analyses().judge(caller, id, segment, keys.find(context, body));
        context.json(AnalysisView.of(judged.log(), desks.documents(), judged.usage()));
    }

    private void complete(Context context) {
        Caller caller = SignIn.caller(context);
        SessionId id = Parameters.session(context);
        RequestBody body = RequestBody.of(context, json, "full_transcript", "ended_at");
        SessionBill bill = desks.sessions()
                .complete(caller, id, body.text("full_transcript"), body.instant("ended_at"), keys.find(context, body));
        context.json(bill);
    }

    private void cancel(Context context) {
        RequestBody body = RequestBody.of(context, json, "reason");
        context.json(desks.sessions()
                .cancel(
                        SignIn.caller(context),
                        Parameters.session(context),
                        body.text("reason"),
                        keys.find(context, body)));
    }

    private void fail(Context context) {
        RequestBody body = RequestBody.of(context, json, "reason");
        context.json(desks.sessions()
                .fail(
                        SignIn.caller(context),
                        Parameters.session(context),
                        body.text("reason"),
                        keys.find(context, body)));
    }

    private void settle(Context context) {
        context.json(desks.sessions().settle(SignIn.caller(context), Parameters.session(context)));
    }

    private void list(Context context) {
        SessionFilter filter = new SessionFilter(
                Parameters.findCounselor(context), Parameters.findStatus(context), Parameters.findDays(context));
        var page = desks.sessions().list(SignIn.caller(context), filter, Parameters.page(context));
        context.json(PageView.of(page, SessionView::of));
    }

    private void find(Context context) {
        Caller caller = SignIn.caller(context);
        HostSession session = desks.sessions().find(caller, Parameters.session(context));
        context.json(SessionDetailView.of(session, desks.sessions().usage(caller.tenant(), session.id())));
    }
}
