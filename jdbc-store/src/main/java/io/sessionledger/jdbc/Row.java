package io.sessionledger.jdbc;

import io.sessionledger.Credits;
import io.sessionledger.Usd;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of a result, read in the ledger's own types.
 *
 * @param result positioned on the row
 * @param prefix what the row's columns are prefixed with; empty if they are not
 */
record Row(ResultSet result, String prefix) {

    static Row of(ResultSet result) {
        return new Row(result, "");
    }

    /** The same row's columns of one table among several. */
    Row of(String alias) {
        return new Row(result, alias + "_");
    }

    boolean has(String column) throws SQLException {
        return result.getObject(prefix + column) != null;
    }

    String text(String column) throws SQLException {
        return required(column, result.getString(prefix + column));
    }

    @Nullable
    String textOrNull(String column) throws SQLException {
        return result.getString(prefix + column);
    }

    UUID uuid(String column) throws SQLException {
        return required(column, result.getObject(prefix + column, UUID.class));
    }

    @Nullable
    UUID uuidOrNull(String column) throws SQLException {
        return result.getObject(prefix + column, UUID.class);
    }

    Set<UUID> uuids(String column) throws SQLException {
        return Set.of(
                (UUID[]) required(column, result.getArray(prefix + column)).getArray());
    }

    /** The numbers of an array; none if it is null. */
    List<BigDecimal> decimals(String column) throws SQLException {
        Array array = result.getArray(prefix + column);
        return array == null
                ? List.of()
                : Arrays.stream((Object[]) array.getArray())
                        .map(BigDecimal.class::cast)
                        .toList();
    }

    long number(String column) throws SQLException {
        return result.getLong(prefix + column);
    }

    @Nullable
    Long numberOrNull(String column) throws SQLException {
        long number = result.getLong(prefix + column);
        return result.wasNull() ? null : number;
    }

    boolean flag(String column) throws SQLException {
        return result.getBoolean(prefix + column);
    }

    BigDecimal decimal(String column) throws SQLException {
        return required(column, result.getBigDecimal(prefix + column));
    }

    @Nullable
    BigDecimal decimalOrNull(String column) throws SQLException {
        return result.getBigDecimal(prefix + column);
    }

    Credits credits(String column) throws SQLException {
        return Credits.of(decimal(column));
    }

    Usd usd(String column) throws SQLException {
        return Usd.of(decimal(column));
    }

    Duration seconds(String column) throws SQLException {
        return duration(decimal(column));
    }

    @Nullable
    Duration secondsOrNull(String column) throws SQLException {
        BigDecimal seconds = decimalOrNull(column);
        return seconds == null ? null : duration(seconds);
    }

    Instant instant(String column) throws SQLException {
        return required(column, instantOrNull(column));
    }

    @Nullable
    Instant instantOrNull(String column) throws SQLException {
        OffsetDateTime time = result.getObject(prefix + column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static Duration duration(BigDecimal seconds) {
        return Duration.ofMillis(seconds.movePointRight(3).longValueExact());
    }

    private <T> T required(String column, @Nullable T value) throws SQLException {
        if (value == null) {
            throw new SQLException("column " + prefix + column + " is null");
        }
        return value;
    }
}
