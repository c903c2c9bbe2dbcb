package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.sessionledger.ConflictException;
import io.sessionledger.InvalidInputException;
import io.sessionledger.credit.GrantStateException;
import io.sessionledger.examples.server.desk.BusyException;
import io.sessionledger.examples.server.desk.NotAllowedException;
import io.sessionledger.examples.server.desk.NotFoundException;
import io.sessionledger.examples.server.http.Unforeseen;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.store.OverloadedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says on a page of its own what did not work, and why. What nobody foresaw is logged, without messages. */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final Templates templates;

    Failures(Templates templates) {
        this.templates = templates;
    }

    void show(Context context, Visit visit, Exception e) {
        FailureView view = view(visit, e);
        if (view.status() == 500) {
            LOG.error("{} {} failed", context.method(), context.endpoint().path, Unforeseen.withoutMessages(e));
        }
        context.status(view.status());
        templates.show(context, visit, "failure", view);
    }

    private static FailureView view(Visit visit, Exception e) {
        if (e instanceof BadAddressException address) {
            boolean missing = address.key().equals("error.missing");
            return new FailureView(missing ? 404 : 400, visit.t(address.key()), "");
        }
        if (e instanceof NotAllowedException) {
            return new FailureView(403, visit.t("error.forbidden"), "");
        }
        if (e instanceof NotFoundException || e instanceof SessionNotFoundException) {
            return new FailureView(404, visit.t("error.missing"), "");
        }
        if (e instanceof InvalidInputException) {
            return new FailureView(422, visit.t("error.invalid"), String.valueOf(e.getMessage()));
        }
        if (e instanceof ConflictException || e instanceof SessionStateException || e instanceof GrantStateException) {
            return new FailureView(409, visit.t("error.conflict"), String.valueOf(e.getMessage()));
        }
        if (e instanceof BusyException || e instanceof OverloadedException) {
            return new FailureView(503, visit.t("error.busy"), "");
        }
        return new FailureView(500, visit.t("error.server"), "");
    }
}
