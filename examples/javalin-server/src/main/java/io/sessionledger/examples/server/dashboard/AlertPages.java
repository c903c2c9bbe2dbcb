package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.Page;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.desk.StandingRules;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a person should look at, and the rules that say what that is. */
final class AlertPages {

    private static final int ROWS = 50;
    private static final String OWN = "own";

    /** With commas between thousands alone: one between two levels would make one of them. */
    private static final String LEVEL = "[+-]?(\\d{1,12}|\\d{1,3}(,\\d{3})+)(\\.\\d{1,10})?";

    private final Desks desks;
    private final UpkeepReads reads;
    private final Door door;
    private final Templates templates;

    AlertPages(Desks desks, UpkeepReads reads, Door door, Templates templates) {
        this.desks = desks;
        this.reads = reads;
        this.door = door;
        this.templates = templates;
    }

    void list(Context context, Visit visit) {
        Page<CreditAlert> alerts = desks.credits().alerts(visit.caller(), Parameters.page(context, ROWS));
        templates.show(
                context,
                visit,
                "alerts",
                new AlertListView(
                        alerts,
                        reads.names(
                                visit.caller().tenant(),
                                alerts.items().stream()
                                        .map(CreditAlert::counselorId)
                                        .toList()),
                        desks.alerts().rules(visit.caller())));
    }

    void ofTenant(Context context, Visit visit) {
        StandingRules before = new StandingRules(desks.alerts().rules(visit.caller()), true);
        FormReader form = FormReader.of(context, visit, "levels", "large");
        Optional<StandingRules> after = after(context, visit, form, before, true);
        if (after.isPresent() && FormState.isStep(context, "do")) {
            var unused = desks.alerts().setRules(visit.caller(), after.get().rules(), Optional.of(form.requestKey()));
            door.goTo(context, "/upkeep/alerts", new Note("note.rules", ""));
            return;
        }
        show(context, visit, form, Optional.empty(), "/upkeep/alerts", before, after);
    }

    void ofCounselor(Context context, Visit visit) {
        CounselorId id = Parameters.counselor(context);
        String name = desks.counselors().find(visit.caller(), id).name();
        StandingRules before = desks.alerts().rules(visit.caller(), id);
        FormReader form = FormReader.of(context, visit, "whose", "levels", "large");
        if (!FormState.isSent(context) && form.field("whose").isEmpty()) {
            form.fields().put("whose", before.own() ? OWN : "tenant");
        }
        Optional<StandingRules> after =
                after(context, visit, form, before, form.field("whose").equals(OWN));
        if (after.isPresent() && FormState.isStep(context, "do")) {
            var unused = after.get().own()
                    ? desks.alerts().setRules(visit.caller(), id, after.get().rules(), Optional.of(form.requestKey()))
                    : desks.alerts().dropRules(visit.caller(), id);
            door.goTo(context, "/counselors/" + id, new Note("note.rules", ""));
            return;
        }
        show(context, visit, form, Optional.of(name), "/counselors/" + id, before, after);
    }

    private Optional<StandingRules> after(
            Context context, Visit visit, FormReader form, StandingRules before, boolean own) {
        if (!FormState.isSent(context)) {
            if (!FormState.isStep(context, "edit")) {
                form.fields().put("levels", written(before.rules()));
                form.fields()
                        .put(
                                "large",
                                before.rules()
                                        .largeCharge()
                                        .map(Credits::toString)
                                        .orElse(""));
            }
            return Optional.empty();
        }
        return own
                ? rules(form).map(rules -> new StandingRules(rules, true))
                : Optional.of(new StandingRules(desks.alerts().rules(visit.caller()), false));
    }

    private static String written(AlertRules rules) {
        return rules.balanceLevels().stream().map(Credits::toString).collect(Collectors.joining(" "));
    }

    private static Optional<AlertRules> rules(FormReader form) {
        List<Credits> levels = new ArrayList<>();
        for (String part : form.field("levels").split("[\\s;；、，]+", -1)) {
            String level = part.replaceAll(",$", "").replace('−', '-').replace('－', '-');
            if (!level.isEmpty()) {
                level(form, level).ifPresent(levels::add);
            }
        }
        Optional<Credits> large = form.credits("large");
        large.filter(credits -> !credits.isPositive()).ifPresent(unused -> form.wrong("large", "form.positive"));
        return form.isRight() ? form.checked("levels", levels, some -> new AlertRules(some, large)) : Optional.empty();
    }

    private static Optional<Credits> level(FormReader form, String level) {
        if (!level.matches(LEVEL)) {
            form.wrong("levels", "rules.levels-wrong");
            return Optional.empty();
        }
        return form.checked("levels", new BigDecimal(level.replace(",", "")), Credits::of);
    }

    private void show(
            Context context,
            Visit visit,
            FormReader form,
            Optional<String> counselor,
            String back,
            StandingRules before,
            Optional<StandingRules> after) {
        templates.show(
                context,
                visit,
                "alert-rules",
                new AlertRulesFormView(counselor, back, before, after, FormState.of(context, form)));
    }
}
