package io.sessionledger.examples.server.dashboard;

import io.sessionledger.Credits;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.examples.server.desk.NewRecurringGrant;
import io.sessionledger.examples.server.host.Counselor;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The form that sets up credits that come again and again.
 *
 * @param counselor who gets them
 * @param account where their credits stand
 * @param today in the tenant's time zone
 * @param draft what would be set up; empty until all is right
 * @param form what was written
 */
record RecurringGrantFormView(
        Counselor counselor,
        CreditAccount account,
        LocalDate today,
        Optional<NewRecurringGrant> draft,
        FormState form) {

    private static final int DAYS_SHOWN = 4;

    /** On which days credits come, first of all those of the period under way, if one is. */
    Stream<LocalDate> days() {
        NewRecurringGrant grant = draft.orElseThrow();
        int first = grant.rhythm().periodOf(today, grant.firstDay());
        return IntStream.range(first, first + DAYS_SHOWN)
                .mapToObj(period -> grant.rhythm().firstDayOf(period, grant.firstDay()));
    }

    /** What comes at once. */
    Credits atOnce() {
        NewRecurringGrant grant = draft.orElseThrow();
        return grant.firstDay().isAfter(today) ? Credits.ZERO : grant.amount();
    }

    Credits before() {
        return account.available();
    }

    Credits after() {
        return account.available().plus(atOnce());
    }
}
