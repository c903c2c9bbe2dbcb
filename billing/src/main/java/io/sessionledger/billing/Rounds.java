package io.sessionledger.billing;

import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Where each list was left off, so that what cannot be done now, and stays at the front, does not keep later runs from the rest. Kept in memory alone: who starts anew starts at the front. */
final class Rounds {

    private final ConcurrentHashMap<Round, String> cursors = new ConcurrentHashMap<>();

    /** The next page of a list, the first one again after the last. */
    <T> List<T> next(TenantId tenant, String list, int size, Function<PageRequest, Page<T>> pages) {
        Round round = new Round(tenant, list);
        Page<T> page = pages.apply(new PageRequest(size, Optional.ofNullable(cursors.get(round))));
        page.nextCursor().ifPresentOrElse(cursor -> cursors.put(round, cursor), () -> cursors.remove(round));
        return page.items();
    }

    private record Round(TenantId tenant, String list) {}
}
