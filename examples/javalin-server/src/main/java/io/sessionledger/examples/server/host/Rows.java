package io.sessionledger.examples.server.host;

import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** How the host's tables read and write times and ids, and cut pages. */
final class Rows {

    private Rows() {}

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return findInstant(row, column).orElseThrow();
    }

    static Optional<Instant> findInstant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    /** A page of rows of which one more than asked for was read, to see whether there are more. */
    static <T> Page<T> page(List<T> read, PageRequest request, Function<T, Position> position) {
        if (read.size() <= request.size()) {
            return new Page<>(read, Optional.empty());
        }
        List<T> items = read.subList(0, request.size());
        return new Page<>(
                items, Optional.of(position.apply(items.get(items.size() - 1)).cursor()));
    }
}
