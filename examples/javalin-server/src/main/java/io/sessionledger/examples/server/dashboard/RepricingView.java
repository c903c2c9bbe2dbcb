package io.sessionledger.examples.server.dashboard;

import io.sessionledger.CounselorId;
import io.sessionledger.credit.RepricedSession;
import io.sessionledger.examples.server.desk.RepricedCharges;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What another rate would change of charges.
 *
 * @param period of the sessions that started then
 * @param rates all versions of all rates
 * @param rate the version by which they are charged instead
 * @param under the version under which they were charged last; empty for any
 * @param charges what would change; empty until a version was chosen
 * @param rows those that are shown
 * @param next where more of them are shown
 * @param place where these are
 * @param names of the counselors of these rows
 */
record RepricingView(
        Period period,
        List<RateChoice> rates,
        String rate,
        String under,
        Optional<RepricedCharges> charges,
        List<RepricedSession> rows,
        Optional<RepricingPlace> next,
        RepricingPlace place,
        Map<CounselorId, String> names) {

    String name(RepricedSession session) {
        return names.getOrDefault(session.counselorId(), session.counselorId().toString());
    }

    /** Where it is done: the same days, whatever day it is by then. */
    String query() {
        return "range=" + Period.FREE + "&from=" + period.first() + "&to=" + period.last() + "&rate=" + rate
                + (under.isEmpty() ? "" : "&under=" + under)
                + (place.look().isEmpty() ? "" : "&cursor=" + place.atRow(0).text());
    }
}
