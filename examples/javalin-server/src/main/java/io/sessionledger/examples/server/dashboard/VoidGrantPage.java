package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.host.Counselor;
import java.util.Optional;

/** Taking back what is left of a grant: a reason, then what it would do, then it is done, once. */
final class VoidGrantPage {

    private final Desks desks;
    private final Door door;
    private final Templates templates;

    VoidGrantPage(Desks desks, Door door, Templates templates) {
        this.desks = desks;
        this.door = door;
        this.templates = templates;
    }

    void show(Context context, Visit visit) {
        Counselor counselor = desks.counselors().find(visit.caller(), Parameters.counselor(context));
        CreditGrant grant = desks.credits().grant(visit.caller(), counselor.id(), Parameters.grant(context));
        FormReader form = FormReader.of(context, visit, "reason");
        boolean sent = FormState.isSent(context);
        if (sent) {
            String unused = form.required("reason", GrantCredits.MAX_REASON_LENGTH);
        }
        boolean ready = sent && form.isRight();
        if (ready && FormState.isStep(context, "do")) {
            var unused = desks.credits()
                    .voidGrant(
                            visit.caller(),
                            counselor.id(),
                            grant.id(),
                            form.field("reason"),
                            Optional.of(form.requestKey()));
            door.goTo(context, "/counselors/" + counselor.id(), new Note("note.voided", ""));
            return;
        }
        templates.show(
                context,
                visit,
                "void-grant",
                new VoidGrantView(
                        counselor,
                        grant,
                        desks.credits().account(visit.caller(), counselor.id()),
                        ready,
                        FormState.of(context, form)));
    }
}
