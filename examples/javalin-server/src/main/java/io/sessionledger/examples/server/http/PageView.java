package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sessionledger.Page;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One page of a list, and where the next one begins. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record PageView<V>(List<V> items, @Nullable String nextCursor) {

    static <T, V> PageView<V> of(Page<T> page, Function<T, V> view) {
        return new PageView<>(
                page.items().stream().map(view).toList(), page.nextCursor().orElse(null));
    }
}
