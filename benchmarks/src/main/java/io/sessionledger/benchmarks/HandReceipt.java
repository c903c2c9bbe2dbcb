package io.sessionledger.benchmarks;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** What the settlement by hand answers: the bill, the ledger entry, the account, and what it did not cover. */
record HandReceipt(
        HandBill bill,
        HandCharge charge,
        long entryNo,
        BigDecimal balanceAfter,
        Instant createdAt,
        BigDecimal granted,
        BigDecimal used,
        BigDecimal held,
        @Nullable BigDecimal overdraftLimit,
        BigDecimal uncovered) {

    static HandReceipt of(HandBill bill, HandCharge charge, ResultSet row) throws SQLException {
        return new HandReceipt(
                bill,
                charge,
                row.getLong("entry_no"),
                row.getBigDecimal("balance_after"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getBigDecimal("granted"),
                row.getBigDecimal("used"),
                row.getBigDecimal("held"),
                row.getBigDecimal("overdraft_limit"),
                row.getBigDecimal("uncovered"));
    }
}
