package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.credit.CreditAccount;
import java.sql.SQLException;

/** The table {@code credit_accounts}. */
final class CreditAccountRow {

    static final Columns COLUMNS = Columns.of("counselor_id", "granted", "used", "held");

    private CreditAccountRow() {}

    static CreditAccount map(Row row) throws SQLException {
        return new CreditAccount(
                CounselorId.of(row.uuid("counselor_id")),
                row.credits("granted"),
                row.credits("used"),
                row.credits("held"));
    }
}
