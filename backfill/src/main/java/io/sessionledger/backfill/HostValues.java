package io.sessionledger.backfill;

import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.Storable;
import io.sessionledger.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the columns of a host's table mean to the ledger. */
final class HostValues {

    private HostValues() {}

    /** A key as a uuid: one as it is, also from text; a whole number as the ledger maps it; null if it is neither. */
    static @Nullable UUID key(@Nullable Object value) {
        if (value instanceof UUID uuid) {
            return uuid;
        } else if (value instanceof Long || value instanceof Integer || value instanceof Short) {
            return SessionId.of(((Number) value).longValue()).value();
        } else if (value instanceof String text) {
            try {
                return SessionId.of(text.strip()).value();
            } catch (InvalidInputException e) {
                return null;
            }
        }
        return null;
    }

    static @Nullable TenantId tenant(@Nullable String text) {
        try {
            return text == null ? null : TenantId.of(text);
        } catch (InvalidInputException e) {
            return null;
        }
    }

    /** A timestamp; one without a zone is read in the given one. */
    static Optional<Instant> instant(ResultSet row, int column, ZoneId zone) throws SQLException {
        String type = row.getMetaData().getColumnTypeName(column).toLowerCase(Locale.ROOT);
        boolean hasZone = type.equals("timestamptz") || type.contains("with time zone");
        Instant instant;
        if (hasZone) {
            OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
            instant = time == null ? null : time.toInstant();
        } else {
            LocalDateTime time = row.getObject(column, LocalDateTime.class);
            instant = time == null ? null : time.atZone(zone).toInstant();
        }
        try {
            return Optional.ofNullable(instant).map(at -> Storable.instant("time", at));
        } catch (InvalidInputException e) {
            // an infinite or very distant time says as little as none
            return Optional.empty();
        }
    }
}
