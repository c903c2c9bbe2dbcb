package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.SessionId;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.store.NewEntry;
import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code credit_logs}, with the reason that lies beside it. */
final class CreditLogRow {

    static final Columns COLUMNS = Columns.of(
            "id",
            "counselor_id",
            "entry_no",
            "transaction_type",
            "credits_delta",
            "balance_after",
            "session_id",
            "rate_snapshot",
            "calculation",
            "idempotency_key",
            "actor",
            "reason_code",
            "created_at");

    private CreditLogRow() {}

    /** An entry that was just made, of which only its place in the account has to be read. */
    static CreditLog made(NewEntry entry, Charge charge, Row place) throws SQLException {
        return new CreditLog(
                entry.id(),
                entry.counselorId(),
                place.number("entry_no"),
                entry.type(),
                place.credits("credits_delta"),
                place.credits("balance_after"),
                entry.sessionId(),
                charge,
                entry.idempotencyKey(),
                entry.actor(),
                entry.reasonCode(),
                entry.reason(),
                place.instant("created_at"));
    }

    static CreditLog map(Row row, @Nullable String reason) throws SQLException {
        UUID sessionId = row.uuidOrNull("session_id");
        String rate = row.textOrNull("rate_snapshot");
        String calculation = row.textOrNull("calculation");
        Charge charge = rate == null || calculation == null ? null : LedgerJson.charge(rate, calculation);
        return new CreditLog(
                CreditLogId.of(row.uuid("id")),
                CounselorId.of(row.uuid("counselor_id")),
                row.number("entry_no"),
                TransactionType.valueOf(row.text("transaction_type").toUpperCase(Locale.ROOT)),
                row.credits("credits_delta"),
                row.credits("balance_after"),
                sessionId == null ? null : SessionId.of(sessionId),
                charge,
                row.text("idempotency_key"),
                row.text("actor"),
                row.text("reason_code"),
                reason,
                row.instant("created_at"));
    }
}
