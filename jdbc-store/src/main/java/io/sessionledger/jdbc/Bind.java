package io.sessionledger.jdbc;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * Arguments in the columns' own types, null or not. JDBI would bind times through types that know no time zone, and look for a way to bind each type anew with every statement, which is most of what
 * binding takes.
 */
final class Bind {

    private Bind() {}

    static Argument text(@Nullable String text) {
        return of(text, Types.VARCHAR, PreparedStatement::setString);
    }

    static Argument uuid(@Nullable UUID uuid) {
        return of(uuid, Types.OTHER, PreparedStatement::setObject);
    }

    static Argument integer(@Nullable Integer integer) {
        return of(integer, Types.INTEGER, PreparedStatement::setInt);
    }

    static Argument number(@Nullable Long number) {
        return of(number, Types.BIGINT, PreparedStatement::setLong);
    }

    static Argument decimal(@Nullable BigDecimal decimal) {
        return of(decimal, Types.NUMERIC, PreparedStatement::setBigDecimal);
    }

    static Argument flag(boolean flag) {
        return of(flag, Types.BOOLEAN, PreparedStatement::setBoolean);
    }

    static Argument instant(@Nullable Instant instant) {
        return of(
                instant,
                Types.TIMESTAMP_WITH_TIMEZONE,
                (statement, position, time) -> statement.setObject(position, time.atOffset(ZoneOffset.UTC)));
    }

    private static <T> Argument of(@Nullable T value, int type, Setter<T> setter) {
        return (position, statement, context) -> {
            if (value == null) {
                statement.setNull(position, type);
            } else {
                setter.set(statement, position, value);
            }
        };
    }

    /** An array of one of PostgreSQL's types. What is in an array of its own class the driver sends as the server holds it; all else it writes out as text, which takes both of them longer. */
    static Argument array(String type, Stream<? extends @Nullable Object> elements) {
        @Nullable
        Object[] values = switch (type) {
            case "text" -> elements.toArray(String[]::new);
            case "int4" -> elements.toArray(Integer[]::new);
            case "int8" -> elements.toArray(Long[]::new);
            case "bool" -> elements.toArray(Boolean[]::new);
            default -> elements.toArray();
        };
        return (position, statement, context) ->
                statement.setArray(position, statement.getConnection().createArrayOf(type, values));
    }

    static @Nullable BigDecimal seconds(@Nullable Duration duration) {
        return duration == null ? null : BigDecimal.valueOf(duration.toMillis(), 3);
    }

    /** Sets a parameter that is not null. */
    @FunctionalInterface
    private interface Setter<T> {
        void set(PreparedStatement statement, int position, T value) throws SQLException;
    }
}
