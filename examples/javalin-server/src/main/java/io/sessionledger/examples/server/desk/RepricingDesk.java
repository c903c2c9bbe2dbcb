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

    /** Of how many settled sessions a sum is made. */
    static final int MOST_LOOKED_AT = 5000;

    /** How many charges one request corrects, some seconds' worth, before it asks to be sent again. */
    static final int MOST_CORRECTED = 1000;

    private static final int PAGE = 500;

    private final HostDatabase database;
    private final OnceOnly onceOnly;

    RepricingDesk(HostDatabase database, OnceOnly onceOnly) {
        this.database = database;
        this.onceOnly = onceOnly;
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
     * {@return all that would change, of the first five thousand settled sessions of the range}
     *
     * @param caller who asks
     * @param repricing which charges, to which rate
     */
    public RepricedCharges previewAll(Caller caller, Repricing repricing) {
        RepriceSessions request = checked(caller, repricing);
        return walk(Integer.MAX_VALUE, page -> ledger(caller).credits().previewRepricing(request, page));
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
     * @param key names the request; a repeat gets the first answer
     * @return what was changed by this request
     */
    public Repriced applyAll(Caller caller, Repricing repricing, RequestKey key) {
        RepriceSessions request = checked(caller, repricing);
        return onceOnly.onceInSteps(
                caller.tenant(),
                Optional.of(key),
                Repriced.class,
                () -> Repriced.of(
                        walk(MOST_CORRECTED, page -> ledger(caller).credits().reprice(request, page))));
    }

    private static RepricedCharges walk(int mostChanged, Function<PageRequest, Page<RepricedSession>> pages) {
        List<RepricedSession> changed = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        int looked = 0;
        do {
            Page<RepricedSession> page = pages.apply(new PageRequest(PAGE, cursor));
            changed.addAll(page.items());
            cursor = page.nextCursor();
            looked += PAGE;
        } while (cursor.isPresent() && looked < MOST_LOOKED_AT && changed.size() < mostChanged);
        return new RepricedCharges(changed, cursor.isEmpty());
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
