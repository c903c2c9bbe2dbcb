package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.HoldId;
import io.sessionledger.SessionId;
import io.sessionledger.credit.CreditHold;
import java.sql.SQLException;

/** The table {@code credit_holds}. */
final class CreditHoldRow {

    static final Columns COLUMNS = Columns.of("id", "session_id", "counselor_id", "amount", "placed_at", "expires_at");

    private CreditHoldRow() {}

    static CreditHold map(Row row) throws SQLException {
        return new CreditHold(
                HoldId.of(row.uuid("id")),
                SessionId.of(row.uuid("session_id")),
                CounselorId.of(row.uuid("counselor_id")),
                row.credits("amount"),
                row.instant("placed_at"),
                row.instant("expires_at"));
    }
}
