package io.sessionledger;

import java.util.List;
import java.util.Optional;

/**
 * One page of a list.
 *
 * @param <T> what is listed
 * @param items the items, in the list's order; empty when there are none
 * @param nextCursor what to ask the next page with; empty on the last page. Opaque: its form may change between versions
 */
public record Page<T>(List<T> items, Optional<String> nextCursor) {

    /**
     * Copies the items.
     *
     * @param items the items, in the list's order; empty when there are none
     * @param nextCursor what to ask the next page with; empty on the last page. Opaque: its form may change between versions
     */
    public Page {
        items = List.copyOf(items);
    }
}
