package io.sessionledger.jdbc;

import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Cuts a list into pages: one row more than asked for tells whether there is a next page.
 *
 * @param scope everything that makes the list what it is
 * @param request which page is wanted
 */
record Keyset(String scope, PageRequest request) {

    Optional<KeysetCursor> start() {
        return request.cursor().map(text -> KeysetCursor.read(scope, text));
    }

    int limit() {
        return request.size() + 1;
    }

    <T> Page<T> page(List<T> rows, Function<T, KeysetCursor> position) {
        if (rows.size() <= request.size()) {
            return new Page<>(rows, Optional.empty());
        }
        List<T> items = rows.subList(0, request.size());
        return new Page<>(
                items, Optional.of(position.apply(items.get(items.size() - 1)).write(scope)));
    }
}
