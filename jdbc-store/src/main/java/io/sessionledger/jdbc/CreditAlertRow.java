package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.credit.AlertDelivery;
import io.sessionledger.credit.CreditAlert;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code credit_alerts}. */
final class CreditAlertRow {

    static final Columns COLUMNS = Columns.of(
            "id",
            "kind",
            "counselor_id",
            "session_id",
            "threshold",
            "amount",
            "model_used",
            "created_at",
            "delivery",
            "attempts",
            "next_attempt_at",
            "delivery_ended_at",
            "last_error");

    private CreditAlertRow() {}

    static CreditAlert map(Row row) throws SQLException {
        UUID sessionId = row.uuidOrNull("session_id");
        return new CreditAlert(
                row.uuid("id"),
                CreditAlert.Kind.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
                CounselorId.of(row.uuid("counselor_id")),
                sessionId == null ? null : SessionId.of(sessionId),
                creditsOrNull(row, "threshold"),
                creditsOrNull(row, "amount"),
                row.textOrNull("model_used"),
                row.instant("created_at"),
                delivery(row));
    }

    private static AlertDelivery delivery(Row row) throws SQLException {
        return new AlertDelivery(
                AlertDelivery.Status.valueOf(row.text("delivery").toUpperCase(Locale.ROOT)),
                Math.toIntExact(row.number("attempts")),
                row.instantOrNull("next_attempt_at"),
                row.instantOrNull("delivery_ended_at"),
                row.textOrNull("last_error"));
    }

    private static @Nullable Credits creditsOrNull(Row row, String column) throws SQLException {
        BigDecimal value = row.decimalOrNull(column);
        return value == null ? null : Credits.of(value);
    }
}
