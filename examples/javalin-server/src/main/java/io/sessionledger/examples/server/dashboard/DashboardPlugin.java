package io.sessionledger.examples.server.dashboard;

import io.javalin.config.JavalinState;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.plugin.Plugin;
import io.sessionledger.examples.server.config.TimeZones;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.http.Needs;
import io.sessionledger.examples.server.security.TokenRegistry;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The admin dashboard, for a host to mount under a prefix. Its visitors sign in with a token of the registry; viewers read, admins write as well. Everything that a browser loads comes from
 * this server.
 */
public final class DashboardPlugin extends Plugin<Void> {

    private static final int MOST_VISITORS = 1000;
    private static final int MOST_BESIDE = 4;
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final Door door;
    private final Templates templates = new Templates();
    private final Failures failures = new Failures(templates);
    private final SignInPage signIn;
    private final OverviewPage overview;
    private final CounselorPages counselors;
    private final MovementPages movements;
    private final SessionPages sessions;
    private final RatePages rates;
    private final AlertPages alerts;
    private final OpenSessionPage openSessions;
    private final RecurringGrantPages recurring;
    private final VoidGrantPage voiding;
    private final RepricingPages repricing;
    private final MaintenancePage maintenance;
    private final Exports exports;

    /**
     * A dashboard, yet to be mounted.
     *
     * @param prefix where, such as {@code /admin}
     * @param desks what it shows and does
     * @param reads what it shows besides
     * @param upkeep the same of the upkeep's pages
     * @param tokens who may come in
     * @param zones where each tenant's day begins
     * @param clock what time it is
     */
    public DashboardPlugin(
            String prefix,
            Desks desks,
            DashboardReads reads,
            UpkeepReads upkeep,
            TokenRegistry tokens,
            TimeZones zones,
            Clock clock) {
        this.door = new Door(prefix, new Visitors(MOST_VISITORS, clock), zones, clock);
        this.signIn = new SignInPage(door, templates, tokens);
        this.overview = new OverviewPage(desks, reads, templates, beside());
        this.counselors = new CounselorPages(desks, reads, templates);
        this.movements = new MovementPages(desks, door, templates, clock);
        this.sessions = new SessionPages(desks, reads, templates);
        this.rates = new RatePages(desks, reads, door, templates, clock);
        this.alerts = new AlertPages(desks, upkeep, door, templates);
        this.openSessions = new OpenSessionPage(desks, upkeep, templates, clock);
        this.recurring = new RecurringGrantPages(desks, door, templates);
        this.voiding = new VoidGrantPage(desks, door, templates);
        this.repricing = new RepricingPages(desks, reads, upkeep, door, templates);
        this.maintenance = new MaintenancePage(desks, templates);
        this.exports = new Exports(desks, reads);
    }

    /** A few threads at most, which end when there is nothing to do; where all are busy the page reads one thing after the other. */
    private static Executor beside() {
        return new ThreadPoolExecutor(
                0,
                MOST_BESIDE,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                work -> {
                    Thread thread = new Thread(work, "dashboard-read");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    @Override
    public void onInitialize(JavalinState state) {
        RoutesConfig routes = state.routes;
        String prefix = door.prefix();
        routes.get(prefix + "/assets/{version}/{name}", answered(this::asset), Needs.NOTHING);
        routes.get(prefix + "/sign-in", answered((context, visit) -> signIn.show(context, visit)), Needs.NOTHING);
        routes.post(prefix + "/sign-in", answered((context, visit) -> signIn.signIn(context, visit)), Needs.NOTHING);
        routes.post(prefix + "/sign-out", answered((context, visit) -> signIn.signOut(context)), Needs.NOTHING);
        routes.post(
                prefix + "/preferences", answered((context, visit) -> signIn.prefer(context, visit)), Needs.NOTHING);

        page(routes, "", overview::show);
        page(routes, "/overview/panels", overview::panels);
        page(routes, "/days.csv", exports::days);
        page(routes, "/counselors", counselors::list);
        page(routes, "/counselors.csv", exports::counselors);
        page(routes, "/counselors/{counselor_id}", counselors::show);
        page(routes, "/counselors/{counselor_id}/credit-logs.csv", exports::entries);
        form(routes, "/counselors/{counselor_id}/grant", movements::grant);
        form(routes, "/counselors/{counselor_id}/adjust", movements::adjust);
        page(routes, "/sessions", sessions::list);
        page(routes, "/sessions.csv", exports::sessions);
        page(routes, "/sessions/{session_id}", sessions::show);
        page(routes, "/sessions/{session_id}/analyses.csv", exports::analyses);
        form(routes, "/sessions/{session_id}/refund", movements::refund);
        page(routes, "/rates", rates::show);
        form(routes, "/rates/publish", rates::publish);
        page(routes, "/upkeep/alerts", alerts::list);
        form(routes, "/upkeep/alert-rules", alerts::ofTenant);
        form(routes, "/counselors/{counselor_id}/alert-rules", alerts::ofCounselor);
        page(routes, "/upkeep/open-sessions", openSessions::show);
        page(routes, "/counselors/{counselor_id}/recurring", recurring::list);
        form(routes, "/counselors/{counselor_id}/recurring/new", recurring::setUp);
        form(routes, "/counselors/{counselor_id}/recurring/{recurring_grant_id}/end", recurring::end);
        form(routes, "/counselors/{counselor_id}/grants/{grant_id}/void", voiding::show);
        page(routes, "/upkeep/repricing", repricing::show);
        form(routes, "/upkeep/repricing/apply", repricing::apply);
        form(routes, "/upkeep/maintenance", maintenance::show);
        page(routes, "/<path>", (context, visit) -> {
            throw new BadAddressException("error.missing");
        });
    }

    private void asset(Context context, @Nullable Visit visit) {
        if (!door.assets().serve(context, context.pathParam("name"))) {
            context.status(404).result("");
        }
    }

    private void page(RoutesConfig routes, String path, PageHandler handler) {
        routes.get(door.prefix() + path, answered(signedIn(handler)), Needs.NOTHING);
    }

    /** A page with a form, which is sent to its own address: first to see what it would do, then to do it. Only for those who may. */
    private void form(RoutesConfig routes, String path, PageHandler handler) {
        PageHandler writers = signedIn((context, visit) -> {
            Door.requireWriter(visit);
            handler.answer(context, visit);
        });
        routes.get(door.prefix() + path, answered(writers), Needs.NOTHING);
        routes.post(door.prefix() + path, answered(writers), Needs.NOTHING);
    }

    private PageHandler signedIn(PageHandler handler) {
        return (context, visit) -> {
            if (visit.known().isPresent()) {
                handler.answer(context, visit);
            } else {
                String here = context.method().name().equals("GET") ? visit.here() : "";
                door.goTo(context, "/sign-in" + (here.isEmpty() ? "" : "?next=" + Visit.encode(here)));
            }
        };
    }

    private Handler answered(PageHandler handler) {
        return context -> {
            context.header("Content-Security-Policy", POLICY).header("Referrer-Policy", "same-origin");
            Visit visit = null;
            try {
                visit = door.open(context);
                handler.answer(context, visit);
            } catch (Exception e) {
                failures.show(context, visit == null ? door.stranger(context) : visit, e);
            }
        };
    }
}
