package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.RecurringGrantId;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantRhythm;
import io.sessionledger.credit.GrantType;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.desk.NewRecurringGrant;
import io.sessionledger.examples.server.desk.StandingGrant;
import io.sessionledger.examples.server.host.Counselor;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;

/** Credits that come again and again: those of a counselor, setting one up, ending one. */
final class RecurringGrantPages {

    private static final int ROWS = 20;
    private static final int FIRST_YEAR = 1973;
    private static final int LAST_YEAR = 2200;

    private final Desks desks;
    private final Door door;
    private final Templates templates;

    RecurringGrantPages(Desks desks, Door door, Templates templates) {
        this.desks = desks;
        this.door = door;
        this.templates = templates;
    }

    void list(Context context, Visit visit) {
        Counselor counselor = desks.counselors().find(visit.caller(), Parameters.counselor(context));
        templates.show(
                context,
                visit,
                "recurring-grants",
                new RecurringGrantsView(
                        counselor,
                        desks.recurring().list(visit.caller(), counselor.id(), Parameters.page(context, ROWS))));
    }

    void setUp(Context context, Visit visit) {
        Counselor counselor = desks.counselors().find(visit.caller(), Parameters.counselor(context));
        FormReader form = FormReader.of(
                context, visit, "amount", "type", "rhythm", "first_day", "carries_over", "priority", "reason");
        if (context.method().name().equals("GET")) {
            form.fields().put("first_day", visit.today().toString());
        }
        Optional<NewRecurringGrant> draft = FormState.isSent(context) ? draft(visit, form) : Optional.empty();
        if (draft.isPresent() && FormState.isStep(context, "do")) {
            var unused = desks.recurring()
                    .setUp(visit.caller(), counselor.id(), draft.get(), Optional.of(form.requestKey()));
            door.goTo(
                    context,
                    address(counselor.id()),
                    new Note(
                            "note.recurring",
                            visit.formats().credits(draft.get().amount())));
            return;
        }
        templates.show(
                context,
                visit,
                "recurring-grant-form",
                new RecurringGrantFormView(
                        counselor,
                        desks.credits().account(visit.caller(), counselor.id()),
                        visit.today(),
                        draft,
                        FormState.of(context, form)));
    }

    private static Optional<NewRecurringGrant> draft(Visit visit, FormReader form) {
        Optional<Credits> amount = form.credits("amount");
        if (form.field("amount").isEmpty()) {
            form.wrong("amount", "form.required");
        }
        amount.filter(credits -> !credits.isPositive()).ifPresent(unused -> form.wrong("amount", "form.positive"));
        Optional<GrantType> type = Arrays.stream(GrantType.values())
                .filter(one -> one.transactionType().code().equals(form.field("type")))
                .findFirst();
        if (type.isEmpty()) {
            form.wrong("type", "form.required");
        }
        Optional<GrantRhythm> rhythm = Arrays.stream(GrantRhythm.values())
                .filter(one -> one.code().equals(form.field("rhythm")))
                .findFirst();
        if (rhythm.isEmpty()) {
            form.wrong("rhythm", "form.required");
        }
        Optional<LocalDate> firstDay = form.day("first_day");
        if (firstDay.filter(day -> day.getYear() >= FIRST_YEAR && day.getYear() <= LAST_YEAR)
                .isEmpty()) {
            form.wrong("first_day", "form.day");
        }
        Optional<Integer> priority = priority(form);
        String reason = form.required("reason", GrantCredits.MAX_REASON_LENGTH);
        return form.isRight()
                ? Optional.of(new NewRecurringGrant(
                        amount.orElseThrow(),
                        type.orElseThrow(),
                        rhythm.orElseThrow(),
                        firstDay.orElseThrow(),
                        visit.zone(),
                        !form.field("carries_over").isEmpty(),
                        priority,
                        reason))
                : Optional.empty();
    }

    private static Optional<Integer> priority(FormReader form) {
        Optional<BigDecimal> number = form.number("priority");
        number.filter(value -> value.stripTrailingZeros().scale() > 0
                        || value.signum() < 0
                        || value.compareTo(BigDecimal.valueOf(GrantCredits.MAX_PRIORITY)) > 0)
                .ifPresent(unused -> form.wrong("priority", "form.priority"));
        return number.map(BigDecimal::intValue);
    }

    void end(Context context, Visit visit) {
        Counselor counselor = desks.counselors().find(visit.caller(), Parameters.counselor(context));
        RecurringGrantId id = Parameters.recurringGrant(context);
        FormReader form = FormReader.of(context, visit);
        if (FormState.isStep(context, "do")) {
            StandingGrant ended =
                    desks.recurring().end(visit.caller(), counselor.id(), id, Optional.of(form.requestKey()));
            door.goTo(
                    context,
                    address(counselor.id()),
                    new Note(
                            "note.recurring-ended",
                            visit.formats().credits(ended.grant().amount())));
            return;
        }
        templates.show(
                context,
                visit,
                "recurring-grant-end",
                new RecurringGrantEndView(
                        counselor,
                        desks.recurring().find(visit.caller(), counselor.id(), id),
                        FormState.of(context, form)));
    }

    private static String address(CounselorId counselor) {
        return "/counselors/" + counselor + "/recurring";
    }
}
