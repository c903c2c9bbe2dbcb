package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.desk.MaintenanceRun;
import java.util.Optional;

/** What maintenance does, a button that runs it once, and what that did. */
final class MaintenancePage {

    private final Desks desks;
    private final Templates templates;

    MaintenancePage(Desks desks, Templates templates) {
        this.desks = desks;
        this.templates = templates;
    }

    /** The answer to the button is the report; sent again, as by loading the page once more, it is the same report, and nothing is done. */
    void show(Context context, Visit visit) {
        FormReader form = FormReader.of(context, visit);
        Optional<MaintenanceRun> run = FormState.isSent(context) && FormState.isStep(context, "do")
                ? Optional.of(desks.upkeep().run(visit.caller(), Optional.of(form.requestKey())))
                : Optional.empty();
        if (run.isPresent()) {
            form.newKey();
        }
        templates.show(
                context,
                visit,
                "maintenance",
                new MaintenanceView(desks.upkeep().terms(visit.caller()), run, FormState.of(context, form)));
    }
}
