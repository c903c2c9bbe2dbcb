package io.sessionledger.jdbc;

import io.sessionledger.GrantId;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.jdbc.BookedGrant.Announcement;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The table {@code credit_grants}. */
final class CreditGrantRow {

    static final Columns COLUMNS = Columns.of(
            "id",
            "grant_type",
            "amount",
            "remaining",
            "priority",
            "effective_from",
            "expires_at",
            "status",
            "entry_no",
            "idempotency_key",
            "request_digest",
            "actor",
            "reason_digest",
            "created_at");

    private CreditGrantRow() {}

    static BookedGrant map(Row row) throws SQLException {
        return new BookedGrant(
                GrantId.of(row.uuid("id")),
                TransactionType.valueOf(row.text("grant_type").toUpperCase(Locale.ROOT)),
                row.credits("amount"),
                row.credits("remaining"),
                (int) row.number("priority"),
                row.instant("effective_from"),
                row.instantOrNull("expires_at"),
                GrantStatus.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                row.number("entry_no"),
                announcement(row),
                row.instant("created_at"));
    }

    private static @Nullable Announcement announcement(Row row) throws SQLException {
        return row.has("idempotency_key")
                ? new Announcement(
                        row.text("idempotency_key"),
                        row.text("request_digest"),
                        row.text("actor"),
                        row.textOrNull("reason_digest"))
                : null;
    }
}
