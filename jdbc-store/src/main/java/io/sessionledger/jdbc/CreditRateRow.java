package io.sessionledger.jdbc;

import io.sessionledger.RateId;
import io.sessionledger.credit.CreditRate;
import java.sql.SQLException;

/** The table {@code credit_rates}. */
final class CreditRateRow {

    static final Columns COLUMNS = Columns.of(
            "id",
            "name",
            "version",
            "effective_from",
            "method",
            "terms",
            "rounding_decimals",
            "rounding_direction",
            "minimum",
            "published_at");

    private CreditRateRow() {}

    static CreditRate map(Row row) throws SQLException {
        return new CreditRate(
                RateId.of(row.uuid("id")),
                row.text("name"),
                (int) row.number("version"),
                row.instant("effective_from"),
                LedgerJson.method(row.text("method"), row.text("terms")),
                LedgerJson.rounding((int) row.number("rounding_decimals"), row.text("rounding_direction")),
                row.credits("minimum"),
                row.instant("published_at"));
    }
}
