package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantType;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.desk.NewGrant;
import io.sessionledger.examples.server.host.HostSession;
import io.sessionledger.session.SessionUsage;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Granting, adjusting and refunding: a form, then what it would do, then it is done, once. */
final class MovementPages {

    private static final String DO = "do";
    private static final String PREVIEW = "preview";

    private final Desks desks;
    private final Door door;
    private final Templates templates;
    private final Clock clock;

    MovementPages(Desks desks, Door door, Templates templates, Clock clock) {
        this.desks = desks;
        this.door = door;
        this.templates = templates;
        this.clock = clock;
    }

    void grant(Context context, Visit visit) {
        CounselorId id = Parameters.counselor(context);
        String name = desks.counselors().find(visit.caller(), id).name();
        FormReader form = FormReader.of(context, visit, "amount", "type", "reason", "expires", "priority");
        Optional<NewGrant> grant = isSent(context) ? grant(visit, form) : Optional.empty();
        if (grant.isPresent() && isStep(context, DO)) {
            var unused = desks.credits().grant(visit.caller(), id, grant.get(), Optional.of(form.requestKey()));
            door.goTo(
                    context,
                    "/counselors/" + id,
                    new Note("note.granted", visit.formats().credits(grant.get().amount())));
            return;
        }
        show(
                context,
                visit,
                form,
                new Subject("grant", name, "/counselors/" + id, id),
                grant.map(NewGrant::amount),
                Optional.empty());
    }

    private Optional<NewGrant> grant(Visit visit, FormReader form) {
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
        String reason = form.required("reason", GrantCredits.MAX_REASON_LENGTH);
        Optional<Instant> expires = form.day("expires")
                .map(day -> day.plusDays(1).atStartOfDay(visit.zone()).toInstant());
        expires.filter(instant -> !instant.isAfter(clock.instant()))
                .ifPresent(unused -> form.wrong("expires", "form.future"));
        Optional<Integer> priority = form.number("priority").map(number -> number.intValue());
        form.number("priority")
                .filter(number -> number.stripTrailingZeros().scale() > 0
                        || number.signum() < 0
                        || number.intValue() > GrantCredits.MAX_PRIORITY)
                .ifPresent(unused -> form.wrong("priority", "form.priority"));
        return form.isRight()
                ? Optional.of(new NewGrant(amount.orElseThrow(), type.orElseThrow(), reason, priority, expires))
                : Optional.empty();
    }

    void adjust(Context context, Visit visit) {
        CounselorId id = Parameters.counselor(context);
        String name = desks.counselors().find(visit.caller(), id).name();
        FormReader form = FormReader.of(context, visit, "amount", "reason");
        Optional<Credits> amount = isSent(context) ? adjustment(form) : Optional.empty();
        if (amount.isPresent() && isStep(context, DO)) {
            var unused = desks.credits()
                    .adjust(visit.caller(), id, amount.get(), form.field("reason"), Optional.of(form.requestKey()));
            door.goTo(
                    context,
                    "/counselors/" + id,
                    new Note("note.adjusted", visit.formats().delta(amount.get())));
            return;
        }
        show(context, visit, form, new Subject("adjust", name, "/counselors/" + id, id), amount, Optional.empty());
    }

    private static Optional<Credits> adjustment(FormReader form) {
        Optional<Credits> amount = form.credits("amount");
        if (form.field("amount").isEmpty()) {
            form.wrong("amount", "form.required");
        }
        amount.filter(Credits::isZero).ifPresent(unused -> form.wrong("amount", "form.nonzero"));
        String unused = form.required("reason", GrantCredits.MAX_REASON_LENGTH);
        return form.isRight() ? amount : Optional.empty();
    }

    void refund(Context context, Visit visit) {
        SessionId id = Parameters.session(context);
        HostSession session = desks.sessions().find(visit.caller(), id);
        String name =
                desks.counselors().find(visit.caller(), session.counselorId()).name();
        SessionUsage usage = desks.sessions().usage(visit.caller().tenant(), id);
        FormReader form = FormReader.of(context, visit, "amount", "reason");
        boolean sent = isSent(context);
        Optional<Credits> amount =
                sent ? refund(visit, form, usage.creditsConsumed(), isStep(context, DO)) : Optional.empty();
        if (amount.isPresent() && isStep(context, DO)) {
            var unused = desks.credits()
                    .refund(visit.caller(), id, amount, form.field("reason"), Optional.of(form.requestKey()));
            door.goTo(
                    context,
                    "/sessions/" + id,
                    new Note("note.refunded", visit.formats().credits(amount.get())));
            return;
        }
        if (!sent) {
            form.fields().put("amount", usage.creditsConsumed().toString());
        }
        show(
                context,
                visit,
                form,
                new Subject("refund", name, "/sessions/" + id, session.counselorId()),
                amount,
                Optional.of(usage.creditsConsumed()));
    }

    /** When it is to be done, what may be given back is the ledger's to judge: a form that is sent twice finds it given back already, and gets the first answer. */
    private static Optional<Credits> refund(Visit visit, FormReader form, Credits most, boolean done) {
        Optional<Credits> amount = form.credits("amount");
        if (form.field("amount").isEmpty()) {
            form.wrong("amount", "form.required");
        }
        amount.filter(credits -> !credits.isPositive()).ifPresent(unused -> form.wrong("amount", "form.positive"));
        amount.filter(credits -> !done && credits.compareTo(most) > 0)
                .ifPresent(unused ->
                        form.wrong("amount", "form.most", visit.formats().credits(most)));
        String unused = form.required("reason", GrantCredits.MAX_REASON_LENGTH);
        return form.isRight() ? amount : Optional.empty();
    }

    private void show(
            Context context,
            Visit visit,
            FormReader form,
            Subject subject,
            Optional<Credits> amount,
            Optional<Credits> most) {
        CreditAccount account = desks.credits().account(visit.caller(), subject.counselor);
        Map<String, String> fields = new HashMap<>(form.fields());
        fields.putIfAbsent("type", GrantType.PURCHASE.name().toLowerCase(Locale.ROOT));
        if (!form.isRight()) {
            context.status(422);
        }
        Optional<Credits> previewed = isStep(context, PREVIEW) ? amount : Optional.empty();
        templates.show(
                context,
                visit,
                "movement",
                new MovementView(
                        subject.kind, subject.name, subject.back, account, most, fields, form.wrong(), previewed));
    }

    private static boolean isSent(Context context) {
        return context.method().name().equals("POST") && !isStep(context, "edit");
    }

    private static boolean isStep(Context context, String step) {
        return step.equals(context.formParam(FormReader.STEP));
    }

    private record Subject(String kind, String name, String back, CounselorId counselor) {}
}
