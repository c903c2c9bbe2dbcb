package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.RecurringGrantId;
import io.sessionledger.credit.GrantRhythm;
import io.sessionledger.credit.GrantType;
import io.sessionledger.credit.RecurringGrant;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;

/**
 * A row of the table {@code credit_recurring_grants}.
 *
 * @param nextPeriod the first period that has no grant yet
 */
record RecurringGrantRow(RecurringGrant grant, int nextPeriod) {

    static final Columns COLUMNS = Columns.of(
            "id",
            "counselor_id",
            "grant_type",
            "amount",
            "priority",
            "rhythm",
            "time_zone",
            "first_day",
            "carries_over",
            "next_period",
            "actor",
            "created_at",
            "ended_at");

    static RecurringGrantRow map(Row row) throws SQLException {
        RecurringGrant grant = new RecurringGrant(
                RecurringGrantId.of(row.uuid("id")),
                CounselorId.of(row.uuid("counselor_id")),
                GrantType.valueOf(row.text("grant_type").toUpperCase(Locale.ROOT)),
                row.credits("amount"),
                (int) row.number("priority"),
                GrantRhythm.valueOf(row.text("rhythm").toUpperCase(Locale.ROOT)),
                ZoneId.of(row.text("time_zone")),
                LocalDate.parse(row.text("first_day")),
                row.flag("carries_over"),
                row.text("actor"),
                row.instant("created_at"),
                row.instantOrNull("ended_at"));
        return new RecurringGrantRow(grant, (int) row.number("next_period"));
    }
}
