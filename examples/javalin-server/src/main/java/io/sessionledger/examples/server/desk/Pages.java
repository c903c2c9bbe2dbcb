package io.sessionledger.examples.server.desk;

import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads a list to its end, a page at a time. */
public final class Pages {

    private static final int SIZE = 500;

    private Pages() {}

    /**
     * {@return all items of a list, fetched as they are read}
     *
     * @param <T> what is in the list
     * @param list answers one page
     */
    public static <T> Stream<T> stream(Function<PageRequest, Page<T>> list) {
        return Stream.iterate(
                        Optional.of(list.apply(PageRequest.first(SIZE))),
                        Optional::isPresent,
                        page -> page.flatMap(Page::nextCursor)
                                .map(cursor -> list.apply(PageRequest.after(SIZE, cursor))))
                .flatMap(page -> page.orElseThrow().items().stream());
    }
}
