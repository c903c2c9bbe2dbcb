package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.sessionledger.Credits;
import io.sessionledger.RateId;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.RepricedSession;
import io.sessionledger.examples.server.desk.Desks;
import io.sessionledger.examples.server.desk.Repriced;
import io.sessionledger.examples.server.desk.RepricedCharges;
import io.sessionledger.examples.server.desk.Repricing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Correcting charges to another rate: what would change, then the question, then it is done, each charge once. */
final class RepricingPages {

    private static final int ROWS = 100;

    private final Desks desks;
    private final DashboardReads rateNames;
    private final UpkeepReads reads;
    private final Door door;
    private final Templates templates;

    RepricingPages(Desks desks, DashboardReads rateNames, UpkeepReads reads, Door door, Templates templates) {
        this.desks = desks;
        this.rateNames = rateNames;
        this.reads = reads;
        this.door = door;
        this.templates = templates;
    }

    void show(Context context, Visit visit) {
        Period period = Period.of(context, visit.today(), visit.zone());
        Optional<RateId> rate = Parameters.findRate(context, "rate");
        Optional<RateId> under = Parameters.findRate(context, "under");
        RepricingPlace place = RepricingPlace.of(context);
        Optional<RepricedCharges> charges = rate.map(id ->
                desks.repricing().previewAll(visit.caller(), new Repricing(period.range(), id, under), place.look()));
        List<RepricedSession> all = charges.map(RepricedCharges::sessions).orElse(List.of());
        int first = place.row() < all.size() ? place.row() : 0;
        int end = Math.min(first + ROWS, all.size());
        List<RepricedSession> rows = all.subList(first, end);
        templates.show(
                context,
                visit,
                "repricing",
                new RepricingView(
                        period,
                        choices(visit),
                        rate.map(RateId::toString).orElse(""),
                        under.map(RateId::toString).orElse(""),
                        charges,
                        rows,
                        end < all.size() ? Optional.of(place.atRow(end)) : Optional.empty(),
                        place,
                        reads.names(
                                visit.caller().tenant(),
                                rows.stream().map(RepricedSession::counselorId).toList())));
    }

    private List<RateChoice> choices(Visit visit) {
        List<RateChoice> choices = new ArrayList<>();
        for (String name : rateNames.rateNames(visit.caller().tenant())) {
            for (CreditRate rate : desks.rates().versions(visit.caller(), name)) {
                choices.add(new RateChoice(
                        rate.id().toString(),
                        rate.name() + " " + rate.version() + " · " + RateWords.method(visit, rate.method())));
            }
        }
        return choices;
    }

    /** Which charges they are stands in the address, and so in what names the request. */
    void apply(Context context, Visit visit) {
        Period period = Period.of(context, visit.today(), visit.zone());
        RateId rate = Parameters.findRate(context, "rate").orElseThrow(() -> new BadAddressException("error.address"));
        Optional<RateId> under = Parameters.findRate(context, "under");
        Optional<String> look = RepricingPlace.of(context).look();
        Repricing request = new Repricing(period.range(), rate, under);
        String query = context.queryString();
        String back = "/upkeep/repricing?" + query;
        FormReader form = FormReader.of(context, visit);
        form.fields().put("charges", String.valueOf(query));
        if (FormState.isStep(context, "do")) {
            Repriced done = desks.repricing().applyAll(visit.caller(), request, look, form.requestKey());
            door.goTo(
                    context, back, new Note(done.whole() ? "note.repriced" : "note.repriced-more", said(visit, done)));
            return;
        }
        Map<String, String> labels = labels(visit);
        templates.show(
                context,
                visit,
                "repricing-form",
                new RepricingFormView(
                        period,
                        labels.getOrDefault(rate.toString(), rate.toString()),
                        under.map(id -> labels.getOrDefault(id.toString(), id.toString()))
                                .orElse(visit.t("repricing.any")),
                        back,
                        desks.repricing().previewAll(visit.caller(), request, look),
                        FormState.of(context, form)));
    }

    private Map<String, String> labels(Visit visit) {
        return choices(visit).stream().collect(java.util.stream.Collectors.toMap(RateChoice::id, RateChoice::label));
    }

    private static String said(Visit visit, Repriced done) {
        return visit.n("repricing.sessions", done.sessions()) + ", "
                + visit.formats().delta(Credits.of(done.difference()));
    }
}
