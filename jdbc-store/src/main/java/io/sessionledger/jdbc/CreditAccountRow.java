package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.credit.CreditAccount;
import java.math.BigDecimal;
import java.sql.SQLException;

/** The table {@code credit_accounts}. */
final class CreditAccountRow {

    static final Columns COLUMNS = Columns.of(
            "counselor_id",
            "granted",
            "used",
            "held",
            "overdraft_limit",
            "next_change_at",
            "last_entry_no",
            "last_entry_at",
            "last_chain_digest");

    private CreditAccountRow() {}

    static CreditAccount map(Row row) throws SQLException {
        BigDecimal limit = row.decimalOrNull("overdraft_limit");
        return new CreditAccount(
                CounselorId.of(row.uuid("counselor_id")),
                row.credits("granted"),
                row.credits("used"),
                row.credits("held"),
                limit == null ? null : Credits.of(limit));
    }

    static AccountHead head(Row row) throws SQLException {
        return new AccountHead(
                map(row),
                row.number("last_entry_no"),
                row.instantOrNull("last_entry_at"),
                row.textOrNull("last_chain_digest"),
                row.instantOrNull("next_change_at"));
    }
}
