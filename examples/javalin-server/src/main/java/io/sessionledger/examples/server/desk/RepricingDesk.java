package io.sessionledger.examples.server.desk;

import io.sessionledger.InvalidInputException;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.RateId;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.credit.RepriceSessions;
import io.sessionledger.credit.RepricedSession;
import io.sessionledger.examples.server.host.HostDatabase;
import io.sessionledger.examples.server.host.RequestKey;
import io.sessionledger.examples.server.security.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Corrects charges to another rate: first shows what would change, then changes it. Each charge is corrected once, however often that is asked for, in a transaction of its own. */
public final class RepricingDesk {

    private final HostDatabase database;
    private final OnceOnly onceOnly;
    private final Bounds bounds;

    RepricingDesk(HostDatabase database, OnceOnly onceOnly, Bounds bounds) {
        this.database = database;
        this.onceOnly = onceOnly;
        this.bounds = bounds;
    }

    /**
     * How far one request goes.
     *
     * @param page how many settled sessions are read at a time
     * @param looked of how many a sum is made
     * @param corrected after how many charges a correction stops, at the page's end, and asks to be sent again
     */
    record Bounds(int page, int looked, int corrected) {

        /** A look of five thousand takes about a fifth of a second; the last bound is there so that no press of a button runs on and on. */
        static final Bounds DEFAULT = new Bounds(500, 5000, 1000);
    }

    /**
     * {@return one page of what would change}
     *
     * @param caller who asks
     * @param repricing which charges, to which rate
     * @param page how many sessions to look at, after which
     */
    public Page<RepricedSession> preview(Caller caller, Repricing repricing, PageRequest page) {
        RepriceSessions request = checked(caller, repricing);
        return ledger(caller).credits().previewRepricing(request, page);
    }

    /**
     * {@return all that would change, of the next five thousand settled sessions of the range}
     *
     * @param caller who asks
     * @param repricing which charges, to which rate
     * @param from where to look on; empty for the range's beginning
     */
    public RepricedCharges previewAll(Caller caller, Repricing repricing, Optional<String> from) {
        RepriceSessions request = checked(caller, repricing);
        return walk(from, Integer.MAX_VALUE, page -> ledger(caller).credits().previewRepricing(request, page));
    }

    /**
     * Changes it, a page at a time. Whoever was interrupted begins again, at the first page or where they were.
     *
     * @param caller who does it
     * @param repricing which charges, to which rate
     * @param page how many sessions to look at, after which
     * @param key if it came with one; a repeat gets the first answer
     * @return what was changed by this request
     */
    public ChargeCorrections apply(Caller caller, Repricing repricing, PageRequest page, Optional<RequestKey> key) {
        RepriceSessions request = checked(caller, repricing);
        return onceOnly.onceInSteps(
                caller.tenant(),
                key,
                ChargeCorrections.class,
                () -> ChargeCorrections.of(ledger(caller).credits().reprice(request, page)));
    }

    /**
     * Changes all that {@link #previewAll} shows, or the first thousand or so of it.
     *
     * @param caller who does it
     * @param repricing which charges, to which rate
     * @param from where to look on; empty for the range's beginning
     * @param key names the request; a repeat gets the first answer
     * @return what was changed by this request
     */
    public Repriced applyAll(Caller caller, Repricing repricing, Optional<String> from, RequestKey key) {
        RepriceSessions request = checked(caller, repricing);
        return onceOnly.onceInSteps(
                caller.tenant(),
                Optional.of(key),
                Repriced.class,
                () -> Repriced.of(walk(
                        from,
                        bounds.corrected(),
                        page -> ledger(caller).credits().reprice(request, page))));
    }

    private RepricedCharges walk(
            Optional<String> from, int mostChanged, Function<PageRequest, Page<RepricedSession>> pages) {
        List<RepricedSession> changed = new ArrayList<>();
        Optional<String> cursor = from;
        int looked = 0;
        do {
            Page<RepricedSession> page = pages.apply(new PageRequest(bounds.page(), cursor));
            changed.addAll(page.items());
            cursor = page.nextCursor();
            looked += bounds.page();
        } while (cursor.isPresent() && looked < bounds.looked() && changed.size() < mostChanged);
        return new RepricedCharges(changed, cursor);
    }

    private RepriceSessions checked(Caller caller, Repricing repricing) {
        Access.wholeTenant(caller, "repricing");
        requireRate(caller, "rateId", repricing.rateId());
        repricing.chargedUnder().ifPresent(id -> requireRate(caller, "chargedUnder", id));
        return new RepriceSessions(repricing.startedIn(), repricing.rateId(), repricing.chargedUnder(), caller.actor());
    }

    /** The ledger finds no session under a version that is not there, which looks as if all were well. */
    private void requireRate(Caller caller, String field, RateId id) {
        if (ledger(caller).rates().find(id).isEmpty()) {
            throw new InvalidInputException(field, "expected a version of one of your rates, but there is no " + id);
        }
    }

    private TenantLedger ledger(Caller caller) {
        return database.ledger(caller.tenant());
    }
}
