package io.sessionledger.examples.server.dashboard;

import io.sessionledger.credit.CreditCalculation;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.session.UsageFigures;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rates, and the form that publishes one.
 *
 * @param names of all rates
 * @param name the one that is shown
 * @param versions of it, the latest first
 * @param inForce by which sessions are charged that start now
 * @param typical a session such as those of the last weeks, or as was said
 * @param costs what that costs by the version in force
 * @param fields what was written into the form
 * @param wrong what is wrong with it
 * @param draft what would be published; empty until all is right
 * @param draftCosts what the typical session would cost then
 */
record RatesView(
        List<String> names,
        String name,
        List<CreditRate> versions,
        Optional<CreditRate> inForce,
        UsageFigures typical,
        Optional<CreditCalculation> costs,
        Map<String, String> fields,
        Map<String, String> wrong,
        Optional<CreditRate> draft,
        Optional<CreditCalculation> draftCosts) {

    String field(String name) {
        return fields.getOrDefault(name, "");
    }

    String wrong(String name) {
        return wrong.getOrDefault(name, "");
    }

    boolean isInForce(CreditRate rate) {
        return inForce.map(one -> one.id().equals(rate.id())).orElse(false);
    }
}
